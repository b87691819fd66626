import { expect, test } from "vitest";
import { endpoints } from "../../packages/fal-sandbox/src/endpoints.ts";
import { ModelError } from "../../packages/fal-sandbox/src/model-error.ts";
import { validateInput } from "../../packages/fal-sandbox/src/validate.ts";

/** What a model says to a bad input: the field and the type of every complaint. */
function complaints(id: string, input: Record<string, unknown>): string[] {
  try {
    validateInput(endpoints[id]!.input, input);
    return [];
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    expect(error.status).toBe(422);
    return error.details.map(({ loc, type }) => `${loc.slice(1).join(".")} ${type}`);
  }
}

const QWEN = "fal-ai/qwen-image-edit-2511-multiple-angles";
test.each<[string, Record<string, unknown>, string[]]>([
  ["fal-ai/flux/dev", {}, ["prompt missing"]],
  ["fal-ai/flux/dev", { prompt: 7 }, ["prompt string_type"]],
  ["fal-ai/flux/dev", { prompt: "x", num_inference_steps: 51 }, ["num_inference_steps less_than_equal"]],
  ["fal-ai/flux/dev", { prompt: "x", num_images: 0 }, ["num_images greater_than_equal"]],
  ["fal-ai/flux/dev", { prompt: "x", num_images: 1.5 }, ["num_images int_type"]],
  ["fal-ai/flux/dev", { prompt: "x", output_format: "webp" }, ["output_format one_of"]],
  ["fal-ai/flux/dev", { prompt: "x", image_size: "huge" }, ["image_size one_of"]],
  [
    "fal-ai/flux/dev",
    { prompt: "x", image_size: { width: 1, height: 99 } },
    ["image_size.width greater_than_equal"],
  ],
  ["fal-ai/flux/dev", { prompt: "x", seed: "7" }, ["seed float_type"]],
  ["fal-ai/flux/dev", { prompt: "x", seed: 2 ** 60, unknown_field: 1 }, []],
  ["fal-ai/flux/schnell", { prompt: "x", num_inference_steps: 13 }, ["num_inference_steps less_than_equal"]],
  [
    "fal-ai/flux-lora",
    { prompt: "x", loras: [{ scale: 5 }] },
    ["loras.0.path missing", "loras.0.scale less_than_equal"],
  ],
  [
    "fal-ai/flux-lora",
    { prompt: "x", loras: Array.from({ length: 4 }, () => ({ path: "p" })) },
    ["loras sequence_too_long"],
  ],
  ["fal-ai/flux-pro/kontext", { prompt: "x" }, ["image_url missing"]],
  [
    "fal-ai/flux-pro/kontext",
    { prompt: "x", image_url: "u", safety_tolerance: "7" },
    ["safety_tolerance one_of"],
  ],
  [
    "fal-ai/flux-2",
    { prompt: "x", image_size: { width: 500, height: 3000 } },
    ["image_size.width greater_than_equal", "image_size.height less_than_equal"],
  ],
  ["fal-ai/flux-2-pro/edit", { prompt: "x", image_urls: ["u"], image_size: "auto", num_images: 9 }, []],
  ["fal-ai/flux-2-pro", { prompt: "x", safety_tolerance: "6" }, ["safety_tolerance one_of"]],
  [
    "fal-ai/nano-banana-pro/edit",
    { prompt: "x", image_urls: ["u"], resolution: "0.5K" },
    ["resolution one_of"],
  ],
  ["fal-ai/nano-banana/edit", { prompt: "x", image_urls: "u" }, ["image_urls list_type"]],
  [QWEN, {}, ["image_urls missing"]],
  [QWEN, { image_urls: [] }, ["image_urls sequence_too_short"]],
  [QWEN, { image_urls: ["u"], horizontal_angle: 361 }, ["horizontal_angle less_than_equal"]],
  [QWEN, { image_urls: ["u"], vertical_angle: -31 }, ["vertical_angle greater_than_equal"]],
  [QWEN, { image_urls: ["u"], zoom: 11 }, ["zoom less_than_equal"]],
  [
    "fal-ai/flux-2-lora-gallery/multiple-angles",
    { image_urls: ["u"], vertical_angle: -1 },
    ["vertical_angle greater_than_equal"],
  ],
  [
    "fal-ai/bytedance/seedream/v4.5/edit",
    { prompt: "x", image_urls: ["u"], image_size: { width: 1024, height: 1024 } },
    ["image_size value_error"],
  ],
  ["openrouter/router", { prompt: "x" }, ["model missing"]],
  ["openrouter/router", { prompt: "x", model: "m", temperature: 2.1 }, ["temperature less_than_equal"]],
  ["openrouter/router/vision", { prompt: "x", model: "m" }, ["image_urls missing"]],
  [
    "fal-ai/birefnet/v2",
    { image_url: 3, mask_only: "yes" },
    ["image_url string_type", "mask_only bool_type"],
  ],
  ["fal-ai/esrgan", { image_url: "u", scale: 0 }, ["scale greater_than_equal"]],
])("%s says to %j: %j", (id, input, expected) => {
  expect(complaints(id, input)).toEqual(expected);
});
