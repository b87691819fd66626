import { request } from "node:http";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Faults } from "../../packages/fal-sandbox/src/index.ts";
import { KEY, png, result, sandbox, submit } from "./support/stage.ts";

/** The address of a picture made under the given faults, and a look at it without following redirects. */
async function pictureUnder(faults: Faults) {
  const place = await sandbox({ faults });
  const input = { prompt: "x", seed: 77, output_format: "png" };
  const answer = (await (await result(await submit(place, "fal-ai/flux/dev", input))).json()) as {
    images: Array<{ url: string }>;
  };
  const { url } = answer.images[0]!;
  return { place, url, get: () => fetch(url, { redirect: "manual" }) };
}

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test("a picture is public, typed and cacheable", async () => {
  const { place, url, get } = await pictureUnder({});
  expect(url.startsWith(`${place.mediaOrigin}/v3b.fal.media/files/b/`)).toBe(true);
  const response = await get();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("image/png");
  expect(Number(response.headers.get("content-length"))).toBe((await bytesOf(response)).length);
  const head = await fetch(url, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe(response.headers.get("content-length"));
});

test("no path leads out of the media folder", async () => {
  const place = await sandbox();
  for (const path of [
    "files/b/ab/..%2f..%2fsigning-keys.json",
    "files/b/../signing-keys.json",
    "files/b/ab/x.png",
  ]) {
    expect((await fetch(`${place.url}/v3b.fal.media/${path}`)).status).toBe(404);
  }
});

test("truncated: half of the picture, which no decoder accepts", async () => {
  const { get } = await pictureUnder({ truncated: {} });
  const bytes = await bytesOf(await get());
  await expect(sharp(bytes, { failOn: "error" }).raw().toBuffer()).rejects.toThrow();
});

test.each([
  ["htmlWithImageHeader", /^<!doctype html>/],
  ["svgWithImageHeader", /^<svg /],
  ["animatedWithImageHeader", /^GIF89a/],
] as const)("%s: says image/png, and is something else", async (fault, start) => {
  const { get } = await pictureUnder({ [fault]: {} });
  const response = await get();
  expect(response.headers.get("content-type")).toBe("image/png");
  expect((await bytesOf(response)).toString("latin1")).toMatch(start);
});

test("animatedWithImageHeader has two frames", async () => {
  const { get } = await pictureUnder({ animatedWithImageHeader: {} });
  expect((await sharp(await bytesOf(await get()), { animated: true }).metadata()).pages).toBe(2);
});

test("bomb60MP: sixty megapixels in a few kilobytes", async () => {
  const { get } = await pictureUnder({ bomb60MP: {} });
  const bytes = await bytesOf(await get());
  expect(bytes.length).toBeLessThan(100_000);
  expect(await sharp(bytes, { limitInputPixels: false }).metadata()).toMatchObject({
    width: 10_000,
    height: 6_000,
  });
  await expect(sharp(bytes, { limitInputPixels: 50_000_000 }).raw().toBuffer()).rejects.toThrow(
    /pixel limit/,
  );
  const { channels } = await sharp(bytes).resize(10).stats();
  expect(channels[0]!.max).toBe(0);
});

test("oversized: a good picture of more than 10 MB", async () => {
  const { get } = await pictureUnder({ oversized: {} });
  const bytes = await bytesOf(await get());
  expect(bytes.length).toBeGreaterThan(10 * 1024 * 1024);
  expect(await sharp(bytes).metadata()).toMatchObject({ width: 1024, height: 768 });
});

test("zeroBytes and expired404", async () => {
  const empty = await (await pictureUnder({ zeroBytes: {} })).get();
  expect([empty.status, (await bytesOf(empty)).length]).toEqual([200, 0]);
  expect((await (await pictureUnder({ expired404: {} })).get()).status).toBe(404);
});

test("redirect: to another host, where the good picture is", async () => {
  const { place, get } = await pictureUnder({ redirect: {} });
  const response = await get();
  expect(response.status).toBe(302);
  const location = new URL(response.headers.get("location") ?? "");
  expect(location.origin).not.toBe(place.mediaOrigin);
  const followed = await fetch(location);
  expect(followed.status).toBe(200);
  expect(await sharp(await bytesOf(followed)).metadata()).toMatchObject({ width: 1024 });
});

test("foreignHost: the answer names another origin, and the picture there is good", async () => {
  const { place, url, get } = await pictureUnder({ foreignHost: {} });
  expect(new URL(url).origin).not.toBe(place.mediaOrigin);
  expect(await sharp(await bytesOf(await get())).metadata()).toMatchObject({ width: 1024 });
});

test("slowLoris: the length is announced, and the first bytes come one by one", async () => {
  const { url } = await pictureUnder({ slowLoris: {} });
  const { length, chunks } = await new Promise<{ length: number; chunks: number[] }>((resolve, reject) => {
    const call = request(url, (response) => {
      const chunks: number[] = [];
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk.length);
        if (chunks.length === 2) {
          call.destroy();
          resolve({ length: Number(response.headers["content-length"]), chunks });
        }
      });
    });
    call.on("error", reject).end();
  });
  expect(length).toBeGreaterThan(100);
  expect(chunks).toEqual([1, 1]);
});

test("the answer still tells the size of the good picture", async () => {
  const place = await sandbox({ faults: { bomb60MP: {} } });
  const answer = await (await result(await submit(place, "fal-ai/flux/dev", { prompt: "x" }))).json();
  expect(answer).toMatchObject({ images: [{ width: 1024, height: 768 }] });
});

test("an upload address takes one PUT without a key, and the file is public after it", async () => {
  const place = await sandbox();
  const initiated = await fetch(`${place.restUrl}/storage/upload/initiate?storage_type=fal-cdn-v3`, {
    method: "POST",
    headers: KEY,
    body: JSON.stringify({ content_type: "image/png", file_name: "a.png" }),
  });
  const { upload_url, file_url } = (await initiated.json()) as { upload_url: string; file_url: string };
  expect((await fetch(file_url)).status).toBe(404);
  const bytes = new Uint8Array(await png());
  expect((await fetch(upload_url, { method: "PUT", body: bytes })).status).toBe(200);
  expect(await bytesOf(await fetch(file_url))).toEqual(Buffer.from(bytes));
  expect((await fetch(upload_url, { method: "PUT", body: bytes })).status).toBe(404);
});

test("an upload needs a key, a type and a name", async () => {
  const place = await sandbox();
  const initiate = (headers: Record<string, string>, body: string) =>
    fetch(`${place.restUrl}/storage/upload/initiate`, { method: "POST", headers, body });
  expect((await initiate({}, '{"content_type":"image/png","file_name":"a"}')).status).toBe(401);
  expect((await initiate(KEY, '{"content_type":"image/png"}')).status).toBe(422);
  expect((await initiate(KEY, "no json")).status).toBe(422);
});

test("a picture with a lifetime is gone after it", async () => {
  let shiftMs = 0;
  const clock = { now: () => Date.now() + shiftMs, sleep: () => Promise.resolve() };
  const place = await sandbox({ clock });
  const headers = { "x-fal-object-lifecycle-preference": '{"expiration_duration_seconds":60}' };
  const submitted = await submit(place, "fal-ai/flux/dev", { prompt: "x" }, { headers });
  const answer = (await (await result(submitted)).json()) as { images: Array<{ url: string }> };
  const { url } = answer.images[0]!;
  expect((await fetch(url)).status).toBe(200);
  shiftMs = 61_000;
  expect((await fetch(url)).status).toBe(404);
});
