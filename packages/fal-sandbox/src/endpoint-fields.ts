import * as z from "zod";
import { SIZE_PRESETS, type SizePreset } from "./image-size.ts";

/** A whole number of any length (FAL's seeds go beyond 2^53, so zod's own integer is too strict). */
export function whole(limits: { min?: number; max?: number } = {}) {
  const { min = -Infinity, max = Infinity } = limits;
  const isWhole = (value: number) => Number.isInteger(value);
  return z
    .number()
    .min(min)
    .max(max)
    .refine(isWhole, { message: "Input should be a valid integer", params: { type: "int_type" } });
}

/** A number within limits, both included. */
export function between(min: number, max: number) {
  return z.number().min(min).max(max);
}

/** `image_size`: a preset, `{width, height}` within the limits, or one of the endpoint's own words. */
export function imageSize({ min = 14, max = 14_142, words = [] as string[] } = {}) {
  const presets = Object.keys(SIZE_PRESETS) as SizePreset[];
  const custom = z.object({
    width: whole({ min, max }).default(512),
    height: whole({ min, max }).default(512),
  });
  return z.union([z.enum([...presets, ...words]), custom]).optional();
}

/** The address of a picture: http, https or a data URI. Whether it can be read shows only at the download. */
export const imageUrl = z.string().min(1);
/** At least one picture address. */
export const imageUrls = z.array(imageUrl).min(1);

const Lora = z.object({ path: z.string().min(1), scale: between(0, 4).default(1) });
/** Up to three LoRA weights. */
export const loras = z.array(Lora).max(3).optional();

/** `output_format`, first of the list being the default. */
export function format(...names: [string, ...string[]]) {
  return z.enum(names).default(names[0]);
}

/** Fields that every picture model takes. */
export const common = { seed: whole().optional(), sync_mode: z.boolean().default(false) };
/** Several pictures per request. */
export const several = { num_images: whole({ min: 1, max: 4 }).default(1) };
/** The switch of the models that run a safety checker of their own. */
export const checked = { enable_safety_checker: z.boolean().default(true) };

/** `safety_tolerance` as a digit in text, "1" the strictest. */
export function tolerance({ max, standard }: { max: number; standard: string }) {
  const digits = Array.from({ length: max }, (_, index) => String(index + 1));
  return { safety_tolerance: z.enum(digits).default(standard) };
}

/** `aspect_ratio` out of a list; absent means the endpoint's own choice. */
export function aspectRatio(...ratios: [string, ...string[]]) {
  return { aspect_ratio: z.enum(ratios).optional() };
}

/** The camera of the multiple-angles endpoints: degrees, and a zoom of 0 (far) to 10 (close). */
export function camera({ verticalMin, verticalMax }: { verticalMin: number; verticalMax: number }) {
  return {
    horizontal_angle: between(0, 360).default(0),
    vertical_angle: between(verticalMin, verticalMax).default(0),
    zoom: between(0, 10).default(5),
    lora_scale: between(0, 4).default(1),
  };
}

const Control = {
  control_image_url: imageUrl,
  conditioning_scale: between(0, 2).default(1),
  start_percentage: between(0, 1).default(0),
  end_percentage: between(0, 1).default(1),
};
const UNION_MODES = ["canny", "tile", "depth", "blur", "pose", "gray", "low-quality"] as const;

/** The conditioning inputs that only flux-general has. */
export const generalControls = {
  negative_prompt: z.string().default(""),
  reference_image_url: imageUrl.optional(),
  reference_strength: between(-3, 3).default(0.65),
  ip_adapters: z
    .array(
      z.object({ image_url: imageUrl, path: z.string(), image_encoder_path: z.string(), scale: z.number() }),
    )
    .optional(),
  controlnets: z
    .array(z.object({ ...Control, path: z.string() }))
    .max(1)
    .optional(),
  controlnet_unions: z
    .array(
      z.object({
        path: z.string(),
        controls: z.array(z.object({ ...Control, control_mode: z.enum(UNION_MODES) })).min(1),
      }),
    )
    .max(1)
    .optional(),
};
