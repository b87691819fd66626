import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { ingestImage } from "../../../packages/core/src/images/index.ts";
import { PERSON, viewPng } from "./turntable.ts";

async function measuresOf(bytes: Buffer) {
  return (await ingestImage(bytes)).measures;
}

function plain(background: string | object, side = 200) {
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Rectangles of plain colour on plain colour. */
async function blocks(ground: string, parts: { color: string; at: [number, number, number, number] }[]) {
  const overlays = await Promise.all(
    parts.map(async ({ color, at: [left, top, width, height] }) => ({
      input: await sharp({ create: { width, height, channels: 3, background: color } })
        .png()
        .toBuffer(),
      left,
      top,
    })),
  );
  return sharp(await plain(ground, 400))
    .composite(overlays)
    .png()
    .toBuffer();
}

describe("measures of a picture", () => {
  test.each(["#000", "#fff", "#888", "#3355aa"])("call a plain picture (%s) blank", async (color) => {
    expect(await measuresOf(await plain(color))).toMatchObject({ isBlank: true, contrast: 0 });
  });

  test("call a plain picture with compression noise blank, and a faint drawing not", async () => {
    const noisy = await sharp(await plain("#777"))
      .jpeg({ quality: 30 })
      .toBuffer();
    expect(await measuresOf(noisy)).toMatchObject({ isBlank: true });
    const faint = await blocks("#808080", [{ color: "#9a9a9a", at: [190, 190, 20, 20] }]);
    expect(await measuresOf(faint)).toMatchObject({ isBlank: false });
  });

  test("call a transparent picture blank: it shows nothing on a page", async () => {
    const clear = await sharp({ create: { width: 99, height: 99, channels: 4, background: "#f000" } })
      .png()
      .toBuffer();
    expect(await measuresOf(clear)).toMatchObject({ isBlank: true, brightness: 1 });
  });

  test("give brightness and contrast between their ends", async () => {
    expect((await measuresOf(await plain("#fff"))).brightness).toBe(1);
    expect((await measuresOf(await plain("#000"))).brightness).toBe(0);
    const half = await measuresOf(await blocks("#000", [{ color: "#fff", at: [0, 0, 200, 400] }]));
    expect(half.brightness).toBeCloseTo(0.5, 1);
    expect(half.contrast).toBeGreaterThan(0.45);
  });
});

describe("the palette of a picture", () => {
  test("names the subject's colours with their shares, and the backdrop apart", async () => {
    const { palette, background } = await measuresOf(
      await blocks("#e8e8e8", [
        { color: "#c02020", at: [100, 100, 200, 160] },
        { color: "#2030a0", at: [100, 260, 200, 40] },
      ]),
    );
    expect(background?.hex).toBe("#e8e8e8");
    expect(background?.share).toBeCloseTo(0.75, 1);
    expect(palette.slice(0, 2).map(({ share }) => share)).toEqual([
      expect.closeTo(0.8, 1),
      expect.closeTo(0.2, 1),
    ]);
    expect(near(palette[0]!.hex, "#c02020")).toBe(true);
    expect(near(palette[1]!.hex, "#2030a0")).toBe(true);
    expect(palette.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
  });

  test("finds the backdrop although it shades from top to bottom", async () => {
    const { background, palette } = await measuresOf(
      await viewPng(PERSON, { azimuth: 0, sidePixels: 512, noise: 2 }),
    );
    expect(background?.share).toBeGreaterThan(0.7);
    expect(palette.every(({ hex }) => !near(hex, "#ebebeb"))).toBe(true);
  });

  test("counts what the subject encloses as subject, even in the backdrop's colour", async () => {
    const ring = await blocks("#ffffff", [
      { color: "#101010", at: [100, 100, 200, 200] },
      { color: "#ffffff", at: [150, 150, 100, 100] },
    ]);
    const { palette, background } = await measuresOf(ring);
    expect(background?.share).toBeCloseTo(0.75, 1);
    expect(palette.find(({ hex }) => near(hex, "#ffffff"))?.share).toBeCloseTo(0.25, 1);
  });

  test("takes the whole picture where there is no backdrop", async () => {
    const half = await blocks("#c02020", [{ color: "#2030a0", at: [0, 0, 400, 200] }]);
    const noise = await viewPng([], { azimuth: 0, sidePixels: 128, noise: 120 });
    expect((await measuresOf(noise)).background).toBeNull();
    expect((await measuresOf(half)).palette.length).toBeGreaterThan(0);
    expect((await measuresOf(await plain("#345678"))).palette).toEqual([{ hex: "#345678", share: 1 }]);
  });

  test("is the same every time", async () => {
    const png = await viewPng(PERSON, { azimuth: 60, noise: 8 });
    expect(await measuresOf(png)).toEqual(await measuresOf(png));
  });
});

function near(one: string, other: string): boolean {
  const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return channels(one).every((value, index) => Math.abs(value - channels(other)[index]!) <= 24);
}
