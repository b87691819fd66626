import { expect, test } from "vitest";
import { endpoints } from "../../packages/fal-sandbox/src/endpoints.ts";
import { ModelError } from "../../packages/fal-sandbox/src/model-error.ts";
import { validateInput } from "../../packages/fal-sandbox/src/validate.ts";
import { plainArtist, png, result, sandbox, submit } from "./support/stage.ts";

const REF = "data:image/png;base64,";
const FLUX = ["has_nsfw_concepts", "images", "prompt", "seed", "timings"];
const SIZED = ["content_type", "height", "url", "width"];
const FILE = ["content_type", "file_name", "file_size", "url"];
const FULL = [...FILE, "height", "width"].sort();

interface Case {
  id: string;
  input: Record<string, unknown>;
  answer: string[];
  picture: string[];
  size: [number, number];
  usd: number;
}

/** One good request per picture model, and what the real one would say to it. The reference is 300 x 400. */
const CASES: Case[] = [
  {
    id: "fal-ai/flux/dev",
    input: { prompt: "x" },
    answer: FLUX,
    picture: SIZED,
    size: [1024, 768],
    usd: 0.025,
  },
  {
    id: "fal-ai/flux/schnell",
    input: { prompt: "x", image_size: "portrait_16_9", output_format: "png" },
    answer: FLUX,
    picture: SIZED,
    size: [576, 1024],
    usd: 0.003,
  },
  {
    id: "fal-ai/flux-lora",
    input: {
      prompt: "x",
      loras: [{ path: "https://example.com/a.safetensors" }],
      image_size: { width: 640, height: 480 },
    },
    answer: FLUX,
    picture: SIZED,
    size: [640, 480],
    usd: 0.035,
  },
  {
    id: "fal-ai/flux-pro/v1.1",
    input: { prompt: "x", image_size: "square_hd" },
    answer: FLUX,
    picture: SIZED,
    size: [1024, 1024],
    usd: 0.04,
  },
  {
    id: "fal-ai/flux-pro/v1.1-ultra",
    input: { prompt: "x" },
    answer: FLUX,
    picture: SIZED,
    size: [2736, 1536],
    usd: 0.06,
  },
  {
    id: "fal-ai/flux-general",
    input: { prompt: "x", image_size: "square" },
    answer: FLUX,
    picture: SIZED,
    size: [512, 512],
    usd: 0.075,
  },
  {
    id: "fal-ai/flux-pro/kontext",
    input: { prompt: "x", image_url: REF, aspect_ratio: "1:1" },
    answer: FLUX,
    picture: SIZED,
    size: [1024, 1024],
    usd: 0.04,
  },
  {
    id: "fal-ai/flux-pro/kontext/max",
    input: { prompt: "x", image_url: REF },
    answer: FLUX,
    picture: SIZED,
    size: [896, 1184],
    usd: 0.08,
  },
  {
    id: "fal-ai/flux-pro/kontext/multi",
    input: { prompt: "x", image_urls: [REF, REF] },
    answer: FLUX,
    picture: SIZED,
    size: [896, 1184],
    usd: 0.04,
  },
  {
    id: "fal-ai/flux-pro/kontext/max/multi",
    input: { prompt: "x", image_urls: [REF] },
    answer: FLUX,
    picture: SIZED,
    size: [896, 1184],
    usd: 0.08,
  },
  { id: "fal-ai/flux-2", input: { prompt: "x" }, answer: FLUX, picture: FULL, size: [1024, 768], usd: 0.012 },
  {
    id: "fal-ai/flux-2/edit",
    input: { prompt: "x", image_urls: [REF] },
    answer: FLUX,
    picture: FULL,
    size: [896, 1184],
    usd: 0.036,
  },
  {
    id: "fal-ai/flux-2-pro",
    input: { prompt: "x" },
    answer: ["images", "seed"],
    picture: ["url"],
    size: [1024, 768],
    usd: 0.03,
  },
  {
    id: "fal-ai/flux-2-pro/edit",
    input: { prompt: "x", image_urls: [REF], image_size: { width: 1024, height: 1024 } },
    answer: ["images", "seed"],
    picture: ["url"],
    size: [1024, 1024],
    usd: 0.045,
  },
  {
    id: "fal-ai/flux-2-lora-gallery/multiple-angles",
    input: { image_urls: [REF], horizontal_angle: 90, image_size: "square_hd" },
    answer: ["images", "prompt", "seed"],
    picture: ["url"],
    size: [1024, 1024],
    usd: 0.042,
  },
  {
    id: "fal-ai/nano-banana/edit",
    input: { prompt: "x", image_urls: [REF] },
    answer: ["description", "images"],
    picture: FILE,
    size: [896, 1184],
    usd: 0.039,
  },
  {
    id: "fal-ai/nano-banana-2/edit",
    input: { prompt: "x", image_urls: [REF], resolution: "0.5K", aspect_ratio: "1:1" },
    answer: ["description", "images"],
    picture: FILE,
    size: [512, 512],
    usd: 0.06,
  },
  {
    id: "fal-ai/nano-banana-pro/edit",
    input: { prompt: "x", image_urls: [REF], resolution: "2K", aspect_ratio: "1:1" },
    answer: ["description", "images"],
    picture: FILE,
    size: [2048, 2048],
    usd: 0.15,
  },
  {
    id: "fal-ai/qwen-image-edit-2511",
    input: { prompt: "x", image_urls: [REF], image_size: "square" },
    answer: FLUX,
    picture: SIZED,
    size: [512, 512],
    usd: 0.03,
  },
  {
    id: "fal-ai/qwen-image-edit-2511-multiple-angles",
    input: { image_urls: [REF], horizontal_angle: 45, vertical_angle: -30 },
    answer: ["images", "prompt", "seed"],
    picture: FILE,
    size: [896, 1184],
    usd: 0.07,
  },
  {
    id: "fal-ai/bytedance/seedream/v4.5/edit",
    input: { prompt: "x", image_urls: [REF], image_size: { width: 1920, height: 1920 } },
    answer: ["images"],
    picture: ["url"],
    size: [1920, 1920],
    usd: 0.04,
  },
  {
    id: "fal-ai/birefnet/v2",
    input: { image_url: REF, output_mask: true },
    answer: ["image", "mask_image"],
    picture: FULL,
    size: [300, 400],
    usd: 0,
  },
  {
    id: "fal-ai/esrgan",
    input: { image_url: REF, scale: 2 },
    answer: ["image"],
    picture: FULL,
    size: [600, 800],
    usd: 0,
  },
];

