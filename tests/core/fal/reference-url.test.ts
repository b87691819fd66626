import { describe, expect, it } from "vitest";
import { type ReferenceDelivery, referenceUrl } from "../../../packages/core/src/fal/index.ts";
import { GENERATION, REFERENCE } from "../../../packages/core/src/limits.ts";

const image = { mediaId: "med_1", key: "projects/p/references/s/med_1.webp", contentType: "image/webp" };

function given(delivery: ReferenceDelivery["delivery"], now = 0) {
  const cached = new Map<string, { url: string; expiresAt: number }>();
  const calls: string[] = [];
  const dependencies: ReferenceDelivery = {
    delivery,
    now,
    presign: (key, seconds) => {
      calls.push("presign");
      return `https://bucket.example/${key}?X-Amz-Expires=${seconds}`;
    },
    fetchBytes: async () => {
      calls.push("fetch");
      return Buffer.from("bytes");
    },
    upload: async (bytes, contentType) => {
      calls.push(`upload ${bytes.byteLength} ${contentType}`);
      return `https://v3.fal.media/${calls.length}`;
    },
    cache: {
      get: async (mediaId) => cached.get(mediaId),
      put: async (mediaId, url, expiresAt) => void cached.set(mediaId, { url, expiresAt }),
    },
  };
  return { dependencies, calls, cached };
}

describe("referenceUrl", () => {
  it("signs for the longest wait and ten minutes, and at least an hour", async () => {
    const { dependencies, calls } = given("presigned");
    const url = new URL(await referenceUrl(image, dependencies));
    const seconds = Number(url.searchParams.get("X-Amz-Expires"));
    expect(seconds).toBeGreaterThanOrEqual(GENERATION.waitMaxSeconds + REFERENCE.urlSlackSeconds);
    expect(seconds).toBeGreaterThanOrEqual(3_600);
    expect(calls).toEqual(["presign"]);
  });

  it("uploads once per media id", async () => {
    const { dependencies, calls } = given("fal-upload");
    const first = await referenceUrl(image, dependencies);
    expect(await referenceUrl(image, dependencies)).toBe(first);
    expect(calls).toEqual(["fetch", "upload 5 image/webp"]);
    expect(await referenceUrl({ ...image, mediaId: "med_2" }, dependencies)).not.toBe(first);
  });

  it("uploads again before the known URL could expire during a request", async () => {
    const { dependencies, calls, cached } = given("fal-upload");
    const first = await referenceUrl(image, dependencies);
    const { expiresAt } = cached.get(image.mediaId) ?? { expiresAt: 0 };
    const late = { ...dependencies, now: expiresAt - REFERENCE.urlMinSeconds * 1000 + 1 };
    expect(await referenceUrl(image, late)).not.toBe(first);
    expect(calls.filter((call) => call.startsWith("upload"))).toHaveLength(2);
  });
});
