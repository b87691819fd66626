import { priceMicroUsd } from "../fal/index.ts";
import { IMAGE } from "../limits.ts";
import { masterModel } from "./model.ts";
import type { StartInput } from "./start.ts";

/** What a request is expected to cost at the provider, in micro-dollars, when nothing has to be drawn again. */
export function quote(input: StartInput): number {
  const size = { width: IMAGE.standardSize, height: IMAGE.standardSize };
  const references = input.references?.length ?? 0;
  return priceMicroUsd(masterModel(input), { ...size, references }) * input.candidates;
}
