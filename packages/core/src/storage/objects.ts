import { createHash } from "node:crypto";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import { bucketClient } from "../clients.ts";
import { config } from "../config.ts";
import { LIST, STORAGE } from "../limits.ts";
import { StorageCorrupt } from "./errors.ts";
import { type Attempt, storageFailure } from "./failure.ts";
import { objectKey } from "./keys.ts";
import { type Outcome, sideBySide } from "./side-by-side.ts";

/** What the bucket knows about an object. `metadata` has lowercase names; `sha256` is of the stored bytes. */
export interface StoredObject {
  key: string;
  sizeBytes: number;
  contentType: string;
  etag: string;
  uploadedAt: Date;
  sha256: string | undefined;
  metadata: Record<string, string>;
}

/** Facts about an object, without its bytes; throws StorageMissing when there is none. */
export async function headObject(key: string): Promise<StoredObject> {
  const answer = await attempt({ verb: "describe", key }, (place, request) =>
    bucketClient().send(new HeadObjectCommand(place), request),
  );
  return described(key, answer);
}

/** An object with its bytes, checked against the sha256 it was stored with (StorageCorrupt if they differ). */
export async function getObject(key: string): Promise<StoredObject & { bytes: Buffer }> {
  const { answer, bytes } = await attempt({ verb: "read", key }, async (place, request) => {
    const response = await bucketClient().send(new GetObjectCommand(place), request);
    const body = await response.Body?.transformToByteArray();
    return { answer: response, bytes: Buffer.from(body ?? []) };
  });
  const stored = described(key, answer);
  if (stored.sha256 && createHash("sha256").update(bytes).digest("hex") !== stored.sha256) {
    throw new StorageCorrupt(key);
  }
  return { ...stored, bytes };
}

/** Deletes an object; deleting what is not there succeeds too. */
export async function deleteObject(key: string): Promise<void> {
  await attempt({ verb: "delete", key }, (place, request) =>
    bucketClient().send(new DeleteObjectCommand(place), request),
  );
}

/**
 * Deletes many objects side by side, each with its own outcome, in the order given. Single deletes: they cost
 * nothing at R2, and the batch operation insists on a checksum header that R2 has refused.
 */
export function deleteObjects(keys: readonly string[]): Promise<Outcome<string, void>[]> {
  return sideBySide(keys, { atOnce: STORAGE.deletesAtOnce, work: deleteObject });
}

/** Copies an object with its metadata; the target is another immutable key, so copying twice changes nothing. */
export async function copyObject({ from, to }: { from: string; to: string }): Promise<void> {
  const source = `${config("bucket").R2_BUCKET_NAME}/${objectKey(from)}`;
  await attempt({ verb: "copy", key: to }, (place, request) =>
    bucketClient().send(new CopyObjectCommand({ ...place, CopySource: source }), request),
  );
}

export interface ListedObject {
  key: string;
  sizeBytes: number;
  etag: string;
  uploadedAt: Date;
}

export interface ObjectPage {
  objects: ListedObject[];
  /** Give it to the next call; absent on the last page. */
  cursor: string | undefined;
}

/** One page of the objects whose keys start with `prefix`, in key order; at most `limit` (1 to 1000). */
export async function listObjects(
  prefix: string,
  { limit = LIST.limitDefault, cursor }: { limit?: number; cursor?: string } = {},
): Promise<ObjectPage> {
  const answer = await attempt({ verb: "list", key: prefix }, ({ Bucket }, request) => {
    const page = { Bucket, Prefix: prefix, MaxKeys: limit, ContinuationToken: cursor };
    return bucketClient().send(new ListObjectsV2Command(page), request);
  });
  const objects = (answer.Contents ?? []).map((object) => ({
    key: object.Key ?? "",
    sizeBytes: object.Size ?? 0,
    etag: object.ETag ?? "",
    uploadedAt: object.LastModified ?? new Date(0),
  }));
  return { objects, cursor: answer.NextContinuationToken };
}

interface Place {
  Bucket: string;
  Key: string;
}

/** One call to the bucket, bounded in time with all its retries, and with every failure typed. */
export async function attempt<R>(
  what: Attempt,
  call: (place: Place, request: { abortSignal: AbortSignal }) => Promise<R>,
): Promise<R> {
  const Key = what.verb === "list" ? what.key : objectKey(what.key);
  const Bucket = config("bucket").R2_BUCKET_NAME;
  try {
    return await call({ Bucket, Key }, { abortSignal: AbortSignal.timeout(STORAGE.callTimeoutMs) });
  } catch (cause) {
    throw storageFailure(cause, what);
  }
}

function described(key: string, answer: HeadObjectCommandOutput | GetObjectCommandOutput): StoredObject {
  const metadata = answer.Metadata ?? {};
  return {
    key,
    sizeBytes: answer.ContentLength ?? 0,
    contentType: answer.ContentType ?? "application/octet-stream",
    etag: answer.ETag ?? "",
    uploadedAt: answer.LastModified ?? new Date(0),
    sha256: metadata.sha256,
    metadata,
  };
}
