import { ApiError, ValidationError } from "@fal-ai/client";
import sharp from "sharp";
import { expect, test } from "vitest";
import { falClient, plainArtist, png, sandbox } from "./support/stage.ts";

test("the official client subscribes to a picture by polling", async () => {
  const fal = falClient(await sandbox({ latencyMs: 30 }));
  const seen: string[] = [];
  const { data, requestId } = await fal.subscribe("fal-ai/flux/dev", {
    input: { prompt: "a knight", seed: 7, image_size: "square_hd" },
    pollInterval: 5,
    onQueueUpdate: (status) => seen.push(status.status),
  });
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(seen.at(-1)).toBe("COMPLETED");
  expect(data.seed).toBe(7);
  expect(data.has_nsfw_concepts).toEqual([false]);
  const [image] = data.images;
  expect(image).toMatchObject({ width: 1024, height: 1024, content_type: "image/jpeg" });
  const bytes = Buffer.from(await (await fetch(image!.url)).arrayBuffer());
  expect(await sharp(bytes).metadata()).toMatchObject({ width: 1024, height: 1024, format: "jpeg" });
});

test("the official client follows the status stream, with logs", async () => {
  const fal = falClient(await sandbox({ latencyMs: 30 }));
  const logs: string[] = [];
  const { data } = await fal.subscribe("fal-ai/flux/schnell", {
    input: { prompt: "a fox" },
    mode: "streaming",
    logs: true,
    onQueueUpdate: (status) => {
      if ("logs" in status && status.logs) logs.push(...status.logs.map((line) => line.message));
    },
  });
  expect(data.images).toHaveLength(1);
  expect(logs.some((message) => message.includes("Started"))).toBe(true);
});

test("the official client submits, reads status and result, and cannot cancel what is done", async () => {
  const fal = falClient(await sandbox());
  const submitted = await fal.queue.submit("openrouter/router/vision", {
    input: { model: "google/gemini-2.5-flash", prompt: "Say JSON.", image_urls: [await dataUri()] },
  });
  expect(submitted).toMatchObject({ status: "IN_QUEUE", queue_position: 0 });
  const requestId = submitted.request_id;
  const done = await fal.queue.subscribeToStatus("openrouter/router/vision", { requestId, pollInterval: 5 });
  expect(done.metrics?.inference_time).toBeGreaterThanOrEqual(0);
  const { data } = await fal.queue.result("openrouter/router/vision", { requestId });
  expect(JSON.parse(data.output.replace(/^```json\n|\n```$/g, ""))).toEqual({ seen: 1, asked: "Say JSON." });
  await expect(fal.queue.cancel("openrouter/router/vision", { requestId })).rejects.toMatchObject({
    status: 400,
    body: { status: "ALREADY_COMPLETED" },
  });
});

test("the official client runs a model directly", async () => {
  const fal = falClient(await sandbox());
  const { data, requestId } = await fal.run("fal-ai/flux-2-pro", { input: { prompt: "a tower", seed: 3 } });
  expect(requestId).not.toBe("");
  expect(data.seed).toBe(3);
  expect(Object.keys(data.images[0] ?? {})).toEqual(["url"]);
});

test("a picture uploaded by the official client reaches the artist, and is public", async () => {
  const { artist, drawings } = plainArtist();
  const fal = falClient(await sandbox({ artist }));
  const bytes = await png({ width: 120, height: 160, background: "teal" });
  const file = new File([new Uint8Array(bytes)], "me.png", { type: "image/png" });
  const { data } = await fal.subscribe("fal-ai/birefnet/v2", { input: { image_url: file }, pollInterval: 5 });
  expect(drawings[0]?.references).toEqual([bytes]);
  expect(data.image).toMatchObject({ width: 120, height: 160, content_type: "image/png" });
  const url = await fal.storage.upload(file);
  const served = await fetch(url);
  expect(served.headers.get("content-type")).toBe("image/png");
  expect(Buffer.from(await served.arrayBuffer())).toEqual(bytes);
});

test("the official client turns a refused input into a ValidationError of that field", async () => {
  const fal = falClient(await sandbox());
  const failing = fal.subscribe("fal-ai/flux/dev", {
    input: { prompt: "x", num_images: 9 },
    pollInterval: 5,
  });
  const error = await failing.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ValidationError);
  const [detail] = (error as ValidationError).getFieldErrors("num_images");
  expect(detail).toMatchObject({ type: "less_than_equal", loc: ["body", "num_images"], ctx: { le: 4 } });
});

test("the official client meets a wrong key and an unknown request as ApiErrors", async () => {
  const place = await sandbox({ key: "right:one" });
  const wrong = await falClient(place)
    .run("fal-ai/flux/dev", { input: { prompt: "x" } })
    .catch((error: unknown) => error);
  expect(wrong).toBeInstanceOf(ApiError);
  expect(wrong).toMatchObject({ status: 401 });
  const requestId = "00000000-0000-4000-8000-000000000000";
  await expect(
    falClient(place, { key: "right:one" }).queue.result("fal-ai/flux/dev", { requestId }),
  ).rejects.toMatchObject({ status: 404, body: { status: "NOT_FOUND" } });
});

test("a start timeout by the official client is a 504 of the user", async () => {
  const fal = falClient(await sandbox({ latencyMs: 60_000, concurrency: 1 }));
  await fal.queue.submit("fal-ai/flux/dev", { input: { prompt: "busy" } });
  const { request_id: requestId } = await fal.queue.submit("fal-ai/flux/dev", {
    input: { prompt: "late" },
    startTimeout: 1.1,
  });
  const status = await fal.queue.subscribeToStatus("fal-ai/flux/dev", { requestId, pollInterval: 20 });
  expect(status).toMatchObject({ error_type: "request_timeout" });
  const error = await fal.queue.result("fal-ai/flux/dev", { requestId }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ status: 504, isUserTimeout: true });
});

async function dataUri(): Promise<string> {
  return `data:image/png;base64,${(await png()).toString("base64")}`;
}