test("every picture model of the table has its case", () => {
  const pictures = Object.entries(endpoints).filter(([, endpoint]) => endpoint.kind === "image");
  expect(CASES.map(({ id }) => id).sort()).toEqual(pictures.map(([id]) => id).sort());
});

test.each(CASES)(
  "$id answers in its own shape, size and price",
  async ({ id, input, answer, picture, size, usd }) => {
    const { artist, drawings } = plainArtist();
    const place = await sandbox({ artist });
    const reference = `${REF}${(await png({ width: 300, height: 400 })).toString("base64")}`;
    const text = JSON.stringify(input).replaceAll(JSON.stringify(REF), JSON.stringify(reference));
    const response = await result(await submit(place, id, JSON.parse(text)));
    const body = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(answer);
    const shown =
      (body.images as Array<Record<string, unknown>> | undefined)?.[0] ??
      (body.image as Record<string, unknown>);
    expect(Object.keys(shown).sort()).toEqual(picture);
    expect([drawings[0]!.width, drawings[0]!.height]).toEqual(size);
    const [entry] = place.bill().requests;
    if (endpoints[id]!.price.per === "second") expect(entry!.usd).toBeGreaterThan(0);
    else expect(entry!.usd).toBeCloseTo(usd, 6);
  },
);

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
