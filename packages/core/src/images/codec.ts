import type { Sharp as Pipeline } from "sharp";
import { IMAGE } from "../limits.ts";
import { imageEngine } from "./engine.ts";
import { ImageRejected } from "./errors.ts";
import type { Pixels } from "./pixels.ts";

/** All pixels of an encoded picture, upright and in sRGB; a damaged or truncated one throws `image.corrupt`. */
export async function decode(bytes: Uint8Array): Promise<Pixels> {
  const sharp = await imageEngine();
  try {
    const pipeline = sharp(bytes, { failOn: "error", limitInputPixels: IMAGE.maxPixels });
    return await toPixels(pipeline.autoOrient().toColourspace("srgb"));
  } catch (cause) {
    throw new ImageRejected("image.corrupt", "The image is damaged or incomplete.", cause);
  }
}

/**
 * A copy whose longer side has exactly `sidePixels` (smaller pictures are enlarged), upright and in sRGB, in one pass.
 * Of an animation the first frame; a damaged or truncated picture throws `image.corrupt`.
 */
export async function decodeAt(bytes: Uint8Array, sidePixels: number): Promise<Pixels> {
  const sharp = await imageEngine();
  const options = { width: sidePixels, height: sidePixels, fit: "inside", fastShrinkOnLoad: false } as const;
  try {
    const pipeline = sharp(bytes, { failOn: "error", limitInputPixels: IMAGE.maxPixels });
    return await toPixels(pipeline.autoOrient().toColourspace("srgb").resize(options));
  } catch (cause) {
    throw new ImageRejected("image.corrupt", "The image is damaged or incomplete.", cause);
  }
}

export interface Box {
  width: number;
  height?: number;
  /** `inside` keeps the proportions and never enlarges; `fill` gives exactly this size. */
  fit: "inside" | "fill";
}

/** The same picture, smaller. */
export async function shrink(pixels: Pixels, { width, height, fit }: Box): Promise<Pixels> {
  const pipeline = await fromPixels(pixels);
  return toPixels(pipeline.resize({ width, height, fit, withoutEnlargement: fit === "inside" }));
}

/** WebP at the house quality, without any metadata. */
export async function encodeWebp(pixels: Pixels): Promise<Buffer> {
  const pipeline = await fromPixels(pixels);
  return pipeline.webp(IMAGE.webp).toBuffer();
}

/** The pixels of an encoded picture, at most so tall; cheaper than decoding it in full first. */
export async function decodeSmall(bytes: Uint8Array, heightMax: number): Promise<Pixels> {
  const sharp = await imageEngine();
  try {
    const pipeline = sharp(bytes, { failOn: "error", limitInputPixels: IMAGE.maxPixels });
    const small = pipeline.autoOrient().resize({ height: heightMax, withoutEnlargement: true });
    return await toPixels(small.toColourspace("srgb"));
  } catch (cause) {
    throw new ImageRejected("image.corrupt", "The image is damaged or incomplete.", cause);
  }
}

/** Pixels as a lossless encoded picture, for what takes encoded pictures only. */
export async function rawPicture(pixels: Pixels): Promise<Buffer> {
  const pipeline = await fromPixels(pixels);
  return pipeline.png({ compressionLevel: 3 }).toBuffer();
}

async function fromPixels({ data, width, height, channels }: Pixels): Promise<Pipeline> {
  const sharp = await imageEngine();
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: IMAGE.maxPixels });
}

async function toPixels(pipeline: Pipeline): Promise<Pixels> {
  const { data, info } = await pipeline.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 3 && info.channels !== 4) {
    throw new ImageRejected("image.corrupt", `The image has ${info.channels} channels; RGB was expected.`);
  }
  return { data, width: info.width, height: info.height, channels: info.channels };
}
