import type { EndpointTypeMap } from "@fal-ai/client/endpoints";
import { inputError } from "../errors.ts";
import { CONTROLNET_UNION_PATH, loraWeights } from "./loras.ts";
import type { FalModel, ModelId } from "./models.ts";
import type { GenerationRequest } from "./request.ts";
import { nearestRatio, smallestResolution } from "./size.ts";

export interface BuildContext {
  request: GenerationRequest;
  referenceUrls: readonly string[];
  controlUrl?: string | undefined;
  languageModel?: string | undefined;
}

type Input<Id extends ModelId> = EndpointTypeMap[Id]["input"];
type Builders = { readonly [Id in ModelId]: (context: BuildContext, model: FalModel) => Input<Id> };

/** One builder per endpoint, each checked against the input type that FAL publishes for it. */
const BUILDERS = {
  "fal-ai/flux/dev": fluxImage,
  "fal-ai/flux/schnell": fluxImage,
  "fal-ai/flux-lora": (context, model) => ({
    ...fluxImage(context),
    loras: loraWeights(model, context.request.loras ?? []),
  }),
  "fal-ai/flux-pro/v1.1": ({ request }) => ({
    prompt: request.prompt,
    image_size: imageSize(request),
    ...seed(request),
    num_images: 1,
    output_format: "png",
  }),
  "fal-ai/flux-general": fluxGeneral,
  "fal-ai/qwen-image-edit-2511-multiple-angles": (context) => ({
    ...camera(context),
    additional_prompt: context.request.prompt,
    ...negativePrompt(context.request),
  }),
  "fal-ai/flux-2-lora-gallery/multiple-angles": camera,
  "fal-ai/flux-2/edit": edit,
  "fal-ai/flux-2-pro/edit": ({ request, referenceUrls }) => ({
    prompt: request.prompt,
    image_urls: [...referenceUrls],
    image_size: imageSize(request),
    ...seed(request),
    ...safety(request),
    output_format: "png",
  }),
  "fal-ai/nano-banana-pro/edit": nanoBanana,
  "fal-ai/nano-banana-2/edit": nanoBanana,
  "fal-ai/qwen-image-edit-2511": (context) => ({ ...edit(context), ...negativePrompt(context.request) }),
  "fal-ai/bytedance/seedream/v4.5/edit": ({ request, referenceUrls }) => ({
    prompt: request.prompt,
    image_urls: [...referenceUrls],
    image_size: imageSize(request),
    ...seed(request),
    ...safety(request),
    num_images: 1,
    max_images: 1,
  }),
  "openrouter/router": chat,
  "openrouter/router/vision": (context) => ({ ...chat(context), image_urls: [...context.referenceUrls] }),
} satisfies Builders;

type Fields<T> = T extends unknown ? keyof T : never;
type StrayField = {
  [Id in ModelId]: Exclude<Fields<ReturnType<(typeof BUILDERS)[Id]>>, keyof Input<Id>>;
}[ModelId];
/** Compiles only while no builder names a field that its endpoint does not have; assignability alone allows that. */
const builders: [StrayField] extends [never] ? Builders : StrayField = BUILDERS;

/** The endpoint's own input; the request must fit the model already. */
export function buildInput(model: FalModel, context: BuildContext): Record<string, unknown> {
  return { ...builders[model.id](context, model) };
}

function fluxImage({ request }: BuildContext) {
  return {
    prompt: request.prompt,
    image_size: imageSize(request),
    ...tuning(request),
    num_images: 1,
    output_format: "png" as const,
  };
}

function fluxGeneral(context: BuildContext, model: FalModel) {
  const { request, referenceUrls, controlUrl } = context;
  const [reference] = referenceUrls;
  return {
    ...fluxImage(context),
    ...negativePrompt(request),
    ...(request.loras?.length && { loras: loraWeights(model, request.loras) }),
    ...(reference && { reference_image_url: reference }),
    ...(request.control &&
      controlUrl && {
        controlnet_unions: [
          {
            path: CONTROLNET_UNION_PATH,
            controls: [
              {
                control_image_url: controlUrl,
                control_mode: request.control.kind,
                conditioning_scale: request.control.scale,
              },
            ],
          },
        ],
      }),
  };
}

/** Our azimuths and the models' `horizontal_angle` run the same way: 90 is the camera at its own right. */
function camera({ request, referenceUrls }: BuildContext) {
  return {
    image_urls: [...referenceUrls],
    horizontal_angle: request.azimuthDegrees ?? 0,
    vertical_angle: request.elevationDegrees ?? 0,
    image_size: imageSize(request),
    ...tuning(request),
    num_images: 1,
    output_format: "png" as const,
  };
}

function edit({ request, referenceUrls }: BuildContext) {
  return {
    prompt: request.prompt,
    image_urls: [...referenceUrls],
    image_size: imageSize(request),
    ...tuning(request),
    num_images: 1,
    output_format: "png" as const,
  };
}

function nanoBanana({ request, referenceUrls }: BuildContext, { size }: FalModel) {
  return {
    prompt: request.prompt,
    image_urls: [...referenceUrls],
    ...(size.form === "aspect-ratio" && {
      aspect_ratio: nearestRatio(request, size.ratios),
      resolution: smallestResolution(request, size.resolutions),
    }),
    ...seed(request),
    num_images: 1,
    limit_generations: true,
    output_format: "png" as const,
  };
}

function chat({ request, languageModel }: BuildContext) {
  if (!languageModel) {
    throw inputError("request.language-model", [{ field: "languageModel", message: "is required" }]);
  }
  return {
    model: languageModel,
    prompt: request.prompt,
    temperature: 0,
    reasoning: false,
    ...(request.vision && {
      system_prompt: request.vision.systemPrompt,
      max_tokens: request.vision.maxTokens,
    }),
  };
}

function imageSize({ width, height }: GenerationRequest) {
  return { width, height };
}

/** Settings that most diffusion endpoints share; those that are not set stay out of the input. */
function tuning(request: GenerationRequest) {
  return {
    ...(request.steps !== undefined && { num_inference_steps: request.steps }),
    ...(request.guidanceScale !== undefined && { guidance_scale: request.guidanceScale }),
    ...seed(request),
    ...safety(request),
  };
}

function seed(request: GenerationRequest) {
  return request.seed === undefined ? {} : { seed: request.seed };
}

function safety(request: GenerationRequest) {
  return { enable_safety_checker: request.safetyChecker ?? true };
}

function negativePrompt(request: GenerationRequest) {
  return request.negativePrompt === undefined ? {} : { negative_prompt: request.negativePrompt };
}
