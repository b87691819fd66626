import type { Features } from "./features.ts";
import type { Weights, World } from "./weights.ts";

/** Two scenes, two pictures on plain ground, and one of each are compared by numbers of their own. */
export function worldOf(weights: Weights, pair: readonly Features[]): World {
  const scenes = pair.filter(({ background }) => background === "scene").length;
  if (scenes === 0) return weights.plain;
  return scenes === 2 ? weights.scene : weights.mixed;
}
