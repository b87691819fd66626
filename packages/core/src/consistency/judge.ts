import { comparer } from "./compare.ts";
import { shippedScenes } from "./scenes.ts";
import trained from "./weights.json";
import { Weights } from "./weights.ts";

let loaded: Weights | undefined;

/** The trained numbers that ship with the product, checked on first use. */
export function shippedWeights(): Weights {
  const { scene, mixed } = shippedScenes();
  loaded ??= { ...Weights.parse(trained), scene, mixed };
  return loaded;
}

let shipped: ReturnType<typeof comparer> | undefined;

/**
 * How alike two pictures are: four dimensions and the whole, each 0 to 1 with 0.7 as the working point, or unmeasured
 * with the reason. The same in both orders; the angles (camera azimuths), where known, make it more precise.
 */
export const compare: ReturnType<typeof comparer> = (a, b, angles) => {
  shipped ??= comparer(shippedWeights());
  return shipped(a, b, angles);
};
