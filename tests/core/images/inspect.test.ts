import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { inspectImage } from "../../../packages/core/src/images/index.ts";
import { pngHeader } from "./broken-pictures.ts";

function picture(width: number, height: number, channels: 3 | 4 = 3) {
  return sharp({ create: { width, height, channels, background: "#456" } });
}

describe("inspectImage", () => {
  test.each(["png", "jpeg", "webp"] as const)("reads the header of a %s", async (format) => {
    const bytes = await picture(120, 80).toFormat(format).toBuffer();
    expect(await inspectImage(bytes)).toEqual({ format, width: 120, height: 80, hasAlpha: false });
  });

  test("sees an alpha channel", async () => {
    expect(await inspectImage(await picture(80, 80, 4).png().toBuffer())).toMatchObject({ hasAlpha: true });
  });

  test.each([
    ["<!DOCTYPE html><html><body>Not found</body></html>", /an HTML page/],
    ["\ufeff\n  <html lang='en'>", /an HTML page/],
    ['<svg xmlns="http://www.w3.org/2000/svg"><rect width="99" height="99"/></svg>', /an SVG drawing/],
    ['<?xml version="1.0"?><svg width="99" height="99"/>', /an SVG drawing/],
    ["GIF89a\x01\x00\x01\x00", /a GIF/],
    ["%PDF-1.7", /a PDF/],
    ['{"detail":"expired"}', /JSON text/],
    ["\x00\x00\x00\x20ftypavif", /an AVIF/],
    ["BM\x00\x00", /a BMP/],
    ["II*\x00", /a TIFF/],
    ["RIFF\x00\x00\x00\x00WAVE", /no known image format/],
    ["\x89PNG", /no known image format/],
    ["hello", /no known image format/],
  ])("refuses %j and says what it is", async (text, message) => {
    const refused = inspectImage(Buffer.from(text, text.startsWith("\ufeff") ? "utf8" : "latin1"));
    await expect(refused).rejects.toMatchObject({ name: "ImageRejected", code: "image.format" });
    await expect(refused).rejects.toThrow(message);
  });

  test("refuses a real GIF and a real TIFF as well", async () => {
    for (const format of ["gif", "tiff"] as const) {
      const bytes = await picture(80, 80).toFormat(format).toBuffer();
      await expect(inspectImage(bytes)).rejects.toMatchObject({ code: "image.format" });
    }
  });

  test("refuses nothing at all, and too much", async () => {
    await expect(inspectImage(Buffer.alloc(0))).rejects.toMatchObject({ code: "image.empty" });
    const png = await picture(80, 80).png().toBuffer();
    const padded = Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)]);
    await expect(inspectImage(padded)).rejects.toMatchObject({
      name: "ImageTooLarge",
      code: "image.too-large",
    });
  });

  test.each([
    [7_746, 7_746, "image.too-many-pixels"],
    [50_000, 50_000, "image.too-many-pixels"],
    [20_000, 100, "image.too-many-pixels"],
    [63, 64, "image.too-small"],
    [1, 1, "image.too-small"],
    [9_000, 15, "image.too-small"],
  ])("judges a %i x %i picture by its header alone: %s", async (width, height, code) => {
    await expect(inspectImage(pngHeader(width, height))).rejects.toMatchObject({
      name: "ImageRejected",
      code,
    });
  });

  test("calls a picture whose header is garbage corrupt", async () => {
    const garbage = Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      Buffer.from("<html>not a picture</html>"),
    ]);
    await expect(inspectImage(garbage)).rejects.toMatchObject({ code: "image.corrupt" });
  });
});
