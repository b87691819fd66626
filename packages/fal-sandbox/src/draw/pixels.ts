/** How many pixels at an edge the ground is measured on. */
export const BORDER = 4;

/** RGBA pixels, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The largest channel difference between two pixels, given by index. */
export function colorStep(data: Uint8Array, { a, b }: { a: number; b: number }): number {
  return Math.max(
    Math.abs((data[a * 4] ?? 0) - (data[b * 4] ?? 0)),
    Math.abs((data[a * 4 + 1] ?? 0) - (data[b * 4 + 1] ?? 0)),
    Math.abs((data[a * 4 + 2] ?? 0) - (data[b * 4 + 2] ?? 0)),
  );
}

/** The mean colour of a few pixels of one row, from column `from` on. */
export function edgeColor(
  { data, width }: Pixels,
  { y, from }: { y: number; from: number },
): readonly number[] {
  const sum = [0, 0, 0];
  for (let x = from; x < from + BORDER; x += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      sum[channel] =
        (sum[channel] ?? 0) + (data[(y * width + Math.max(0, Math.min(width - 1, x))) * 4 + channel] ?? 0);
    }
  }
  return sum.map((value) => value / BORDER);
}

/** The distance between two colours. */
export function gap(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, channel) => value - (b[channel] ?? 0)));
}
