import type { Price } from "./endpoint.ts";
import type { Size } from "./image-size.ts";

/** What one finished request used. */
export interface Usage {
  outputs: Size[];
  inputs: Size[];
  inferenceSeconds: number;
  resolution?: unknown;
  tokens?: { input: number; output: number };
}

/** A charge: the units as `x-fal-billable-units` counts them, and their price in US dollars. */
export interface Charge {
  units: number;
  usd: number;
}

const PIXELS_PER_MEGAPIXEL = 1_048_576;
const TOKENS_PER_PRICE = 1_000_000;

/** What a request costs by its endpoint's price. */
export function charge(price: Price, usage: Usage): Charge {
  switch (price.per) {
    case "megapixel":
      return chargePixels(price, usage);
    case "image": {
      const factor = price.factorByResolution?.[String(usage.resolution)] ?? 1;
      return { units: usage.outputs.length, usd: usage.outputs.length * price.usd * factor };
    }
    case "second":
      return { units: usage.inferenceSeconds, usd: usage.inferenceSeconds * price.usd };
    case "million-tokens": {
      const { input, output } = usage.tokens ?? { input: 0, output: 0 };
      return {
        units: input + output,
        usd: (input * price.inUsd + output * price.outUsd) / TOKENS_PER_PRICE,
      };
    }
  }
}

function chargePixels(price: Extract<Price, { per: "megapixel" }>, { outputs, inputs }: Usage): Charge {
  const pictures = price.countsInputs ? [...outputs, ...inputs] : outputs;
  const units = pictures.reduce((sum, picture) => sum + megapixels(picture), 0);
  const first = price.firstUsd ?? price.usd;
  return { units, usd: units === 0 ? 0 : first + (units - 1) * price.usd };
}

function megapixels({ width, height }: Size): number {
  return Math.max(1, Math.ceil((width * height) / PIXELS_PER_MEGAPIXEL));
}
