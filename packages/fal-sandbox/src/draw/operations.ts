import sharp, { type Sharp } from "sharp";
import { decode } from "./fingerprint.ts";
import { findForeground } from "./foreground.ts";

/** The size and encoding an image operation answers in. */
export interface Target {
  readonly width: number;
  readonly height: number;
  readonly format: "png" | "jpeg" | "webp";
  readonly input: Record<string, unknown>;
}

const MAX_EDGE_PIXELS = 8192;

/** The subject of a picture on transparent ground, in the picture's own size; a picture without plain ground stays whole. */
export async function cutOut(image: Buffer, { format }: Target): Promise<Buffer> {
  const { data, info } = await sharp(image)
    .rotate()
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const small = await decode(image);
  const found = findForeground(small);
  const { width, height } = info;
  const weights = found?.mask ?? new Float32Array(small.width * small.height).fill(1);
  const mask = Buffer.from(Uint8Array.from(weights, (weight) => Math.round(weight * 255)));
  const alpha = await sharp(mask, { raw: { width: small.width, height: small.height, channels: 1 } })
    .resize(width, height, { fit: "fill", kernel: "cubic" })
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  const cut = sharp(data, { raw: info }).joinChannel(alpha, { raw: { width, height, channels: 1 } });
  return encode(cut, format === "jpeg" ? "png" : format);
}

/** The same picture, larger by `input.scale` or `input.upscale_factor` (default 2). */
export async function enlarge(image: Buffer, { format, input }: Target): Promise<Buffer> {
  const asked = [input.scale, input.upscale_factor].find((value) => typeof value === "number" && value > 0);
  const factor = typeof asked === "number" ? Math.min(8, asked) : 2;
  const { width = 1, height = 1 } = await sharp(image).metadata();
  const fit = Math.min(1, MAX_EDGE_PIXELS / (Math.max(width, height) * factor));
  const edge = (pixels: number): number => Math.max(1, Math.round(pixels * factor * fit));
  return encode(sharp(image).resize(edge(width), edge(height), { fit: "fill", kernel: "lanczos3" }), format);
}

function encode(picture: Sharp, format: Target["format"]): Promise<Buffer> {
  if (format === "jpeg") return picture.jpeg({ quality: 92 }).toBuffer();
  if (format === "webp") return picture.webp({ quality: 92, effort: 1 }).toBuffer();
  return picture.png({ compressionLevel: 3 }).toBuffer();
}
