import { blurredAt, type Plane, valueAt } from "./plane.ts";

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
  const least = strongest(before.values);
  const losses: number[] = [];
  for (let at = 0; at < before.values.length; at++) {
    const edge = before.values[at] ?? 0;
    if (edge >= least) losses.push(1 - Math.min(1, gradientWhenBlurred(luma, at) / edge));
  }
  return losses.length === 0 ? 0 : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** From where on an edge is one of the strongest; only edges that say something are sorted. */
function strongest(values: Float32Array): number {
  const edges = values.filter((value) => value >= EDGE_MIN);
  const below = values.length - edges.length;
  const rank = Math.floor(EDGE_SHARE * values.length) - below;
  return rank < 0 ? EDGE_MIN : valueAt(edges, rank);
}

/** The gradient that a pixel (not an outermost one) has once the picture is blurred; few are asked for. */
function gradientWhenBlurred(luma: Plane, at: number): number {
  const x = at % luma.width;
  const y = (at - x) / luma.width;
  const dx = blurredAt(luma, x + 1, y) - blurredAt(luma, x - 1, y);
  const dy = blurredAt(luma, x, y + 1) - blurredAt(luma, x, y - 1);
  return Math.sqrt(dx * dx + dy * dy) / 2;
}
