import { colorDistances, type Side } from "./distance-color.ts";
import { outlineDistances } from "./distance-outline.ts";
import { patchDistances } from "./distance-patches.ts";
import { prepared } from "./distance-prepared.ts";
import { rasterDistances } from "./distance-raster.ts";
import { rowDistances } from "./distance-rows.ts";
import { shapeDistances } from "./distance-shape.ts";
import { styleDistances } from "./distance-style.ts";
import type { Features } from "./features.ts";
import { learnedDistances } from "./whiten.ts";

/**
 * All distances of a pair by name: 0 for the same features, larger the less alike, the same in both orders (the pair
 * is put into one order first, so that not even rounding differs).
 */
export function pairDistances(one: Features, other: Features): Record<string, number> {
  const [first, second] = precedes(one, other) ? [one, other] : [other, one];
  const a: Side = { features: first, prepared: prepared(first) };
  const b: Side = { features: second, prepared: prepared(second) };
  // Not spread into a literal: with this many names that takes longer than measuring them.
  return Object.assign(
    colorDistances(a, b),
    shapeDistances(a, b),
    rowDistances(a, b),
    styleDistances(a, b),
    rasterDistances(a, b),
    outlineDistances(a, b),
    patchDistances(a, b),
    learnedDistances(first.learned, second.learned),
  );
}

function precedes(one: Features, other: Features): boolean {
  for (let at = 0; at < one.data.length; at++) {
    const difference = (one.data[at] ?? 0) - (other.data[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  for (let at = 0; at < one.scalars.length; at++) {
    const difference = (one.scalars[at] ?? 0) - (other.scalars[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return true;
}
