import * as z from "zod";
import { inputError } from "../errors.ts";
import { FAL, IMAGE } from "../limits.ts";
import { fitToModel } from "./fit.ts";
import { buildInput } from "./inputs.ts";
import { findModel, type ModelId } from "./models.ts";

const SIDE_MIN = 64;
const SEED_MAX = 2 ** 31 - 1;
const side = z.int().min(SIDE_MIN).max(4096);
const scale = z.number().min(0).max(4);

/** One generation in our own terms, independent of any endpoint. Exactly one image is made per request. */
export const GenerationRequest = z.strictObject({
  /** Id or alias of the catalogue. */
  model: z.string().min(1).max(100),
  prompt: z.string().min(1).max(FAL.promptMaxChars),
  negativePrompt: z.string().max(FAL.promptMaxChars).optional(),
  width: side.default(IMAGE.standardSize),
  height: side.default(IMAGE.standardSize),
  guidanceScale: z.number().min(0).max(50).optional(),
  steps: z.int().min(1).max(200).optional(),
  seed: z.int().min(0).max(SEED_MAX).optional(),
  /** How many reference images will be handed over. */
  references: z.int().min(0).max(16).optional(),
  /** Camera azimuth in degrees as defined in profile-360/angles.ts; models with a camera only. */
  azimuthDegrees: z.number().min(0).lt(360).optional(),
  elevationDegrees: z.number().min(-90).max(90).optional(),
  loras: z
    .array(z.strictObject({ name: z.string().max(64), scale }))
    .max(8)
    .optional(),
  /** A control image will be handed over beside the references. */
  control: z.strictObject({ kind: z.enum(["pose", "depth", "canny"]), scale: scale.max(2) }).optional(),
  safetyChecker: z.boolean().optional(),
  /** Language models only: the system prompt, how long the answer may be in tokens, and whom to ask if not the usual one. */
  vision: z
    .strictObject({
      systemPrompt: z.string().max(FAL.promptMaxChars),
      maxTokens: z.int().min(1).max(32_000),
      languageModel: z.string().min(1).max(100).optional(),
    })
    .optional(),
});
export type GenerationRequest = z.output<typeof GenerationRequest>;

export interface RequestUrls {
  referenceUrls: readonly string[];
  controlUrl?: string | undefined;
  /** Name of the language model behind the router, e.g. `google/gemini-2.5-flash`; needed for those models only. */
  languageModel?: string | undefined;
}

export interface FalInput {
  model: ModelId;
  input: Record<string, unknown>;
  /** What was capped or left out, in words; empty when the request went through unchanged. */
  warnings: string[];
}

/**
 * The endpoint's own input for a request. Numbers outside the model's range are capped and named in `warnings`;
 * anything the model cannot take at all is an input error naming the field.
 */
export function falInput(request: GenerationRequest, urls: RequestUrls): FalInput {
  const model = findModel(request.model);
  const { fitted, warnings } = fitToModel(withDefaults(request), model);
  checkUrls(request, urls);
  return { model: model.id, input: buildInput(model, { request: fitted, ...urls }), warnings };
}

/** The document's defaults where the model has such a setting: guidance 7.5 and 50 steps, capped per model. */
function withDefaults(request: GenerationRequest): GenerationRequest {
  const { steps, guidance } = findModel(request.model);
  return {
    ...request,
    ...(steps && { steps: request.steps ?? Math.min(FAL.stepsDefault, steps.max) }),
    ...(guidance && {
      guidanceScale: request.guidanceScale ?? Math.min(FAL.guidanceScaleDefault, guidance.max),
    }),
  };
}

function checkUrls(request: GenerationRequest, { referenceUrls, controlUrl }: RequestUrls): void {
  const asked = request.references ?? 0;
  if (referenceUrls.length !== asked) {
    const message = `${asked} announced, ${referenceUrls.length} given`;
    throw inputError("request.references", [{ field: "references", message }]);
  }
  if ((request.control !== undefined) !== (controlUrl !== undefined)) {
    const message = "a control image and its kind belong together";
    throw inputError("request.control", [{ field: "control", message }]);
  }
}
