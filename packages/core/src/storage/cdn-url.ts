import * as z from "zod";
import { config } from "../config.ts";
import { inputError } from "../errors.ts";
import { CDN } from "../limits.ts";
import { objectKey } from "./keys.ts";

const side = z.int().min(CDN.sideMinPixels).max(CDN.sideMaxPixels);

/** Resizing options of a public image URL; sizes in pixels, quality in percent. Unknown options are refused. */
export const CdnOptions = z.strictObject({
  width: side.optional(),
  height: side.optional(),
  fit: z.enum(["scale-down", "contain", "cover", "crop", "pad"]).optional(),
  format: z.enum(["webp", "avif", "jpg"]).optional(),
  quality: z.int().min(1).max(100).optional(),
});
export type CdnOptions = z.infer<typeof CdnOptions>;

/**
 * The public URL of an object: as stored, or resized by the CDN when options are given. Needs only the public
 * domain of the bucket; throws `image-url.invalid` naming the option that is out of range.
 */
export function cdnUrl(key: string, options: CdnOptions = {}): string {
  const domain = config("cdn").R2_PUBLIC_DOMAIN;
  const transform = transformation(parsed(options));
  return transform === ""
    ? `${domain}/${objectKey(key)}`
    : `${domain}/cdn-cgi/image/${transform}/${objectKey(key)}`;
}

function parsed(options: CdnOptions): CdnOptions {
  const result = CdnOptions.safeParse(options);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => ({
    field: path.join(".") || "options",
    message,
  }));
  throw inputError("image-url.invalid", problems);
}

/** In Cloudflare's words, and always in this order: one picture in one size has one URL and is cached once. */
function transformation({ width, height, fit, format, quality }: CdnOptions): string {
  const parts = {
    w: width,
    h: height,
    fit,
    format: format === "jpg" ? "jpeg" : format,
    quality,
  };
  return Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}
