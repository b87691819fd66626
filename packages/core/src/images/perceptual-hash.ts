import type { Split } from "./background.ts";
import { type LabImage, labAt } from "./lab-image.ts";
import { distanceSquared, type Lab, meanLab } from "./oklab.ts";

const HASH_BITS = 64;
/** The hash sees the subject through a grid of this many cells each way. */
const GRID = 24;
/** Samples each way in one cell. */
const CELL_SAMPLES = 4;
/** The window reaches this many standard deviations of the subject's pixels from its centre: head to foot. */
const WINDOW_DEVIATIONS = 2;
/** From this OKLab distance to the backdrop a pixel begins to count, and this much further on it counts in full. */
const UNLIKE_FROM = 0.06;
const UNLIKE_RANGE = 0.1;
/** Frequencies weaker than this part of the mean strength count as absent, or noise would decide their sign. */
const DEAD_ZONE = 0.2;

/**
 * 64 bits that describe the coarse shapes of a picture's subject, as 16 hex digits: which of the lowest frequencies
 * (cosine transform) of its lightness are positive. The window follows the subject (its centre and spread, which a
 * few odd pixels cannot move), so that the bits are not spent on the backdrop.
 */
export function perceptualHash(image: LabImage, split: Split): string {
  const grid = seenThrough(image, windowOn(image, split));
  const strengths = FREQUENCIES.map(([across, down]) => strength(grid, { across, down }));
  const typical = strengths.reduce((sum, value) => sum + Math.abs(value), 0) / HASH_BITS;
  const bits = strengths.map((value) => (value > DEAD_ZONE * typical ? "1" : "0")).join("");
  return BigInt(`0b${bits}`)
    .toString(16)
    .padStart(HASH_BITS / 4, "0");
}

interface Window {
  left: number;
  top: number;
  width: number;
  height: number;
}

function windowOn(image: LabImage, { isSubject, backdropPixels }: Split): Window {
  const { width, height } = image;
  const all = width * height;
  if (backdropPixels === 0 || backdropPixels === all) return { left: 0, top: 0, width, height };
  const backdrop = meanWhere(image, (pixel) => isSubject[pixel] === 0);
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  for (let pixel = 0; pixel < all; pixel++) {
    if (!isSubject[pixel]) continue;
    const weight = standingOut(distanceSquared(labAt(image, pixel), backdrop));
    const x = pixel % width;
    columns[x] = (columns[x] ?? 0) + weight;
    const y = (pixel - x) / width;
    rows[y] = (rows[y] ?? 0) + weight;
  }
  const [left, across] = extent(columns);
  const [top, down] = extent(rows);
  return { left, top, width: across, height: down };
}

/**
 * How much a pixel counts for the window, 0 to 1. What looks like the backdrop hardly counts: the gaps between the legs
 * of a chair, which another encoding may or may not connect to it, must not move the window.
 */
function standingOut(distanceSquaredToBackdrop: number): number {
  return Math.max(0.001, Math.min(1, (Math.sqrt(distanceSquaredToBackdrop) - UNLIKE_FROM) / UNLIKE_RANGE));
}

function meanWhere(image: LabImage, isMeant: (pixel: number) => boolean): Lab {
  const colors: Lab[] = [];
  for (let pixel = 0; pixel < image.lightness.length; pixel++) {
    if (isMeant(pixel)) colors.push(labAt(image, pixel));
  }
  return meanLab(colors);
}

/** Start and length of the window along one axis, from the weight of the subject in each line. */
function extent(counts: Float64Array): [number, number] {
  let [sum, first, second] = [0, 0, 0];
  for (const [index, count] of counts.entries()) {
    sum += count;
    first += count * (index + 0.5);
    second += count * (index + 0.5) ** 2;
  }
  const mean = first / sum;
  const reach = WINDOW_DEVIATIONS * Math.sqrt(Math.max(1 / 12, second / sum - mean * mean));
  return [mean - reach, 2 * reach];
}

function seenThrough(image: LabImage, { left, top, width, height }: Window): Float64Array {
  const grid = new Float64Array(GRID * GRID);
  const samples = GRID * CELL_SAMPLES;
  for (let row = 0; row < samples; row++) {
    const y = top + ((row + 0.5) / samples) * height - 0.5;
    for (let column = 0; column < samples; column++) {
      const x = left + ((column + 0.5) / samples) * width - 0.5;
      const cell = Math.floor(row / CELL_SAMPLES) * GRID + Math.floor(column / CELL_SAMPLES);
      grid[cell] = (grid[cell] ?? 0) + lightnessAt(image, x, y);
    }
  }
  return grid;
}

/** Between the four nearest pixels; beyond the border the border goes on. */
function lightnessAt({ lightness, width, height }: LabImage, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const [left, right] = [clamp(column, width), clamp(column + 1, width)];
  const [above, below] = [clamp(row, height) * width, clamp(row + 1, height) * width];
  const across = x - column;
  const upper = (lightness[above + left] ?? 0) * (1 - across) + (lightness[above + right] ?? 0) * across;
  const lower = (lightness[below + left] ?? 0) * (1 - across) + (lightness[below + right] ?? 0) * across;
  return upper * (1 - (y - row)) + lower * (y - row);
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}

/** The 64 lowest frequencies by diagonal, without the constant one. */
const FREQUENCIES: readonly (readonly [across: number, down: number])[] = Array.from(
  { length: GRID * GRID },
  (_, n) => {
    return [n % GRID, Math.floor(n / GRID)] as const;
  },
)
  .sort(([x1, y1], [x2, y2]) => x1 + y1 - (x2 + y2) || y1 - y2)
  .slice(1, HASH_BITS + 1);

/** Row k holds one basis function of the cosine transform. */
const COSINES = Array.from({ length: GRID }, (_, k) =>
  Float64Array.from({ length: GRID }, (_, n) => Math.cos((Math.PI * k * (2 * n + 1)) / (2 * GRID))),
);

function strength(grid: Float64Array, { across, down }: { across: number; down: number }): number {
  let sum = 0;
  for (let row = 0; row < GRID; row++) {
    let line = 0;
    for (let column = 0; column < GRID; column++)
      line += (grid[row * GRID + column] ?? 0) * (COSINES[across]?.[column] ?? 0);
    sum += line * (COSINES[down]?.[row] ?? 0);
  }
  return sum;
}
