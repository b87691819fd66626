import { createHash } from "node:crypto";
import sharp from "sharp";
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from "thumbhash";
import { beforeAll, describe, expect, test } from "vitest";
import { ingestImage } from "../../../packages/core/src/images/index.ts";
import { PERSON, viewPng } from "./turntable.ts";

let png: Buffer;
beforeAll(async () => {
  png = await viewPng(PERSON, { azimuth: 30, sidePixels: 640, noise: 2 });
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const meanDifference = async (one: Buffer, other: Buffer) => {
  const raw = (bytes: Buffer) => sharp(bytes).resize(64, 64).removeAlpha().raw().toBuffer();
  const [a, b] = [await raw(one), await raw(other)];
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
};

describe("ingestImage", () => {
  test.each(["png", "jpeg", "webp"] as const)("makes a WebP of a %s that looks the same", async (format) => {
    const source = await sharp(png).toFormat(format, { quality: 95 }).toBuffer();
    const image = await ingestImage(source);
    expect(image).toMatchObject({
      width: 640,
      height: 640,
      sourceFormat: format,
      sha256: sha256(image.webp),
    });
    expect(await sharp(image.webp).metadata()).toMatchObject({ format: "webp", width: 640, height: 640 });
    expect(await meanDifference(image.webp, png)).toBeLessThan(2);
  });

  test("adds thumbnails 256 and 512 wide that look the same, with their checksums", async () => {
    const { thumbnails } = await ingestImage(png);
    expect(thumbnails.map(({ width, height }) => [width, height])).toEqual([
      [256, 256],
      [512, 512],
    ]);
    for (const { bytes, width, sha256: hash } of thumbnails) {
      expect(await sharp(bytes).metadata()).toMatchObject({ format: "webp", width });
      expect(hash).toBe(sha256(bytes));
      expect(await meanDifference(bytes, png)).toBeLessThan(2.5);
    }
  });

  test("keeps proportions and never enlarges", async () => {
    const wide = await ingestImage(await sharp(png).resize(800, 300, { fit: "fill" }).png().toBuffer());
    expect(wide.thumbnails.map(({ width, height }) => [width, height])).toEqual([
      [256, 96],
      [512, 192],
    ]);
    const small = await ingestImage(await sharp(png).resize(300).png().toBuffer());
    expect(small.thumbnails.map(({ width }) => width)).toEqual([256, 300]);
    const tiny = await ingestImage(await sharp(png).resize(100).png().toBuffer());
    expect(tiny.thumbnails.map(({ width }) => width)).toEqual([100]);
  });

  test("gives the same bytes for the same bytes, so that a repeated step stores the same object", async () => {
    const [one, other] = [await ingestImage(png), await ingestImage(png)];
    expect(other).toEqual(one);
  });

  test("strips every kind of metadata", async () => {
    const tagged = await sharp(png)
      .withExif({ IFD0: { Copyright: "somebody", ImageDescription: "a secret prompt" } })
      .withXmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret</x:xmpmeta>")
      .withIccProfile("p3")
      .jpeg()
      .toBuffer();
    expect((await sharp(tagged).metadata()).exif).toBeDefined();
    const { webp, thumbnails } = await ingestImage(tagged);
    for (const bytes of [webp, ...thumbnails.map((thumbnail) => thumbnail.bytes)]) {
      const { exif, xmp, icc, iptc } = await sharp(bytes).metadata();
      expect({ exif, xmp, icc, iptc }).toEqual({});
      expect(bytes.includes("secret")).toBe(false);
    }
  });

  test("turns a picture upright that only says how it should be turned", async () => {
    const upright = await sharp(png).resize(200, 300, { fit: "fill" }).png().toBuffer();
    const lying = await sharp(upright)
      .rotate(270)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    const image = await ingestImage(lying);
    expect([image.width, image.height]).toEqual([200, 300]);
    expect(await meanDifference(image.webp, upright)).toBeLessThan(3);
  });

  test("brings grey, 16-bit, CMYK and palette pictures to sRGB", async () => {
    const variants = [
      await sharp(png).greyscale().png().toBuffer(),
      await sharp(png).toColourspace("rgb16").png().toBuffer(),
      await sharp(png).toColourspace("cmyk").jpeg().toBuffer(),
      await sharp(png).png({ palette: true }).toBuffer(),
    ];
    for (const bytes of variants) {
      const { webp, measures } = await ingestImage(bytes);
      expect(await sharp(webp).metadata()).toMatchObject({ space: "srgb", channels: 3 });
      expect(measures.brightness).toBeGreaterThan(0.5);
    }
    const wide = await ingestImage(variants[1] as Buffer);
    expect(await meanDifference(wide.webp, png)).toBeLessThan(2);
  });

  test("keeps transparency", async () => {
    const clear = await sharp({ create: { width: 300, height: 300, channels: 4, background: "#f0f8" } })
      .png()
      .toBuffer();
    const { webp, thumbnails } = await ingestImage(clear);
    for (const bytes of [webp, thumbnails[0]!.bytes]) {
      const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      expect(Math.abs(data[3]! - 0x88)).toBeLessThan(4);
    }
  });

  test("gives a placeholder of the right shape and colour", async () => {
    const blue = sharp({ create: { width: 600, height: 300, channels: 3, background: "#2040c0" } });
    const { thumbhash } = await ingestImage(await blue.png().toBuffer());
    const hash = Buffer.from(thumbhash, "base64");
    expect(hash.length).toBeLessThan(40);
    expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(2, 0);
    const { r, g, b } = thumbHashToAverageRGBA(hash);
    expect(b).toBeGreaterThan(r + g);
  });
});

describe("ingestImage and damage", () => {
  test.each(["png", "jpeg", "webp"] as const)("refuses a %s that was cut off", async (format) => {
    const whole = await sharp(png).toFormat(format).toBuffer();
    for (const part of [0.97, 0.5, 0.1]) {
      const cut = whole.subarray(0, Math.floor(whole.length * part));
      await expect(ingestImage(cut)).rejects.toMatchObject({ name: "ImageRejected", code: "image.corrupt" });
    }
  });

  test("refuses a PNG with a damaged middle", async () => {
    const damaged = Buffer.from(png);
    damaged.fill(0, png.length / 2, png.length / 2 + 64);
    await expect(ingestImage(damaged)).rejects.toMatchObject({ code: "image.corrupt" });
  });

  test.each([
    ["\x89PNG\r\n\x1a\n", "png"],
    ["\xff\xd8\xff\xe0", "jpeg"],
    ["RIFF\x40\x00\x00\x00WEBPVP8 ", "webp"],
  ])("refuses HTML behind the first bytes of an image (%j)", async (head) => {
    const page = "<!doctype html><html><script>alert(1)</script></html>".repeat(20);
    const disguised = Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(page)]);
    await expect(ingestImage(disguised)).rejects.toMatchObject({ code: "image.corrupt" });
  });

  test("blocks every other loader in this process, whatever the bytes look like", async () => {
    await ingestImage(png);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>');
    await expect(sharp(svg).png().toBuffer()).rejects.toThrow();
    expect(sharp.cache()).toMatchObject({ memory: { max: 0 }, items: { max: 0 } });
  });
});
