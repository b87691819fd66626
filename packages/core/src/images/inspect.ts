import { IMAGE } from "../limits.ts";
import { imageEngine } from "./engine.ts";
import { ImageRejected, ImageTooLarge } from "./errors.ts";
import { type ImageFormat, sniffFormat } from "./format.ts";

export interface ImageHeader {
  format: ImageFormat;
  width: number;
  height: number;
  hasAlpha: boolean;
}

/**
 * What the header of a picture says, once bytes, format and size are within bounds. The pixels are not decoded: a
 * truncated or damaged body is found by `ingestImage`. Throws ImageTooLarge or ImageRejected.
 */
export async function inspectImage(bytes: Uint8Array): Promise<ImageHeader> {
  if (bytes.byteLength === 0) throw new ImageRejected("image.empty", "The image has 0 bytes.");
  if (bytes.byteLength > IMAGE.maxBytes) throw new ImageTooLarge(IMAGE.maxBytes);
  const format = sniffFormat(bytes);
  const { width, height, hasAlpha } = await readHeader(bytes);
  checkSize(width, height);
  return { format, width, height, hasAlpha: hasAlpha ?? false };
}

async function readHeader(bytes: Uint8Array) {
  const sharp = await imageEngine();
  try {
    // The bound on pixels is checked below, where it can be named.
    return await sharp(bytes, { failOn: "error", limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new ImageRejected("image.corrupt", "The header of the image cannot be read.", cause);
  }
}

function checkSize(width: number, height: number): void {
  const size = `The image has ${width} x ${height} pixels`;
  if (width * height > IMAGE.maxPixels) {
    throw new ImageRejected("image.too-many-pixels", `${size}; at most ${IMAGE.maxPixels} are allowed.`);
  }
  if (Math.max(width, height) > IMAGE.maxSidePixels) {
    const message = `${size}; no side may be longer than ${IMAGE.maxSidePixels}.`;
    throw new ImageRejected("image.too-many-pixels", message);
  }
  if (width * height < IMAGE.minPixels || Math.min(width, height) < IMAGE.minSidePixels) {
    const least = `at least ${IMAGE.minPixels} in all and ${IMAGE.minSidePixels} on each side are needed`;
    throw new ImageRejected("image.too-small", `${size}; ${least}.`);
  }
}
