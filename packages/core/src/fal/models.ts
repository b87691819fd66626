import { LikenessError } from "../errors.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { RatioName, ResolutionName } from "./size.ts";

/** Endpoint ids that may be called; a caller can never name another one, because the key travels with the request. */
export const MODEL_IDS = [
  "fal-ai/flux/dev",
  "fal-ai/flux/schnell",
  "fal-ai/flux-lora",
  "fal-ai/flux-pro/v1.1",
  "fal-ai/flux-general",
  "fal-ai/qwen-image-edit-2511-multiple-angles",
  "fal-ai/flux-2-lora-gallery/multiple-angles",
  "fal-ai/flux-2/edit",
  "fal-ai/flux-2-pro/edit",
  "fal-ai/nano-banana-pro/edit",
  "fal-ai/nano-banana-2/edit",
  "fal-ai/qwen-image-edit-2511",
  "fal-ai/bytedance/seedream/v4.5/edit",
  "openrouter/router",
  "openrouter/router/vision",
] as const;

export type ModelId = (typeof MODEL_IDS)[number];
export type ModelKind = "text-to-image" | "multi-angle" | "edit" | "controlnet" | "vision" | "text";
export type ControlKind = "pose" | "depth" | "canny";

export interface Range {
  min: number;
  max: number;
}

/** Bounds of a number the model takes, and what the model itself would use. */
export interface Setting extends Range {
  default: number;
}

export type SizeForm =
  /** Exact pixels. A size fits when both sides are in `side`, or when its area is in `pixels`. */
  | { form: "image-size"; side: Range; pixels?: Range }
  /** The nearest named ratio at the smallest resolution that holds the longer side. */
  | {
      form: "aspect-ratio";
      ratios: readonly RatioName[];
      resolutions: Readonly<Record<ResolutionName, number>>;
    }
  | { form: "none" };

/** Prices in micro-dollars (1 USD = 1,000,000). Megapixels are counted up to whole ones of 1024 x 1024. */
export type Price =
  | { unit: "megapixel"; microUsd: number; referencesCount: boolean }
  | { unit: "first-megapixel"; firstMicroUsd: number; furtherMicroUsd: number; referencesCount: boolean }
  | { unit: "image"; tiers: ReadonlyArray<{ sideMax: number; microUsd: number }> }
  /** Billed by tokens; the true amount comes with the answer. */
  | { unit: "tokens"; estimateMicroUsd: number };

/** What one endpoint can take and what it costs. */
export interface FalModel {
  id: ModelId;
  /** Older or shorter names under which callers may ask for it. */
  aliases: readonly string[];
  kind: ModelKind;
  /** `additional` appends to the endpoint's own prompt; `none` has no prompt at all. */
  prompt: "required" | "additional" | "none";
  references: Range;
  seed: { accepted: boolean; returned: boolean };
  negativePrompt: boolean;
  safetyChecker: boolean;
  loras: { max: number; family: string } | null;
  controls: readonly ControlKind[];
  /** Camera azimuths between the trained ones are possible but less faithful. */
  azimuth: { trainedStepDegrees: number; elevation: Range } | null;
  size: SizeForm;
  steps: Setting | null;
  guidance: Setting | null;
  imagesMax: number;
  price: Price;
  /** Where to go when this endpoint is down; it can take everything this one can be asked for. */
  fallback: ModelId | null;
}

/** The catalogue entry of an id or alias; throws `model.unknown` (input) naming what is allowed. */
export function findModel(id: string): FalModel {
  const model = MODEL_IDS.map((known) => CATALOGUE[known]).find(
    (entry) => entry.id === id || entry.aliases.includes(id),
  );
  if (model) return model;
  const message = `"${id.slice(0, 80)}" is not in the catalogue; allowed are ${MODEL_IDS.join(", ")}.`;
  throw new LikenessError("input", "model.unknown", message, { problems: [{ field: "model", message }] });
}

/** Every model of the catalogue, in catalogue order, optionally of one kind only. */
export function listModels(kind?: ModelKind): FalModel[] {
  return MODEL_IDS.map((id) => CATALOGUE[id]).filter((model) => kind === undefined || model.kind === kind);
}
