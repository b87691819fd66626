import type { Pixels } from "../images/index.ts";
import { type Plane, quantile } from "./plane.ts";

/** A channel at or above this carries no drawing any more. */
const CLIPPED_MIN = 253;
const DARK_MAX = 10;

export interface Exposure {
  /** Share of the figure in which all drawing is lost in light, 0 to 1. */
  clippedHigh: number;
  /** … and of the backdrop. */
  clippedBackdrop: number;
  /** Share of the figure in which all drawing is lost in darkness, 0 to 1. */
  clippedLow: number;
  /** Nearly the brightest luma of the picture, 0 to 1. */
  brightest: number;
}

/** Where light is lost at either end. `isFigure` has one value per pixel. */
export function exposureOf(
  { data, channels }: Pixels,
  { luma, isFigure }: { luma: Plane; isFigure: Uint8Array },
): Exposure {
  let [high, low, backdropHigh, figure] = [0, 0, 0, 0];
  const count = luma.values.length;
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += channels) {
    const most = Math.max(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
    const isClipped = most >= CLIPPED_MIN;
    if (!isFigure[pixel]) {
      if (isClipped) backdropHigh++;
      continue;
    }
    figure++;
    if (isClipped) high++;
    if (most <= DARK_MAX) low++;
  }
  return {
    clippedHigh: high / Math.max(1, figure),
    clippedBackdrop: backdropHigh / Math.max(1, count - figure),
    clippedLow: low / Math.max(1, figure),
    brightest: quantile(luma.values.slice(), 0.98) / 255,
  };
}
