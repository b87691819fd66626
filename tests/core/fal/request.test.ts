import { describe, expect, it } from "vitest";
import { LikenessError } from "../../../packages/core/src/errors.ts";
import { falInput, findModel, GenerationRequest, listModels } from "../../../packages/core/src/fal/index.ts";

const REFERENCE = "https://bucket.example/reference.webp";

function given(fields: Partial<GenerationRequest> & { model: string }): GenerationRequest {
  return GenerationRequest.parse({ prompt: "a fox in a red coat", ...fields });
}

function inputOf(fields: Partial<GenerationRequest> & { model: string }, rest = {}) {
  const request = given(fields);
  const referenceUrls = Array.from(
    { length: request.references ?? 0 },
    (_, index) => `${REFERENCE}?n=${index}`,
  );
  return falInput(request, { referenceUrls, ...rest });
}

function fieldsRefused(build: () => unknown): string[] {
  try {
    build();
  } catch (error) {
    if (error instanceof LikenessError) return error.problems.map((problem) => problem.field);
    throw error;
  }
  return [];
}

describe("GenerationRequest", () => {
  it("fills in a square of 1024", () => {
    expect(given({ model: "fal-ai/flux/dev" })).toMatchObject({ width: 1024, height: 1024 });
  });

  it.each([
    ["seed", { seed: 2 ** 31 }],
    ["seed", { seed: 1.5 }],
    ["seed", { seed: -1 }],
    ["azimuthDegrees", { azimuthDegrees: 360 }],
    ["prompt", { prompt: "" }],
    ["width", { width: 10_000 }],
  ])("refuses a bad %s", (field, fields) => {
    const parsed = GenerationRequest.safeParse({ model: "fal-ai/flux/dev", prompt: "x", ...fields });
    expect(parsed.error?.issues[0]?.path).toEqual([field]);
  });

  it("refuses fields it does not know, such as a LoRA path", () => {
    const loras = [{ name: "realism", scale: 1, path: "https://evil.example/x.safetensors" }];
    const request = { model: "fal-ai/flux-lora", prompt: "x", loras, num_images: 4 };
    expect(GenerationRequest.safeParse(request).success).toBe(false);
  });
});

