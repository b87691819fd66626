import { createHash } from "node:crypto";
import { rgbaToThumbHash } from "thumbhash";
import { IMAGE, MEASURE } from "../limits.ts";
import { decode, encodeWebp, shrink } from "./codec.ts";
import type { ImageFormat } from "./format.ts";
import { inspectImage } from "./inspect.ts";
import { type ImageMeasures, measureImage } from "./measure.ts";
import { type Pixels, withAlpha } from "./pixels.ts";

export interface Thumbnail {
  width: number;
  height: number;
  /** WebP. */
  bytes: Buffer;
  sha256: string;
}

export interface IngestedImage {
  webp: Buffer;
  width: number;
  height: number;
  sourceFormat: ImageFormat;
  /** Hex digest of `webp`. */
  sha256: string;
  /** 256 and 512 wide, narrowest first; a narrower picture is not enlarged and may have only one. */
  thumbnails: Thumbnail[];
  /** Base64 of about 25 bytes from which a page can paint a placeholder. */
  thumbhash: string;
  measures: ImageMeasures;
  /** The picture as it was decoded, before it was encoded again. */
  pixels: Pixels;
}

/**
 * Turns a picture from outside into what is stored: upright, in sRGB, as WebP without metadata, with thumbnails and
 * measures. It is decoded once; everything else is made from those pixels, side by side. The same bytes give the same
 * result. Throws ImageTooLarge or ImageRejected.
 */
export async function ingestImage(bytes: Uint8Array): Promise<IngestedImage> {
  const { format } = await inspectImage(bytes);
  const pixels = await decode(bytes);
  const [webp, small] = await Promise.all([encodeWebp(pixels), makeSmall(pixels)]);
  const { width, height } = pixels;
  return { webp, width, height, sourceFormat: format, sha256: sha256(webp), pixels, ...small };
}

/** The thumbnails, each from the next larger picture, and what is measured, from the smallest. */
async function makeSmall(pixels: Pixels) {
  const [narrow, wide] = IMAGE.thumbnailWidths;
  const larger = await shrink(pixels, { width: wide, fit: "inside" });
  const largerEncoded = thumbnailOf(larger);
  const smaller = await shrink(larger, { width: narrow, fit: "inside" });
  const [thumbnails, measured] = await Promise.all([
    Promise.all(smaller.width === larger.width ? [largerEncoded] : [thumbnailOf(smaller), largerEncoded]),
    measure(smaller),
  ]);
  return { thumbnails, ...measured };
}

async function measure(pixels: Pixels) {
  const [small, tiny] = await Promise.all([
    shrink(pixels, { width: MEASURE.sidePixels, height: MEASURE.sidePixels, fit: "inside" }),
    shrink(pixels, {
      width: MEASURE.placeholderSidePixels,
      height: MEASURE.placeholderSidePixels,
      fit: "inside",
    }),
  ]);
  const hash = rgbaToThumbHash(tiny.width, tiny.height, withAlpha(tiny));
  return { thumbhash: Buffer.from(hash).toString("base64"), measures: measureImage(small) };
}

async function thumbnailOf(pixels: Pixels): Promise<Thumbnail> {
  const bytes = await encodeWebp(pixels);
  return { width: pixels.width, height: pixels.height, bytes, sha256: sha256(bytes) };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
