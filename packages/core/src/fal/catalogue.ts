import type { FalModel, ModelId } from "./models.ts";

/**
 * The models as data. Bounds and defaults come from the endpoints' published schemas, prices from their model
 * pages; both change without notice, so this file is the one place to edit.
 */

const FLUX_SIZE = { form: "image-size", side: { min: 256, max: 2048 } } as const;
const FLUX_2_SIZE = { form: "image-size", side: { min: 512, max: 2048 } } as const;
const SEED = { accepted: true, returned: true } as const;
const NO_REFERENCES = { min: 0, max: 0 } as const;

const PLAIN = {
  aliases: [],
  prompt: "required",
  references: NO_REFERENCES,
  seed: SEED,
  negativePrompt: false,
  safetyChecker: true,
  loras: null,
  controls: [],
  azimuth: null,
  size: FLUX_SIZE,
  imagesMax: 4,
  fallback: null,
} as const satisfies Partial<FalModel>;

const FLUX_1 = {
  ...PLAIN,
  kind: "text-to-image",
  steps: { min: 1, max: 50, default: 28 },
  guidance: { min: 1, max: 20, default: 3.5 },
} as const satisfies Partial<FalModel>;

const LANGUAGE = {
  ...PLAIN,
  seed: { accepted: false, returned: false },
  safetyChecker: false,
  size: { form: "none" },
  steps: null,
  guidance: null,
  imagesMax: 0,
  price: { unit: "tokens", estimateMicroUsd: 5_000 },
} as const satisfies Partial<FalModel>;

const NANO_BANANA_RATIOS = ["21:9", "16:9", "3:2", "4:3", "5:4", "1:1", "4:5", "3:4", "2:3", "9:16"] as const;
const NANO_BANANA = {
  ...PLAIN,
  kind: "edit",
  references: { min: 1, max: 14 },
  seed: { accepted: true, returned: false },
  safetyChecker: false,
  size: {
    form: "aspect-ratio",
    ratios: NANO_BANANA_RATIOS,
    resolutions: { "1K": 1024, "2K": 2048, "4K": 4096 },
  },
  steps: null,
  guidance: null,
} as const satisfies Partial<FalModel>;

