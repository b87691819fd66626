import sharp from "sharp";
import { expect, test } from "vitest";
import {
  completed,
  fileServer,
  KEY,
  plainArtist,
  png,
  receiver,
  result,
  sandbox,
  submit,
  until,
} from "./support/stage.ts";

const PICTURE = { prompt: "a knight", seed: 5 };
const ANGLES = "fal-ai/qwen-image-edit-2511-multiple-angles";
const detailOf = async (response: Response) =>
  ((await response.json()) as { detail: Array<Record<string, unknown>> }).detail[0];

test("the picture is drawn while the latency passes, and the request ends with the later of both", async () => {
  const order: string[] = [];
  const { artist } = plainArtist();
  let endLatency = () => {};
  const clock = {
    now: Date.now,
    sleep: async (durationMs: number) => {
      if (durationMs !== 4_000) return;
      await new Promise<void>((resolve) => {
        endLatency = resolve;
      });
    },
  };
  const place = await sandbox({
    clock,
    latencyMs: 4_000,
    artist: {
      ...artist,
      draw: async (request) => {
        const bytes = await artist.draw(request);
        order.push("drawn");
        return bytes;
      },
    },
  });
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE);
  await until(() => order[0]);
  const status = await (await fetch(submitted.status_url, { headers: KEY })).json();
  expect(status).toMatchObject({ status: "IN_PROGRESS" });
  endLatency();
  await completed(submitted);
});

test("spread makes latencies differ by input, and alike for the same input", async () => {
  const slept: number[] = [];
  const clock = { now: Date.now, sleep: async (durationMs: number) => void slept.push(durationMs) };
  const place = await sandbox({ clock, latencyMs: 1_000, latencySpread: 0.5 });
  for (const seed of [1, 2, 3, 1])
    await result(await submit(place, "fal-ai/flux/dev", { prompt: "x", seed }));
  expect(slept[0]).toBe(slept[3]);
  expect(new Set(slept).size).toBe(3);
  for (const durationMs of slept) {
    expect(durationMs).toBeGreaterThanOrEqual(250);
    expect(durationMs).toBeLessThanOrEqual(4_000);
  }
  place.setLatency(10);
  await result(await submit(place, "fal-ai/flux/dev", { prompt: "x", seed: 1 }));
  expect(slept.at(-1)).toBeCloseTo((slept[0] ?? 0) / 100, 6);
});

test("a seed that was not asked for is drawn with, told and kept on the bill", async () => {
  const { artist, drawings } = plainArtist();
  const place = await sandbox({ artist });
  const submitted = await submit(place, "fal-ai/flux/dev", { prompt: "x" });
  const { seed } = (await (await result(submitted)).json()) as { seed: number };
  expect(drawings[0]!.seed).toBe(seed);
  expect(place.bill().requests[0]!.seed).toBe(String(seed));
});

test("several pictures are drawn with one seed after another", async () => {
  const { artist, drawings } = plainArtist();
  const place = await sandbox({ artist });
  const response = await result(await submit(place, "fal-ai/flux/dev", { ...PICTURE, num_images: 3 }));
  expect(drawings.map(({ seed }) => seed)).toEqual([5, 6, 7]);
  expect(await response.json()).toMatchObject({
    seed: 5,
    images: [{}, {}, {}],
    has_nsfw_concepts: [false, false, false],
  });
});

test("references reach the artist as bytes, in their order; a control picture does not", async () => {
  const { artist, drawings } = plainArtist();
  const place = await sandbox({ artist });
  const [a, b, pose] = [await png({ background: "red" }), await png({ background: "blue" }), await png()];
  const files = await fileServer({ "/a": { body: a }, "/b?x=1": { body: b }, "/pose": { body: pose } });
  await result(
    await submit(place, "fal-ai/flux-general", {
      prompt: "x",
      reference_image_url: `${files.url}/a`,
      ip_adapters: [{ image_url: `${files.url}/b?x=1`, path: "p", image_encoder_path: "e", scale: 1 }],
      controlnet_unions: [
        { path: "c", controls: [{ control_mode: "pose", control_image_url: `${files.url}/pose` }] },
      ],
    }),
  );
  expect(drawings[0]!.references).toEqual([a, b]);
  expect(files.requested.sort()).toEqual(["/a", "/b?x=1", "/pose"]);
});

test("a model uses only as many references as it can: the first four, or the last ten", async () => {
  const { artist, drawings } = plainArtist();
  const place = await sandbox({ artist });
  const bytes = await png();
  const names = Array.from({ length: 12 }, (_, index) => `/${index}`);
  const files = await fileServer(Object.fromEntries(names.map((name) => [name, { body: bytes }])));
  const image_urls = names.map((name) => `${files.url}${name}`);
  await result(await submit(place, "fal-ai/flux-2/edit", { prompt: "x", image_urls }));
  expect(files.requested.splice(0).sort()).toEqual(["/0", "/1", "/2", "/3"]);
  await result(await submit(place, "fal-ai/bytedance/seedream/v4.5/edit", { prompt: "x", image_urls }));
  expect(files.requested.splice(0).sort()).toEqual(names.slice(2).sort());
  expect(drawings.map(({ references }) => references.length)).toEqual([4, 10]);
});

