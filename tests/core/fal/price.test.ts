import { describe, expect, it } from "vitest";
import { findModel, microUsdToUsd, priceMicroUsd } from "../../../packages/core/src/fal/index.ts";

const square = { width: 1024, height: 1024 };

describe("priceMicroUsd", () => {
  it.each([
    ["one megapixel exactly", "fal-ai/flux/dev", square, 25_000],
    ["a started second megapixel", "fal-ai/flux/dev", { width: 1025, height: 1024 }, 50_000],
    ["less than a megapixel", "fal-ai/flux/schnell", { width: 256, height: 256 }, 3_000],
    ["several images", "fal-ai/flux/dev", { ...square, images: 4 }, 100_000],
    [
      "references that are not billed",
      "fal-ai/qwen-image-edit-2511-multiple-angles",
      { ...square, references: 1 },
      35_000,
    ],
    ["references that are billed", "fal-ai/flux-2/edit", { ...square, references: 2 }, 36_000],
    [
      "references of known size",
      "fal-ai/flux-2/edit",
      { ...square, referencePixels: [2048 * 2048, 512 * 512] },
      72_000,
    ],
    ["a dearer first megapixel", "fal-ai/flux-2-pro/edit", { ...square, references: 2 }, 60_000],
    ["a price per image at 1K", "fal-ai/nano-banana-2/edit", square, 80_000],
    ["a price per image at 4K", "fal-ai/nano-banana-2/edit", { width: 2160, height: 3840 }, 160_000],
    ["an estimate for tokens", "openrouter/router/vision", square, 5_000],
  ])("counts %s", (_, model, request, expected) => {
    expect(priceMicroUsd(findModel(model), request)).toBe(expected);
  });

  it("adds up without drift", () => {
    const price = priceMicroUsd(findModel("fal-ai/flux-lora"), square);
    const total = Array.from({ length: 1_000 }, () => price).reduce((sum, each) => sum + each, 0);
    expect(microUsdToUsd(total)).toBe(35);
  });
});
