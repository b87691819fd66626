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
  const sums = new Float64Array(columns * rows * SUMS);
  const line = new Float64Array(columns * SUMS);
  const across = Array.from({ length: box.right - box.left }, (_, x) =>
    spread((x + 0.5) / (box.right - box.left), columns),
  );
  for (let y = box.top; y < box.bottom; y += 1) {
    line.fill(0);
    across.forEach(([low, high, share], step) => {
      const pixel = y * pixels.width + box.left + step;
      const weight = mask === undefined ? 1 : (mask[pixel] ?? 0);
      addPixel(line, { data: pixels.data, at: pixel * 4, cell: low * SUMS, share: 1 - share, weight });
      addPixel(line, { data: pixels.data, at: pixel * 4, cell: high * SUMS, share, weight });
    });
    const [low, high, share] = spread((y + 0.5 - box.top) / (box.bottom - box.top), rows);
    for (let index = 0; index < line.length; index += 1) {
      const value = line[index] ?? 0;
      sums[low * line.length + index] = (sums[low * line.length + index] ?? 0) + value * (1 - share);
      sums[high * line.length + index] = (sums[high * line.length + index] ?? 0) + value * share;
    }
  }
  return quantize(sums);
}

/** Per cell: weighted red, green and blue, weight, and all pixels. */
const SUMS = 5;

interface Share {
  readonly data: Uint8Array;
  readonly at: number;
  readonly cell: number;
  readonly share: number;
  readonly weight: number;
}

function addPixel(line: Float64Array, { data, at, cell, share, weight }: Share): void {
  line[cell + 4] = (line[cell + 4] ?? 0) + share;
  if (weight === 0) return;
  const weighted = share * weight;
  line[cell] = (line[cell] ?? 0) + weighted * (data[at] ?? 0);
  line[cell + 1] = (line[cell + 1] ?? 0) + weighted * (data[at + 1] ?? 0);
  line[cell + 2] = (line[cell + 2] ?? 0) + weighted * (data[at + 2] ?? 0);
  line[cell + 3] = (line[cell + 3] ?? 0) + weighted;
}

/** The two cells that a place (0-1) lies between, and how much of it is the second's: soft borders survive shifts. */
function spread(place: number, count: number): readonly [number, number, number] {
  const position = place * count - 0.5;
  const low = Math.floor(position);
  const clamp = (cell: number): number => Math.max(0, Math.min(count - 1, cell));
  return [clamp(low), clamp(low + 1), position - low];
}

function quantize(sums: Float64Array): Uint8Array {
  const cells = sums.length / SUMS;
  const out = new Uint8Array(cells * CHANNELS);
  for (let cell = 0; cell < cells; cell += 1) {
    const weight = sums[cell * SUMS + 3] ?? 0;
    const coverage = weight / Math.max(1e-6, sums[cell * SUMS + 4] ?? 0);
    const mean = (channel: number): number =>
      weight > 1e-6 ? (sums[cell * SUMS + channel] ?? 0) / weight : 0;
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
