import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { imageUrl, signedUrl } from "../../../packages/core/src/storage/signed-url.ts";
import { BUCKET_NAME, PUBLIC_DOMAIN, useBucket } from "./bucket-settings.ts";

const KEY = "projects/p/composites/m.webp";
const WEEK_SECONDS = 7 * 24 * 60 * 60;
const NOW = new Date("2026-03-01T12:00:00.000Z");

beforeEach(() => {
  useBucket();
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a signed URL", () => {
  test("is on the bucket's own host, for this key, and expires", async () => {
    const url = new URL(await signedUrl(KEY, { expires: 900 }));
    expect(url.origin).toBe("https://account.r2.example.com");
    expect(url.pathname).toBe(`/${BUCKET_NAME}/${KEY}`);
    expect(url.searchParams.get("X-Amz-Expires")).toBe("900");
    expect(url.searchParams.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/);
    expect(url.searchParams.get("x-id")).toBe("GetObject");
  });

  test("counts the seconds to a date, rounded up", async () => {
    const url = await signedUrl(KEY, { expires: new Date(NOW.getTime() + 1_500) });
    expect(new URL(url).searchParams.get("X-Amz-Expires")).toBe("2");
  });

  test("to put binds the content type and asks for no checksum the uploader cannot know", async () => {
    const url = new URL(await signedUrl(KEY, { expires: 60, operation: "put", contentType: "image/png" }));
    expect(url.searchParams.get("X-Amz-SignedHeaders")).toBe("content-type;host");
    expect(url.searchParams.get("x-id")).toBe("PutObject");
    expect(url.search).not.toMatch(/checksum/i);
  });

  test.each([0, -5, WEEK_SECONDS + 1, Number.NaN, new Date(NOW.getTime() - 1_000), new Date("nonsense")])(
    "is refused for a life of %s",
    async (expires) => {
      await expect(signedUrl(KEY, { expires })).rejects.toMatchObject({
        code: "image-url.invalid",
        problems: [{ field: "expires" }],
      });
    },
  );

  test("may live for exactly seven days", async () => {
    const url = new URL(await signedUrl(KEY, { expires: WEEK_SECONDS }));
    expect(url.searchParams.get("X-Amz-Expires")).toBe(String(WEEK_SECONDS));
  });
});

describe("the URL of a stored image", () => {
  test("is the public one without expiry and a signed one with it", async () => {
    expect(await imageUrl(KEY, { width: 500 })).toBe(`${PUBLIC_DOMAIN}/cdn-cgi/image/w=500/${KEY}`);
    expect(await imageUrl(KEY)).toBe(`${PUBLIC_DOMAIN}/${KEY}`);
    const signed = await imageUrl(KEY, { expires: new Date(NOW.getTime() + 60_000) });
    expect(new URL(signed).host).toBe("account.r2.example.com");
  });

  test("cannot be both signed and resized", async () => {
    const both = imageUrl(KEY, { width: 500, expires: new Date(NOW.getTime() + 60_000) });
    await expect(both).rejects.toMatchObject({ code: "image-url.invalid", problems: [{ field: "width" }] });
  });
});
