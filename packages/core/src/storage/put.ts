import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { bucketClient } from "../clients.ts";
import { STORAGE } from "../limits.ts";
import { StorageKeyConflict } from "./errors.ts";
import { isKeyTaken } from "./failure.ts";
import { objectMetadata } from "./metadata.ts";
import { attempt, headObject } from "./objects.ts";

export interface PutInput {
  key: string;
  bytes: Uint8Array;
  contentType: string;
  /** Hex digest of `bytes`; it makes a repeated put recognisable. */
  sha256: string;
  /** Small ASCII facts such as ids, lowercase names; prompts do not belong here. */
  metadata?: Record<string, string>;
}

export interface PutResult {
  key: string;
  sizeBytes: number;
  etag: string;
  uploadedAt: Date;
  /** The same bytes were already there, from an earlier run of the same step. */
  existed: boolean;
}

/**
 * Stores bytes under a key that never changes again. Putting the same bytes twice succeeds (`existed`); other bytes
 * under a taken key throw StorageKeyConflict and change nothing. Damage on the way is noticed by the bucket.
 */
export async function putImmutable(input: PutInput): Promise<PutResult> {
  const { key, bytes, contentType } = input;
  const Metadata = objectMetadata(input.sha256, input.metadata);
  const ContentMD5 = createHash("md5").update(bytes).digest("base64");
  const etag = await attempt({ verb: "store", key }, async (place, request) => {
    const object = { ...place, Body: bytes, ContentType: contentType, ContentMD5, Metadata };
    const command = new PutObjectCommand({ ...object, CacheControl: STORAGE.cacheControl, IfNoneMatch: "*" });
    return bucketClient()
      .send(command, request)
      .then((answer) => answer.ETag ?? "")
      .catch(takenAsUndefined);
  });
  if (etag === undefined) return existing(input);
  return { key, sizeBytes: bytes.byteLength, etag, uploadedAt: new Date(), existed: false };
}

function takenAsUndefined(cause: unknown): undefined {
  if (!isKeyTaken(cause)) throw cause;
}

async function existing({ key, sha256 }: PutInput): Promise<PutResult> {
  const stored = await headObject(key);
  if (stored.sha256 !== sha256) throw new StorageKeyConflict(key);
  const { sizeBytes, etag, uploadedAt } = stored;
  return { key, sizeBytes, etag, uploadedAt, existed: true };
}
