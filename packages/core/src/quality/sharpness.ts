import { blurred, gradients, type Plane, quantile } from "./plane.ts";

/** An edge of less than this (0-255 per pixel) says nothing about focus. */
const EDGE_MIN = 6;
/** Only the strongest edges are looked at: whatever else a picture shows, these are sharp when it is. */
const EDGE_SHARE = 0.985;

/**
 * How much the strongest edges lose when the picture is blurred a little, 0 to about 0.5: a sharp edge loses much, a
 * blurred one nearly nothing. 0 where there is no edge at all. `before` are the picture's gradients. (No-reference re-blur
 * measure.)
 */
export function edgeLoss(luma: Plane, before: Plane): number {
  const after = gradients(blurred(luma));
  const least = Math.max(EDGE_MIN, quantile(before.values.slice(), EDGE_SHARE));
  const losses: number[] = [];
  for (let at = 0; at < before.values.length; at++) {
    const edge = before.values[at] ?? 0;
    if (edge >= least) losses.push(1 - Math.min(1, (after.values[at] ?? 0) / edge));
  }
  return losses.length === 0 ? 0 : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
