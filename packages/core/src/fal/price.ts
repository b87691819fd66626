import type { FalModel, Price } from "./models.ts";

const MEGAPIXEL = 1024 * 1024;
const MICRO_USD_PER_USD = 1_000_000;

export interface PricedRequest {
  width: number;
  height: number;
  images?: number;
  /** Reference images handed over, where the model bills its inputs; each counts as one megapixel. */
  references?: number;
  /** Pixels of each reference, in place of `references`, for an exact price. */
  referencePixels?: readonly number[];
}

/**
 * Expected price of one request in whole micro-dollars (1 USD = 1,000,000), so that sums never drift. For models
 * billed by tokens it is an estimate; the answer names the true cost.
 */
export function priceMicroUsd(model: FalModel, request: PricedRequest): number {
  return perImage(model.price, request) * (request.images ?? 1);
}

/** Micro-dollars as a decimal number of dollars, for records and people; never add these up. */
export function microUsdToUsd(microUsd: number): number {
  return microUsd / MICRO_USD_PER_USD;
}

function perImage(price: Price, request: PricedRequest): number {
  const { width, height } = request;
  const drawn = megapixels(width * height);
  switch (price.unit) {
    case "megapixel":
      return price.microUsd * (drawn + (price.referencesCount ? givenMegapixels(request) : 0));
    case "first-megapixel": {
      const counted = drawn + (price.referencesCount ? givenMegapixels(request) : 0);
      return price.firstMicroUsd + price.furtherMicroUsd * (counted - 1);
    }
    case "image": {
      const side = Math.max(width, height);
      const tier = price.tiers.find((candidate) => side <= candidate.sideMax) ?? price.tiers.at(-1);
      return tier?.microUsd ?? 0;
    }
    case "tokens":
      return price.estimateMicroUsd;
  }
}

function givenMegapixels({ references = 0, referencePixels }: PricedRequest): number {
  return referencePixels ? referencePixels.reduce((sum, pixels) => sum + megapixels(pixels), 0) : references;
}

function megapixels(pixels: number): number {
  return Math.max(1, Math.ceil(pixels / MEGAPIXEL));
}
