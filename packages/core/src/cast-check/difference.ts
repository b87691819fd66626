import type { Lab } from "../images/index.ts";

/** Light changes lightness more than hue, so it says less about who somebody is. */
export const LIGHTNESS_WEIGHT = 0.75;
/** Colors this far apart are as good as half a match. */
const HALF_MATCH = 0.075;

/** How far two colors are apart for telling figures from each other; OKLab with lightness counted less. */
export function difference(one: Lab, other: Lab): number {
  return Math.sqrt(squaredDifference(one, other[0], other[1], other[2]));
}

/** The square of `difference`, for inner loops. */
export function squaredDifference(one: Lab, l: number, a: number, b: number): number {
  const dl = (one[0] - l) * LIGHTNESS_WEIGHT;
  const da = one[1] - a;
  const db = one[2] - b;
  return dl * dl + da * da + db * db;
}

/** How alike two colors are, from their squared difference: 1 for the same, 0.5 at HALF_MATCH, falling fast beyond. */
export function matchOfSquare(squared: number): number {
  const ratio = squared / (HALF_MATCH * HALF_MATCH);
  return 1 / (1 + ratio * ratio);
}