test.each([
  ["an unreachable host", "http://127.0.0.1:1/a.png", "file_download_error"],
  ["a scheme that is not the web's", "file:///etc/hostname", "file_download_error"],
  ["a broken data URI", "data:image/png,abc", "file_download_error"],
  ["text in a data URI", `data:image/png;base64,${btoa("hello")}`, "image_load_error"],
])("%s as a reference is a 422", async (_name, address, type) => {
  const place = await sandbox();
  const response = await result(await submit(place, ANGLES, { image_urls: [address] }));
  expect(response.status).toBe(422);
  expect(await detailOf(response)).toMatchObject({ type, loc: ["body", "image_urls", 0], input: address });
  expect(place.bill().billedUsd).toBe(0);
});

test.each([
  ["an answer that is not 200", "/gone", "file_download_error"],
  ["a web page", "/page", "image_load_error"],
  ["a drawing in SVG", "/svg", "image_load_error"],
  ["more than 20 MB", "/large", "file_too_large"],
])("%s behind a reference address is a 422", async (_name, path, type) => {
  const place = await sandbox();
  const files = await fileServer({
    "/gone": { status: 403, body: "expired" },
    "/page": { body: "<html></html>" },
    "/svg": { body: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' },
    "/large": { body: Buffer.alloc(21 * 1024 * 1024) },
  });
  const response = await result(await submit(place, ANGLES, { image_urls: [`${files.url}${path}`] }));
  expect(response.status).toBe(422);
  expect(await detailOf(response)).toMatchObject({ type, loc: ["body", "image_urls", 0] });
});

test("an artist that fails is a 500 of the model", async () => {
  const { artist } = plainArtist();
  const place = await sandbox({ artist: { ...artist, draw: () => Promise.reject(new Error("no paint")) } });
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE);
  const status = await completed(submitted);
  expect(JSON.stringify(status.logs)).toContain("no paint");
  const response = await result(submitted);
  expect(response.status).toBe(500);
  expect(await detailOf(response)).toMatchObject({ type: "internal_server_error" });
});

test("contentPolicy is a 422, generationTimeout a 504 that may be tried again, both free", async () => {
  const place = await sandbox({ faults: { contentPolicy: { nth: [1] }, generationTimeout: { nth: [2] } } });
  const refused = await result(await submit(place, "fal-ai/flux/dev", PICTURE));
  expect(refused.status).toBe(422);
  expect(refused.headers.get("x-fal-retryable")).toBe("false");
  expect(await detailOf(refused)).toMatchObject({
    type: "content_policy_violation",
    ctx: { extra_info: { reason: "partner_validation_failed" } },
  });
  const late = await result(await submit(place, "fal-ai/flux/dev", PICTURE));
  expect(late.status).toBe(504);
  expect(late.headers.get("x-fal-needs-retry")).toBe("1");
  expect(late.headers.get("x-fal-request-timeout-type")).toBeNull();
  expect(await detailOf(late)).toMatchObject({ type: "generation_timeout" });
  expect(place.bill().billedUsd).toBe(0);
});

test("nsfwBlack: a black picture, flagged, with status 200", async () => {
  const place = await sandbox({ faults: { nsfwBlack: {} } });
  const answer = (await (await result(await submit(place, "fal-ai/flux/dev", PICTURE))).json()) as {
    has_nsfw_concepts: boolean[];
    images: Array<{ url: string }>;
  };
  expect(answer.has_nsfw_concepts).toEqual([true]);
  const bytes = Buffer.from(await (await fetch(answer.images[0]!.url)).arrayBuffer());
  const { channels } = await sharp(bytes).stats();
  expect(channels.map(({ max }) => max)).toEqual([0, 0, 0]);
});

test("seedDiffers draws with another seed and says so; sizeDiffers draws smaller", async () => {
  const { artist, drawings } = plainArtist();
  const place = await sandbox({ artist, faults: { seedDiffers: { nth: [1] }, sizeDiffers: { nth: [2] } } });
  const other = (await (await result(await submit(place, "fal-ai/flux/dev", PICTURE))).json()) as {
    seed: number;
  };
  expect(other.seed).not.toBe(5);
  expect(drawings[0]!.seed).toBe(other.seed);
  const small = await (await result(await submit(place, "fal-ai/flux/dev", PICTURE))).json();
  expect(small).toMatchObject({ seed: 5, images: [{ width: 768, height: 576 }] });
});

test("bigSeed answers digits beyond 2^53, in result and webhook alike", async () => {
  const place = await sandbox({ faults: { bigSeed: {} } });
  const hook = await receiver();
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE, { webhook: hook.url });
  const digits = /"seed":(\d+)/;
  const seed = digits.exec(await (await result(submitted)).text())?.[1];
  expect(BigInt(seed!)).toBeGreaterThan(2n ** 53n);
  expect(String(Number(seed))).not.toBe(seed);
  const [delivery] = await hook.count(1);
  expect(digits.exec(delivery!.raw.toString("utf8"))?.[1]).toBe(seed);
  expect(place.bill().requests[0]!.seed).toBe(seed);
});

test("resultGone504 fails the first reads of a completed request", async () => {
  const place = await sandbox({ faults: { resultGone504: { attempts: 2 } } });
  const submitted = await submit(place, "fal-ai/flux/dev", PICTURE);
  const codes = [];
  for (let read = 0; read < 3; read += 1) codes.push((await result(submitted)).status);
  expect(codes).toEqual([504, 504, 200]);
});

test("sync_mode answers a data URI", async () => {
  const place = await sandbox();
  const response = await result(await submit(place, "fal-ai/flux/dev", { ...PICTURE, sync_mode: true }));
  expect(await response.json()).toMatchObject({
    images: [{ url: expect.stringMatching(/^data:image\/jpeg;base64,/) }],
  });
});