export const CATALOGUE: Readonly<Record<ModelId, FalModel>> = {
  "fal-ai/flux/dev": {
    ...FLUX_1,
    id: "fal-ai/flux/dev",
    price: { unit: "megapixel", microUsd: 25_000, referencesCount: false },
    fallback: "fal-ai/flux/schnell",
  },
  "fal-ai/flux/schnell": {
    ...FLUX_1,
    id: "fal-ai/flux/schnell",
    steps: { min: 1, max: 12, default: 4 },
    price: { unit: "megapixel", microUsd: 3_000, referencesCount: false },
    fallback: "fal-ai/flux/dev",
  },
  "fal-ai/flux-lora": {
    ...FLUX_1,
    id: "fal-ai/flux-lora",
    loras: { max: 3, family: "flux-1-dev" },
    guidance: { min: 0, max: 35, default: 3.5 },
    price: { unit: "megapixel", microUsd: 35_000, referencesCount: false },
    fallback: "fal-ai/flux-general",
  },
  "fal-ai/flux-pro/v1.1": {
    ...FLUX_1,
    id: "fal-ai/flux-pro/v1.1",
    aliases: ["fal-ai/flux-pro"],
    safetyChecker: false,
    steps: null,
    guidance: null,
    price: { unit: "megapixel", microUsd: 40_000, referencesCount: false },
    fallback: "fal-ai/flux/dev",
  },
  "fal-ai/flux-general": {
    ...FLUX_1,
    id: "fal-ai/flux-general",
    kind: "controlnet",
    references: { min: 0, max: 1 },
    negativePrompt: true,
    loras: { max: 3, family: "flux-1-dev" },
    controls: ["pose", "depth", "canny"],
    guidance: { min: 0, max: 20, default: 3.5 },
    price: { unit: "megapixel", microUsd: 75_000, referencesCount: false },
  },
  "fal-ai/qwen-image-edit-2511-multiple-angles": {
    ...PLAIN,
    id: "fal-ai/qwen-image-edit-2511-multiple-angles",
    kind: "multi-angle",
    prompt: "additional",
    references: { min: 1, max: 1 },
    negativePrompt: true,
    azimuth: { trainedStepDegrees: 45, elevation: { min: -30, max: 90 } },
    steps: { min: 1, max: 50, default: 28 },
    guidance: { min: 1, max: 20, default: 4.5 },
    price: { unit: "megapixel", microUsd: 35_000, referencesCount: false },
    fallback: "fal-ai/flux-2-lora-gallery/multiple-angles",
  },
  "fal-ai/flux-2-lora-gallery/multiple-angles": {
    ...PLAIN,
    id: "fal-ai/flux-2-lora-gallery/multiple-angles",
    kind: "multi-angle",
    prompt: "none",
    references: { min: 1, max: 1 },
    azimuth: { trainedStepDegrees: 45, elevation: { min: 0, max: 60 } },
    size: FLUX_2_SIZE,
    steps: { min: 1, max: 50, default: 40 },
    guidance: { min: 0, max: 20, default: 2.5 },
    price: { unit: "megapixel", microUsd: 21_000, referencesCount: true },
    fallback: "fal-ai/qwen-image-edit-2511-multiple-angles",
  },
  "fal-ai/flux-2/edit": {
    ...PLAIN,
    id: "fal-ai/flux-2/edit",
    kind: "edit",
    references: { min: 1, max: 4 },
    size: FLUX_2_SIZE,
    steps: { min: 4, max: 50, default: 28 },
    guidance: { min: 0, max: 20, default: 2.5 },
    price: { unit: "megapixel", microUsd: 12_000, referencesCount: true },
    fallback: "fal-ai/flux-2-pro/edit",
  },
  "fal-ai/flux-2-pro/edit": {
    ...PLAIN,
    id: "fal-ai/flux-2-pro/edit",
    kind: "edit",
    references: { min: 1, max: 8 },
    size: FLUX_2_SIZE,
    steps: null,
    guidance: null,
    imagesMax: 1,
    price: {
      unit: "first-megapixel",
      firstMicroUsd: 30_000,
      furtherMicroUsd: 15_000,
      referencesCount: true,
    },
    fallback: "fal-ai/nano-banana-2/edit",
  },
  "fal-ai/nano-banana-pro/edit": {
    ...NANO_BANANA,
    id: "fal-ai/nano-banana-pro/edit",
    price: {
      unit: "image",
      tiers: [
        { sideMax: 2048, microUsd: 150_000 },
        { sideMax: 4096, microUsd: 300_000 },
      ],
    },
    fallback: "fal-ai/nano-banana-2/edit",
  },
  "fal-ai/nano-banana-2/edit": {
    ...NANO_BANANA,
    id: "fal-ai/nano-banana-2/edit",
    price: {
      unit: "image",
      tiers: [
        { sideMax: 1024, microUsd: 80_000 },
        { sideMax: 2048, microUsd: 120_000 },
        { sideMax: 4096, microUsd: 160_000 },
      ],
    },
    fallback: "fal-ai/nano-banana-pro/edit",
  },
  "fal-ai/qwen-image-edit-2511": {
    ...PLAIN,
    id: "fal-ai/qwen-image-edit-2511",
    kind: "edit",
    references: { min: 1, max: 3 },
    negativePrompt: true,
    steps: { min: 1, max: 50, default: 28 },
    guidance: { min: 0, max: 20, default: 4.5 },
    price: { unit: "megapixel", microUsd: 30_000, referencesCount: false },
    fallback: "fal-ai/flux-2/edit",
  },
  "fal-ai/bytedance/seedream/v4.5/edit": {
    ...PLAIN,
    id: "fal-ai/bytedance/seedream/v4.5/edit",
    kind: "edit",
    references: { min: 1, max: 10 },
    seed: { accepted: true, returned: false },
    size: {
      form: "image-size",
      side: { min: 1920, max: 4096 },
      pixels: { min: 2560 * 1440, max: 4096 * 4096 },
    },
    steps: null,
    guidance: null,
    price: { unit: "image", tiers: [{ sideMax: 4096, microUsd: 40_000 }] },
    fallback: "fal-ai/nano-banana-pro/edit",
  },
  "openrouter/router": { ...LANGUAGE, id: "openrouter/router", kind: "text" },
  "openrouter/router/vision": {
    ...LANGUAGE,
    id: "openrouter/router/vision",
    kind: "vision",
    references: { min: 1, max: 8 },
  },
};
