import { type Plane, quantile } from "./plane.ts";

const BLOCK = 8;
/** Steps larger than this (0-255) are edges of things, not of blocks. */
const STEP_MAX = 24;
/** Rows or columns that are looked at, at most. */
const LINES_MAX = 384;
/** Side in pixels of the patches in which noise is measured. */
const PATCH = 8;
/** Noise is taken from the calmest patches: where even those are restless, everything is. */
const CALM_SHARE = 0.3;

/**
 * How much rougher the grid of 8x8 blocks is than the pixels between, as JPEG leaves it: 0 for none, 1 when nearly
 * all fine steps lie on the grid. Wants the pixels in the size in which they were compressed.
 */
export function blockiness(luma: Plane): number {
  return Math.max(gridShare(luma, true), gridShare(luma, false));
}

function gridShare({ width, height, values }: Plane, isAcross: boolean): number {
  const [along, lines] = isAcross ? [width, height] : [height, width];
  const [step, stride] = isAcross ? [1, width] : [width, 1];
  const every = Math.max(1, Math.ceil(lines / LINES_MAX));
  const sums = new Float64Array(BLOCK);
  const counts = new Float64Array(BLOCK);
  for (let line = 0; line < lines; line += every) {
    for (let at = 1; at + 2 < along; at++) {
      const here = line * stride + at * step;
      const jump = Math.abs((values[here] ?? 0) - (values[here + step] ?? 0));
      if (jump > STEP_MAX) continue;
      const before = Math.abs((values[here - step] ?? 0) - (values[here] ?? 0));
      const after = Math.abs((values[here + step] ?? 0) - (values[here + 2 * step] ?? 0));
      const phase = at % BLOCK;
      sums[phase] = (sums[phase] ?? 0) + Math.max(0, jump - (before + after) / 2);
      counts[phase] = (counts[phase] ?? 0) + 1;
    }
  }
  const means = Array.from(sums, (sum, phase) => sum / Math.max(1, counts[phase] ?? 0));
  const grid = means[BLOCK - 1] ?? 0;
  const others = means.slice(0, BLOCK - 1).reduce((sum, mean) => sum + mean, 0) / (BLOCK - 1);
  return Math.max(0, (grid - others) / (grid + others + 0.02));
}

/**
 * Standard deviation of noise in luma steps (0-255), from the response to a kernel that smooth shading does not
 * excite, in the calmest patches. (Immerkaer's estimator, patch-wise.)
 */
export function noiseOf({ width, height, values }: Plane): number {
  const patches: number[] = [];
  for (let top = 1; top + PATCH < height; top += PATCH) {
    for (let left = 1; left + PATCH < width; left += PATCH) {
      patches.push(patchNoise({ width, values }, { top, left }));
    }
  }
  return quantile(Float32Array.from(patches), CALM_SHARE);
}

function patchNoise(
  { width, values }: Pick<Plane, "width" | "values">,
  { top, left }: { top: number; left: number },
): number {
  let sum = 0;
  const value = (at: number) => values[at] ?? 0;
  for (let y = top; y < top + PATCH; y++) {
    for (let x = left; x < left + PATCH; x++) {
      const at = y * width + x;
      const cross = value(at - 1) + value(at + 1) + value(at - width) + value(at + width);
      const corners =
        value(at - width - 1) + value(at - width + 1) + value(at + width - 1) + value(at + width + 1);
      sum += Math.abs(4 * value(at) - 2 * cross + corners);
    }
  }
  return (Math.sqrt(Math.PI / 2) * sum) / (6 * PATCH * PATCH);
}
