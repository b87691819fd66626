import { GENERATION, REFERENCE } from "../limits.ts";

export interface ReferenceImage {
  mediaId: string;
  key: string;
  contentType: string;
}

export interface ReferenceDelivery {
  /** `presigned`: FAL reads our bucket. `fal-upload`: for buckets that FAL cannot reach. */
  delivery: "presigned" | "fal-upload";
  presign(key: string, seconds: number): string | Promise<string>;
  fetchBytes(key: string): Promise<Uint8Array>;
  upload(bytes: Uint8Array, contentType: string): Promise<string>;
  /** Uploads by media id; media never change, so one upload serves every request until it expires. */
  cache: {
    get(mediaId: string): Promise<{ url: string; expiresAt: number } | undefined>;
    put(mediaId: string, url: string, expiresAt: number): Promise<void>;
  };
  /** Milliseconds since 1970, as are all times here. */
  now: number;
}

const MS_PER_SECOND = 1_000;
const MS_PER_HOUR = 3_600_000;

/**
 * A URL under which FAL can read a reference image for at least the longest wait of a request plus ten minutes, and
 * never less than an hour.
 */
export async function referenceUrl(image: ReferenceImage, delivery: ReferenceDelivery): Promise<string> {
  const neededSeconds = Math.max(
    REFERENCE.urlMinSeconds,
    GENERATION.waitMaxSeconds + REFERENCE.urlSlackSeconds,
  );
  if (delivery.delivery === "presigned") return delivery.presign(image.key, neededSeconds);
  const { cache, now } = delivery;
  const known = await cache.get(image.mediaId);
  if (known && known.expiresAt >= now + neededSeconds * MS_PER_SECOND) return known.url;
  const url = await delivery.upload(await delivery.fetchBytes(image.key), image.contentType);
  await cache.put(image.mediaId, url, now + REFERENCE.uploadCacheHours * MS_PER_HOUR);
  return url;
}
