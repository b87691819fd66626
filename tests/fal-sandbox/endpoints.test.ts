import { expect, test } from "vitest";
import { endpoints } from "../../packages/fal-sandbox/src/endpoints.ts";
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
