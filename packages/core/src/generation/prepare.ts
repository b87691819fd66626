import { featuresObject } from "../features/index.ts";
import { type IngestedImage, ingestImage } from "../images/index.ts";
import { askedColors, assessQuality, type Quality } from "../quality/index.ts";
import { type PutInput, thumbnailKey } from "../storage/index.ts";
import type { Target } from "./record.ts";

export const WEBP = "image/webp";

export interface Prepared {
  image: IngestedImage;
  quality: Quality;
  /** The picture, its thumbnails and its features, as they are to be put. */
  objects: PutInput[];
}

/**
 * All work on the pixels of one picture: checked, encoded, measured, its features taken. `bytes` may be anything;
 * what is not a picture within bounds throws ImageTooLarge or ImageRejected.
 */
export async function preparePicture(
  bytes: Uint8Array,
  { key, target }: { key: string; target: Pick<Target, "imageType" | "expects"> },
): Promise<Prepared> {
  const image = await ingestImage(bytes);
  const [quality, features] = await Promise.all([qualityOf(image, target), featuresObject(key, image.webp)]);
  const picture = { key, bytes: image.webp, sha256: image.sha256, contentType: WEBP };
  return { image, quality, objects: [picture, ...thumbnailsOf(image, key), features] };
}

function qualityOf(
  { pixels }: IngestedImage,
  { imageType, expects }: Pick<Target, "imageType" | "expects">,
): Promise<Quality> {
  const { backdrop = imageType !== "composite-shot", colors = [] } = expects ?? {};
  return assessQuality(pixels, { expectsBackdrop: backdrop, asked: askedColors(colors.join(", ")) });
}

function thumbnailsOf(image: IngestedImage, key: string): PutInput[] {
  return image.thumbnails.map(({ width, bytes, sha256 }) => ({
    key: thumbnailKey(key, width),
    bytes,
    sha256,
    contentType: WEBP,
  }));
}
