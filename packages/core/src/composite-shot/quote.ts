import type { StartInput } from "./input.ts";
import { compositeModels, shotPriceMicroUsd } from "./model.ts";
import { needOf } from "./plan.ts";

/** What a request is expected to cost at the provider, in micro-dollars, when nothing has to be drawn again. */
export function quote(input: StartInput): number {
  const { characters, location, props, style } = input.references;
  const count = characters.length + props.length + (location ? 1 : 0) + (style ? 1 : 0);
  const need = needOf(input, count);
  const [model] = compositeModels(input.model, need);
  return model ? shotPriceMicroUsd(model, need) : 0;
}
