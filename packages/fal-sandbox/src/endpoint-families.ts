import * as z from "zod";
import type { Echo, ImageEndpoint, TextEndpoint } from "./endpoint.ts";
import {
  aspectRatio,
  between,
  checked,
  common,
  format,
  imageSize,
  imageUrl,
  imageUrls,
  several,
  tolerance,
  whole,
} from "./endpoint-fields.ts";

/** The description of the picture. */
export const prompt = z.string();
/** `num_inference_steps` from 1 to `max`. */
export const steps = (standard: number, max: number) => ({
  num_inference_steps: whole({ min: 1, max }).default(standard),
});
/** `guidance_scale` up to 20. */
export const guidance = (standard: number, { min = 1 } = {}) => ({
  guidance_scale: between(min, 20).default(standard),
});
/** `acceleration`, the first name being the default. */
export const acceleration = (...names: [string, ...string[]]) => ({ acceleration: format(...names) });
const negative = { negative_prompt: z.string().default("") };

/** What the FLUX and Qwen models say beside their pictures. */
export const FLUX_ECHOES: readonly Echo[] = ["seed", "prompt", "timings", "has_nsfw_concepts"];
const FLUX_FORMAT = format("jpeg", "png");
/** The formats of the newer models. */
export const MODERN_FORMAT = format("png", "jpeg", "webp");
const WIDE_RATIOS = ["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16"] as const;
/** The ratios of the Gemini editors. */
export const BANANA_RATIOS = ["auto", ...WIDE_RATIOS, "5:4", "4:5"] as const;
/** Seedream draws nothing smaller. */
export const SEEDREAM_MIN_PIXELS = 2560 * 1440;
const SEEDREAM_MAX_PIXELS = 4096 * 4096;

/** The fields of a FLUX text-to-image model. */
export const fluxText = {
  prompt,
  image_size: imageSize(),
  output_format: FLUX_FORMAT,
  ...common,
  ...several,
};

/** A FLUX model of the first generation: sized pictures, and every echo. */
export function flux(shape: z.ZodRawShape, price: number): ImageEndpoint {
  return {
    kind: "image",
    input: z.object(shape),
    size: { by: "image_size", fallback: "landscape_4_3" },
    field: "images",
    report: "sized",
    echoes: FLUX_ECHOES,
    price: { per: "megapixel", usd: price },
  };
}

/** The Kontext editors: the picture keeps the shape of the first reference unless a ratio is asked. */
export function kontext(references: z.ZodRawShape, usd: number): ImageEndpoint {
  const shape = {
    prompt,
    ...references,
    ...guidance(3.5),
    ...aspectRatio(...WIDE_RATIOS, "9:21"),
    ...tolerance({ max: 6, standard: "2" }),
    enhance_prompt: z.boolean().default(false),
    output_format: FLUX_FORMAT,
    ...common,
    ...several,
  };
  const size = { by: "aspect_ratio", fallback: "auto", pixels: 1024 * 1024 } as const;
  return { ...flux(shape, 0), size, price: { per: "image", usd } };
}

/** The FLUX.2 family, whose edits follow the size of the reference. */
export function flux2(shape: z.ZodRawShape, options: Pick<ImageEndpoint, "price"> & Partial<ImageEndpoint>) {
  const size = { by: "image_size", fallback: "landscape_4_3" } as const;
  const base = { kind: "image", field: "images", report: "full", echoes: FLUX_ECHOES, size } as const;
  return { ...base, input: z.object({ prompt, ...common, ...shape }), ...options } satisfies ImageEndpoint;
}

/** The fields of FLUX.2 dev. */
export const flux2Fields = {
  image_size: imageSize({ min: 512, max: 2048 }),
  output_format: MODERN_FORMAT,
  ...acceleration("regular", "none", "high"),
  ...guidance(2.5, { min: 0 }),
  ...steps(28, 50),
  ...checked,
  ...several,
};
/** The fields of FLUX.2 pro, which makes one picture per request. */
export const flux2ProFields = {
  image_size: imageSize({ min: 256, max: 4096, words: ["auto"] }),
  output_format: FLUX_FORMAT,
  ...checked,
  ...tolerance({ max: 5, standard: "2" }),
};
/** The price of FLUX.2 pro. */
export const flux2ProPrice = { per: "megapixel", usd: 0.015, firstUsd: 0.03, countsInputs: true } as const;
/** The picture gets the shape of the first reference. */
export const followReference = { by: "image_size", fallback: "reference" } as const;

/** The Gemini image editors: no seed comes back, and sizes are not told. */
export function nanoBanana(shape: z.ZodRawShape, price: ImageEndpoint["price"]): ImageEndpoint {
  const input = z.object({
    prompt,
    image_urls: imageUrls,
    ...aspectRatio(...BANANA_RATIOS),
    ...tolerance({ max: 6, standard: "4" }),
    output_format: MODERN_FORMAT,
    ...common,
    ...several,
    ...shape,
  });
  const size = { by: "aspect_ratio", fallback: "auto", pixels: 1024 * 1024 } as const;
  return { kind: "image", input, size, field: "images", report: "file", echoes: ["description"], price };
}

/** The Qwen editors: any number of references, a negative prompt, a seed that comes back. */
export function qwen(shape: z.ZodRawShape, options: Pick<ImageEndpoint, "price" | "echoes" | "report">) {
  const input = z.object({
    image_urls: imageUrls,
    image_size: imageSize({ max: 4096 }),
    output_format: MODERN_FORMAT,
    ...negative,
    ...guidance(4.5),
    ...steps(28, 50),
    ...checked,
    ...common,
    ...several,
    ...shape,
  });
  return { kind: "image", input, size: followReference, field: "images", ...options } satisfies ImageEndpoint;
}

/** Background removers and upscalers: one picture in, one out, no seed. */
export function transform(shape: z.ZodRawShape, usd: number): ImageEndpoint {
  const input = z.object({ image_url: imageUrl, ...shape });
  const price = { per: "second", usd } as const;
  return {
    kind: "image",
    input,
    size: { by: "reference" },
    field: "image",
    report: "full",
    echoes: [],
    price,
  };
}

/** The language models behind OpenRouter. */
export function router(shape: z.ZodRawShape): TextEndpoint {
  const input = z.object({
    model: z.string().min(1),
    prompt,
    system_prompt: z.string().optional(),
    temperature: between(0, 2).default(1),
    max_tokens: whole({ min: 1 }).optional(),
    reasoning: z.boolean().default(false),
    ...shape,
  });
  return { kind: "text", input, price: { per: "million-tokens", inUsd: 0.3, outUsd: 2.5 } };
}

const isSeedreamSize = (size: unknown): boolean => {
  if (typeof size !== "object" || size === null) return true;
  const { width, height } = { width: 0, height: 0, ...size };
  const inSides = Math.min(width, height) >= 1920 && Math.max(width, height) <= 4096;
  return inSides || (width * height >= SEEDREAM_MIN_PIXELS && width * height <= SEEDREAM_MAX_PIXELS);
};
/** Seedream's `image_size` with its limits on sides and area. */
export const seedreamSize = imageSize({ words: ["auto_2K", "auto_4K"] }).refine(isSeedreamSize, {
  message: "Width and height must be between 1920 and 4096, or the pixels between 2560*1440 and 4096*4096",
});