describe("falInput", () => {
  it("uses guidance 7.5 and 50 steps, and one image", () => {
    expect(inputOf({ model: "fal-ai/flux/dev", seed: 7 })).toEqual({
      model: "fal-ai/flux/dev",
      warnings: [],
      input: {
        prompt: "a fox in a red coat",
        image_size: { width: 1024, height: 1024 },
        num_inference_steps: 50,
        guidance_scale: 7.5,
        seed: 7,
        enable_safety_checker: true,
        num_images: 1,
        output_format: "png",
      },
    });
  });

  it("caps a default without a word and an asked number with a warning", () => {
    expect(inputOf({ model: "fal-ai/flux/schnell" })).toMatchObject({
      warnings: [],
      input: { num_inference_steps: 12 },
    });
    const asked = inputOf({ model: "fal-ai/flux/schnell", steps: 50, guidanceScale: 30 });
    expect(asked.input).toMatchObject({ num_inference_steps: 12, guidance_scale: 20 });
    expect(asked.warnings).toHaveLength(2);
  });

  it("sends the name that FAL knows for an alias, and no setting it does not have", () => {
    const { model, input } = inputOf({ model: "fal-ai/flux-pro" });
    expect(model).toBe("fal-ai/flux-pro/v1.1");
    expect(input).not.toHaveProperty("guidance_scale");
    expect(input).not.toHaveProperty("enable_safety_checker");
  });

  it("turns the camera of the multi-angle model", () => {
    const { input } = inputOf({
      model: "fal-ai/qwen-image-edit-2511-multiple-angles",
      references: 1,
      azimuthDegrees: 270,
      elevationDegrees: -60,
      negativePrompt: "text",
    });
    expect(input).toMatchObject({
      image_urls: [`${REFERENCE}?n=0`],
      horizontal_angle: 270,
      vertical_angle: -30,
      additional_prompt: "a fox in a red coat",
      negative_prompt: "text",
    });
    expect(input).not.toHaveProperty("prompt");
  });

  it("leaves out a negative prompt where there is none, and says so", () => {
    const { input, warnings } = inputOf({ model: "fal-ai/flux/dev", negativePrompt: "text" });
    expect(input).not.toHaveProperty("negative_prompt");
    expect(warnings).toEqual([expect.stringContaining("negativePrompt")]);
  });

  it("says that a model writes its own prompt", () => {
    const model = "fal-ai/flux-2-lora-gallery/multiple-angles";
    const { input, warnings } = inputOf({ model, references: 1, azimuthDegrees: 90 });
    expect(input).not.toHaveProperty("prompt");
    expect(warnings).toEqual([expect.stringContaining("prompt")]);
  });

  it.each([
    [{ width: 1024, height: 1024 }, "1:1", "1K"],
    [{ width: 1536, height: 2048 }, "3:4", "2K"],
    [{ width: 3840, height: 2160 }, "16:9", "4K"],
    [{ width: 2000, height: 1000 }, "16:9", "2K"],
  ])("names the nearest ratio and the smallest resolution for %j", (size, aspect_ratio, resolution) => {
    const { input } = inputOf({ model: "fal-ai/nano-banana-pro/edit", references: 2, ...size });
    expect(input).toMatchObject({ aspect_ratio, resolution });
  });

  it("takes LoRA weights by name from the table", () => {
    const { input } = inputOf({ model: "fal-ai/flux-lora", loras: [{ name: "realism", scale: 0.8 }] });
    expect(input.loras).toEqual([{ path: expect.stringContaining("flux-RealismLora"), scale: 0.8 }]);
  });

  it("hands over the control image with its kind", () => {
    const model = "fal-ai/flux-general";
    const { input } = inputOf(
      { model, control: { kind: "pose", scale: 0.7 } },
      { controlUrl: "https://x.example/pose.png" },
    );
    expect(input.controlnet_unions).toEqual([
      {
        path: expect.any(String),
        controls: [
          { control_mode: "pose", control_image_url: "https://x.example/pose.png", conditioning_scale: 0.7 },
        ],
      },
    ]);
  });

  it("asks a vision model for a reproducible answer", () => {
    const { input } = inputOf(
      {
        model: "openrouter/router/vision",
        references: 1,
        vision: { systemPrompt: "Answer JSON.", maxTokens: 900 },
      },
      { languageModel: "google/gemini-2.5-flash" },
    );
    expect(input).toEqual({
      model: "google/gemini-2.5-flash",
      prompt: "a fox in a red coat",
      system_prompt: "Answer JSON.",
      max_tokens: 900,
      temperature: 0,
      reasoning: false,
      image_urls: [`${REFERENCE}?n=0`],
    });
  });

  it.each([
    ["references", { model: "fal-ai/flux/dev", references: 1 }],
    ["references", { model: "fal-ai/flux-2/edit", references: 5 }],
    ["references", { model: "fal-ai/flux-2/edit" }],
    ["azimuthDegrees", { model: "fal-ai/flux/dev", azimuthDegrees: 90 }],
    ["azimuthDegrees", { model: "fal-ai/qwen-image-edit-2511-multiple-angles", references: 1 }],
    ["elevationDegrees", { model: "fal-ai/flux/dev", elevationDegrees: 10 }],
    ["loras", { model: "fal-ai/flux/dev", loras: [{ name: "realism", scale: 1 }] }],
    ["loras.0.name", { model: "fal-ai/flux-lora", loras: [{ name: "constructor", scale: 1 }] }],
    ["loras.0.scale", { model: "fal-ai/flux-lora", loras: [{ name: "realism", scale: 3 }] }],
    ["steps", { model: "fal-ai/flux-pro", steps: 20 }],
    ["guidanceScale", { model: "fal-ai/flux-pro", guidanceScale: 3 }],
    ["safetyChecker", { model: "fal-ai/nano-banana-pro/edit", references: 1, safetyChecker: false }],
    ["vision", { model: "fal-ai/flux/dev", vision: { systemPrompt: "", maxTokens: 10 } }],
    ["seed", { model: "openrouter/router", seed: 1 }],
    ["languageModel", { model: "openrouter/router" }],
    ["control", { model: "fal-ai/flux-general", control: { kind: "pose" as const, scale: 1 } }],
    ["width", { model: "fal-ai/flux-2/edit", references: 1, width: 256 }],
  ])("refuses %s where the model cannot take it: %j", (field, fields) => {
    expect(fieldsRefused(() => inputOf(fields))).toEqual([field]);
  });

  it("refuses a number of URLs other than announced", () => {
    const request = given({ model: "fal-ai/flux-2/edit", references: 2 });
    expect(fieldsRefused(() => falInput(request, { referenceUrls: [REFERENCE] }))).toEqual(["references"]);
  });

  it("accepts an area within the bounds although one side is not", () => {
    const seedream = { model: "fal-ai/bytedance/seedream/v4.5/edit", references: 1 };
    expect(inputOf({ ...seedream, width: 4096, height: 1024 }).input).toMatchObject({
      image_size: { width: 4096, height: 1024 },
      max_images: 1,
    });
    expect(fieldsRefused(() => inputOf({ ...seedream, width: 1024, height: 1024 }))).toEqual([
      "width",
      "height",
    ]);
  });

  it("builds an input for every model of the catalogue", () => {
    for (const { id, references, azimuth, size } of listModels()) {
      const side = size.form === "image-size" ? Math.max(1024, size.side.min) : 1024;
      const { input } = inputOf(
        {
          model: id,
          width: side,
          height: side,
          references: references.min,
          ...(azimuth && { azimuthDegrees: 45 }),
        },
        { languageModel: "google/gemini-2.5-flash" },
      );
      const urls = (input.image_urls as string[] | undefined) ?? [];
      expect(urls).toHaveLength(references.min);
      if (findModel(id).prompt === "required") expect(input.prompt).toBe("a fox in a red coat");
    }
  });
});
