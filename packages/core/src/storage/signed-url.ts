import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { bucketClient } from "../clients.ts";
import { config } from "../config.ts";
import { inputError } from "../errors.ts";
import { STORAGE } from "../limits.ts";
import { type CdnOptions, cdnUrl } from "./cdn-url.ts";
import { objectKey } from "./keys.ts";

export interface SignedUrlOptions {
  /** A moment, or seconds from now; at most seven days ahead. */
  expires: Date | number;
  /** What the bearer of the URL may do with this one key. */
  operation?: "get" | "put";
  /** For `put`: the content type the upload must have. */
  contentType?: string;
}

/**
 * A URL on the bucket's own host that works until it expires, for whoever has it. Nothing is asked of the bucket:
 * the object need not exist yet.
 */
export async function signedUrl(key: string, options: SignedUrlOptions): Promise<string> {
  const place = { Bucket: config("bucket").R2_BUCKET_NAME, Key: objectKey(key) };
  const expiresIn = secondsUntil(options.expires);
  if (options.operation !== "put")
    return getSignedUrl(bucketClient(), new GetObjectCommand(place), { expiresIn });
  const command = new PutObjectCommand({ ...place, ContentType: options.contentType });
  return getSignedUrl(bucketClient(), command, { expiresIn, signableHeaders: new Set(["content-type"]) });
}

export interface ImageUrlOptions extends CdnOptions {
  /** Gives a signed URL on the bucket's host, which cannot resize, in place of the public one. */
  expires?: Date;
}

/** The URL of a stored image: public and resizable, or signed (and then as stored) when `expires` is given. */
export async function imageUrl(key: string, { expires, ...options }: ImageUrlOptions = {}): Promise<string> {
  if (expires === undefined) return cdnUrl(key, options);
  const resizing = Object.keys(options)[0];
  if (resizing !== undefined) {
    const message = "cannot be combined with expires: the bucket's host does not resize";
    throw inputError("image-url.invalid", [{ field: resizing, message }]);
  }
  return signedUrl(key, { expires });
}

function secondsUntil(expires: Date | number): number {
  const seconds = typeof expires === "number" ? expires : (expires.getTime() - Date.now()) / 1000;
  const whole = Math.ceil(seconds);
  if (whole >= 1 && whole <= STORAGE.presignMaxSeconds) return whole;
  throw inputError("image-url.invalid", [
    { field: "expires", message: `must be 1 to ${STORAGE.presignMaxSeconds} seconds from now, not ${whole}` },
  ]);
}
