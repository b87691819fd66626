import { type Plane, quantile } from "./plane.ts";

/** Side in pixels of the patches in which noise is measured. */
const PATCH = 8;
/** Noise is taken from the calmest patches: where even those are restless, everything is. */
const CALM_SHARE = 0.3;

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
  for (let y = top; y < top + PATCH; y++) {
    for (let x = left; x < left + PATCH; x++) {
      const at = y * width + x;
      const [above, below] = [at - width, at + width];
      const cross =
        (values[at - 1] ?? 0) + (values[at + 1] ?? 0) + (values[above] ?? 0) + (values[below] ?? 0);
      const corners =
        (values[above - 1] ?? 0) +
        (values[above + 1] ?? 0) +
        (values[below - 1] ?? 0) +
        (values[below + 1] ?? 0);
      sum += Math.abs(4 * (values[at] ?? 0) - 2 * cross + corners);
    }
  }
  return (Math.sqrt(Math.PI / 2) * sum) / (6 * PATCH * PATCH);
}
