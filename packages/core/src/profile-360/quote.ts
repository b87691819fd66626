import { priceMicroUsd } from "../fal/index.ts";
import { profileModel, profileSide } from "./model.ts";
import type { StartInput } from "./start.ts";

/** What a request is expected to cost at the provider, in micro-dollars, when nothing has to be drawn again. */
export function quote(input: StartInput): number {
  const side = profileSide(input);
  const references = input.strategy === "reference" ? 1 : 0;
  return priceMicroUsd(profileModel(input), { width: side, height: side, references }) * input.angles.length;
}
