import { createHash } from "node:crypto";
import sharp, { type OutputInfo, type ResizeOptions, type Sharp } from "sharp";
import type { ImageOptions } from "./image-options.ts";
import { IMAGE_LIMITS } from "./limits.ts";

/** A finished variant; `etag` is the MD5 in hex of its bytes. */
export type ImageVariant = { data: Buffer; contentType: string; etag: string };

/** The source cannot be transformed; `status` is the HTTP status to answer. */
export class ImageSourceError extends Error {
  override readonly name = "ImageSourceError";
  readonly status: 413 | 415;

  constructor(status: 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/** Resizes and encodes an image; `accept` is the request's header and decides what `format=auto` means. */
export async function makeVariant(
  source: Buffer,
  { options, accept }: { options: ImageOptions; accept: string },
): Promise<ImageVariant> {
  const original = await inspect(source);
  const { data: pixels, info } = await sharp(source, { limitInputPixels: IMAGE_LIMITS.sourceMaxPixels })
    .autoOrient()
    .resize({ ...FITTINGS[options.fit], ...sides(options) })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new ImageSourceError(415, `The image cannot be decoded: ${String(cause)}`);
    });
  if (options.format === "json") return jsonVariant({ info, original, sourceBytes: source.length });
  const format = outputFormat({ options, accept, info, original });
  const encoder = sharp(pixels, { raw: { width: info.width, height: info.height, channels: info.channels } });
  const data = await ENCODERS[format](encoder, options.quality).toBuffer();
  return finished(data, `image/${format}`);
}

/** What `format=auto` depends on: the first of these that the client accepts, or none. */
export function preferredFormat(accept: string): "avif" | "webp" | undefined {
  return (["avif", "webp"] as const).find((format) => accept.includes(`image/${format}`));
}

type OutputFormat = "avif" | "webp" | "jpeg" | "png";
type Original = { width: number; height: number; format: OutputFormat | "gif" };

const WHITE = { r: 255, g: 255, b: 255, alpha: 1 };
const FITTINGS: Record<ImageOptions["fit"], ResizeOptions> = {
  "scale-down": { fit: "inside", withoutEnlargement: true },
  contain: { fit: "inside" },
  cover: { fit: "cover" },
  crop: { fit: "cover", withoutEnlargement: true },
  pad: { fit: "contain", background: WHITE },
};

const ENCODERS: Record<OutputFormat, (image: Sharp, quality: number) => Sharp> = {
  avif: (image, quality) => image.avif({ quality, effort: 2 }),
  webp: (image, quality) => image.webp(quality === 100 ? { lossless: true } : { quality }),
  jpeg: (image, quality) => image.flatten({ background: WHITE }).jpeg({ quality, progressive: true }),
  png: (image) => image.png(),
};

function sides({ width, height }: ImageOptions): ResizeOptions {
  return { ...(width ? { width } : {}), ...(height ? { height } : {}) };
}

async function inspect(source: Buffer): Promise<Original> {
  const metadata = await sharp(source, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw new ImageSourceError(415, "The source is not an image.");
    });
  const { width, height } = metadata.autoOrient;
  if (width * height > IMAGE_LIMITS.sourceMaxPixels || Math.max(width, height) > IMAGE_LIMITS.sideMaxPixels) {
    const limit = `${IMAGE_LIMITS.sideMaxPixels} pixels a side and ${IMAGE_LIMITS.sourceMaxPixels} in all`;
    throw new ImageSourceError(413, `The source has ${width}x${height} pixels; allowed are ${limit}.`);
  }
  const format = metadata.format === "heif" ? "avif" : metadata.format;
  if (format !== "jpeg" && format !== "png" && format !== "webp" && format !== "gif" && format !== "avif") {
    throw new ImageSourceError(415, `The source's format ${format} cannot be transformed.`);
  }
  return { width, height, format };
}

type FormatChoice = { options: ImageOptions; accept: string; info: OutputInfo; original: Original };

/** AVIF gives way to WebP above its largest side, as at Cloudflare. */
function outputFormat({ options, accept, info, original }: FormatChoice): OutputFormat {
  const kept = original.format === "gif" ? "png" : original.format;
  const wanted = options.format === "auto" ? (preferredFormat(accept) ?? kept) : (options.format ?? kept);
  if (wanted === "json") throw new Error("A JSON variant has no image format.");
  const isTooLargeForAvif = Math.max(info.width, info.height) > IMAGE_LIMITS.avifSideMaxPixels;
  return wanted === "avif" && isTooLargeForAvif ? "webp" : wanted;
}

type JsonParts = { info: OutputInfo; original: Original; sourceBytes: number };

function jsonVariant({ info, original, sourceBytes }: JsonParts): ImageVariant {
  const { width, height, format } = original;
  const description = {
    width: info.width,
    height: info.height,
    original: { file_size: sourceBytes, width, height, format: `image/${format}` },
  };
  return finished(Buffer.from(JSON.stringify(description)), "application/json");
}

function finished(data: Buffer, contentType: string): ImageVariant {
  return { data, contentType, etag: createHash("md5").update(data).digest("hex") };
}
