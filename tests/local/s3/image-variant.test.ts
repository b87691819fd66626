import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawing, givenPublicDomain, IMMUTABLE, type PublicDomain } from "./public-domain.ts";

let domain: PublicDomain;
beforeAll(async () => {
  domain = await givenPublicDomain();
  const turned = drawing({ width: 400, height: 200 }).withMetadata({ orientation: 6 });
  await domain.put("turned.jpg", await turned.jpeg().toBuffer(), "image/jpeg");
  await domain.put("clear.png", await clear({ width: 300, height: 300 }), "image/png");
  await domain.put("big.png", await drawing({ width: 1600, height: 800 }).png().toBuffer(), "image/png");
  const whole = await drawing({ width: 400, height: 200 }).png().toBuffer();
  await domain.put("corrupt.png", whole.subarray(0, 300), "image/png");
});
afterAll(async () => await domain.close());

describe("a resized image", () => {
  it.each([
    ["width=100", 100, 50],
    ["w=100", 100, 50],
    ["h=100", 200, 100],
    ["w=100,h=100", 100, 50],
    ["w=800", 400, 200],
    ["w=800,fit=scale-down", 400, 200],
    ["w=800,fit=contain", 800, 400],
    ["w=100,h=100,fit=contain", 100, 50],
    ["w=100,h=100,fit=cover", 100, 100],
    ["w=500,h=500,fit=cover", 500, 500],
    ["w=100,h=100,fit=crop", 100, 100],
    ["w=500,h=500,fit=crop", 400, 200],
    ["w=100,h=100,fit=pad", 100, 100],
    ["w=500,h=500,fit=pad", 500, 500],
    ["q=50", 400, 200],
  ])("of 400x200 with %s has %ix%i pixels and the source's format", async (options, width, height) => {
    const { image, response } = await transform(options, "wide.png");
    expect(await image.metadata()).toMatchObject({ width, height, format: "png" });
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("cache-control")).toBe(IMMUTABLE);
  });

  it("still shows what the source shows: the colours are where they belong", async () => {
    const { image } = await transform("w=100,h=100,fit=pad", "wide.png");
    expect(await colourAt(image, { x: 50, y: 5 })).toBe("white");
    expect(await colourAt(image, { x: 20, y: 50 })).toBe("red");
    expect(await colourAt(image, { x: 80, y: 50 })).toBe("blue");
    const { image: covered } = await transform("w=100,h=100,fit=cover", "wide.png");
    expect(await colourAt(covered, { x: 10, y: 50 })).toBe("red");
    expect(await colourAt(covered, { x: 90, y: 50 })).toBe("blue");
  });

  it("is upright, whatever its source says in its EXIF, and carries no EXIF itself", async () => {
    const { image } = await transform("w=100", "turned.jpg");
    const metadata = await image.metadata();
    expect([metadata.width, metadata.height, metadata.exif]).toEqual([100, 200, undefined]);
  });

  it.each([
    ["f=webp", "", "image/webp"],
    ["format=jpeg", "", "image/jpeg"],
    ["f=avif", "", "image/avif"],
    ["f=auto", "image/avif,image/webp,*/*", "image/avif"],
    ["f=auto", "image/webp,*/*", "image/webp"],
    ["f=auto", "*/*", "image/png"],
  ])("with %s for Accept %j is %s", async (options, accept, contentType) => {
    const { image, response } = await transform(`w=64,${options}`, "wide.png", { accept });
    expect(response.headers.get("content-type")).toBe(contentType);
    const { format, width } = await image.metadata();
    expect([`image/${format === "heif" ? "avif" : format}`, width]).toEqual([contentType, 64]);
    expect(response.headers.get("vary")).toBe(options === "f=auto" ? "Accept" : null);
  });

  it("gives way from AVIF to WebP above 1,200 pixels", async () => {
    expect((await transform("w=1300,f=avif", "big.png")).response.headers.get("content-type")).toBe(
      "image/webp",
    );
  });

  it("becomes white behind, not black, when transparency is lost", async () => {
    const { image } = await transform("f=jpeg", "clear.png");
    expect(await colourAt(image, { x: 150, y: 150 })).toBe("white");
  });

  it("is smaller at a lower quality, and lossless WebP at 100", async () => {
    const sizes = await Promise.all(
      ["q=20", "q=95"].map(async (q) => (await transform(`f=jpeg,${q}`, "big.png")).bytes.length),
    );
    expect(sizes[0]).toBeLessThan(sizes[1] ?? 0);
    const { image } = await transform("f=webp,q=100", "wide.png");
    const source = await drawing({ width: 400, height: 200 }).raw().toBuffer();
    expect((await image.removeAlpha().raw().toBuffer()).equals(source)).toBe(true);
  });

  it("can be described instead of sent", async () => {
    const { bytes, response } = await transform("w=100,f=json", "wide.png");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(JSON.parse(bytes.toString())).toEqual({
      width: 100,
      height: 50,
      original: {
        file_size: domain.head("wide.png")?.bytes,
        width: 400,
        height: 200,
        format: "image/png",
      },
    });
  });

  it("has an ETag of its own, answers 304 to it, and HEAD without a body", async () => {
    const url = `${domain.cdn.url}/cdn-cgi/image/w=90,f=webp/wide.png`;
    const response = await fetch(url);
    const length = String((await response.arrayBuffer()).byteLength);
    const etag = response.headers.get("etag") ?? "";
    expect(etag).not.toBe(`"${domain.head("wide.png")?.etag}"`);
    expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
    const head = await fetch(url, { method: "HEAD" });
    expect([head.headers.get("content-length"), await head.text()]).toEqual([length, ""]);
  });

  it("follows its source when that is replaced", async () => {
    await domain.put("changing.png", await drawing({ width: 40, height: 20 }).png().toBuffer(), "image/png");
    expect((await (await transform("w=10", "changing.png")).image.metadata()).height).toBe(5);
    await domain.put("changing.png", await drawing({ width: 40, height: 40 }).png().toBuffer(), "image/png");
    expect((await (await transform("w=10", "changing.png")).image.metadata()).height).toBe(10);
  });

  it.each([
    ["text.txt", 415],
    ["corrupt.png", 415],
    ["vector.svg", 415],
  ])("of %s is refused with %i", async (key, status) => {
    await domain.put(
      "vector.svg",
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      "image/svg+xml",
    );
    const response = await fetch(`${domain.cdn.url}/cdn-cgi/image/w=100/${key}`);
    expect(response.status).toBe(status);
  });

  it("of a source with too many pixels is refused with 413 before it is decoded", async () => {
    const huge = await sharp({ create: { width: 12_500, height: 8, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    await domain.put("huge.png", huge, "image/png");
    const response = await fetch(`${domain.cdn.url}/cdn-cgi/image/w=100/huge.png`);
    expect([response.status, await response.text()]).toEqual([413, expect.stringContaining("12500x8")]);
  });
});

async function transform(options: string, key: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${domain.cdn.url}/cdn-cgi/image/${options}/${key}`, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.status, bytes.toString("latin1", 0, 200)).toBe(200);
  return { response, bytes, image: sharp(bytes) };
}

async function clear({ width, height }: { width: number; height: number }): Promise<Buffer> {
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  return await sharp({ create: { width, height, channels: 4, background } })
    .png()
    .toBuffer();
}

async function colourAt(image: Sharp, { x, y }: { x: number; y: number }): Promise<string> {
  const { data, info } = await image.clone().raw().toBuffer({ resolveWithObject: true });
  const at = (y * info.width + x) * info.channels;
  const bright = [...data.subarray(at, at + 3)].map((channel) => channel > 127);
  return (
    { "true,false,false": "red", "false,false,true": "blue", "true,true,true": "white" }[String(bright)] ??
    "other"
  );
}
