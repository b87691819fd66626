import { toLab } from "./color.ts";
import type { Pixels } from "./pixels.ts";

/** Cells along each edge of a frame's grid. */
export const FRAME_CELLS = 16;

/** Values per cell: L*, a*, b* and coverage. */
export const CHANNELS = 4;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Mean colour (L*a*b*) and coverage per cell, with pixels shared between cells by area. */
export function grid(
  pixels: Pixels,
  { box, columns, rows, mask }: { box: Box; columns: number; rows: number; mask?: Float32Array },
): Uint8Array {
  const sums = new Float64Array(columns * rows * 5);
  const [w, h] = [box.right - box.left, box.bottom - box.top];
  for (let y = Math.floor(box.top); y < box.bottom; y += 1) {
    const row = spread(((y + 0.5 - box.top) / h) * rows, rows);
    for (let x = Math.floor(box.left); x < box.right; x += 1) {
      const weight = mask === undefined ? 1 : (mask[y * pixels.width + x] ?? 0);
      const at = (y * pixels.width + x) * 4;
      const color = [pixels.data[at] ?? 0, pixels.data[at + 1] ?? 0, pixels.data[at + 2] ?? 0] as const;
      const column = spread(((x + 0.5 - box.left) / w) * columns, columns);
      for (const [r, rowShare] of row) {
        for (const [c, columnShare] of column) {
          const cell = (r * columns + c) * 5;
          const share = rowShare * columnShare;
          const weighted = share * weight;
          sums[cell] = (sums[cell] ?? 0) + weighted * color[0];
          sums[cell + 1] = (sums[cell + 1] ?? 0) + weighted * color[1];
          sums[cell + 2] = (sums[cell + 2] ?? 0) + weighted * color[2];
          sums[cell + 3] = (sums[cell + 3] ?? 0) + weighted;
          sums[cell + 4] = (sums[cell + 4] ?? 0) + share;
        }
      }
    }
  }
  return quantize(sums);
}

/** The two cells that a position lies between, and how much of it belongs to each: soft borders survive shifts. */
function spread(position: number, count: number): readonly (readonly [number, number])[] {
  const low = Math.floor(position - 0.5);
  const share = position - 0.5 - low;
  const clamp = (cell: number): number => Math.max(0, Math.min(count - 1, cell));
  return [
    [clamp(low), 1 - share],
    [clamp(low + 1), share],
  ];
}

function quantize(sums: Float64Array): Uint8Array {
  const cells = sums.length / 5;
  const out = new Uint8Array(cells * CHANNELS);
  for (let cell = 0; cell < cells; cell += 1) {
    const weight = sums[cell * 5 + 3] ?? 0;
    const coverage = weight / Math.max(1e-6, sums[cell * 5 + 4] ?? 0);
    const mean = (channel: number): number => (weight > 1e-6 ? (sums[cell * 5 + channel] ?? 0) / weight : 0);
    const [l, a, b] = toLab([mean(0), mean(1), mean(2)]);
    // Colour counts as much as the cell is covered, so that ragged edges add little.
    out[cell * CHANNELS] = byte(coverage * l * 2);
    out[cell * CHANNELS + 1] = byte(128 + coverage * a * 1.6);
    out[cell * CHANNELS + 2] = byte(128 + coverage * b * 1.6);
    out[cell * CHANNELS + 3] = byte(coverage * 150);
  }
  return out;
}

function byte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
