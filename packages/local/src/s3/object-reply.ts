import { headersOf } from "./attributes.ts";
import { judge, readConditions } from "./conditions.ts";
import { S3Error } from "./errors.ts";
import { parseRange } from "./range.ts";
import type { ObjectRecord } from "./record.ts";
import type { Reply } from "./reply.ts";
import type { BucketStore, ObjectRef } from "./store.ts";

type ObjectRead = {
  store: BucketStore;
  ref: ObjectRef;
  headers: ReadonlyMap<string, string>;
  isHead: boolean;
  /** Further response headers of a 200 or 206; `isWhole` tells which. */
  extraHeaders?: (record: ObjectRecord, isWhole: boolean) => Record<string, string>;
};

/**
 * Answers a GET or HEAD of an object with its conditions and Range: 200, 206 or 304. Throws NoSuchKey, PreconditionFailed
 * or InvalidRange.
 */
export async function objectReply(read: ObjectRead): Promise<Reply> {
  if (read.isHead) {
    const record = read.store.head(read.ref) ?? missing(read.ref);
    const { status, headers } = plan(record, read);
    return { status, headers };
  }
  const { record, file } = (await read.store.open(read.ref)) ?? missing(read.ref);
  try {
    const { status, headers, slice } = plan(record, read);
    if (slice) return { status, headers, body: { file, ...slice } };
    await file.close();
    return { status, headers };
  } catch (error) {
    await file.close();
    throw error;
  }
}

type Plan = { status: number; headers: Record<string, string>; slice?: { start: number; bytes: number } };

function plan(record: ObjectRecord, { headers: requested, extraHeaders }: ObjectRead): Plan {
  const verdict = judge(readConditions(requested), record);
  if (verdict === "failed") {
    throw new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold.");
  }
  const headers = headersOf(record);
  if (verdict === "not-modified") {
    const { "content-type": _type, ...validators } = headers;
    return { status: 304, headers: validators };
  }
  const range = parseRange(applicableRange(record, requested), record.bytes);
  if (range.kind === "unsatisfiable") {
    throw new S3Error("InvalidRange", "The requested range is not satisfiable.", {
      headers: { "content-range": `bytes */${record.bytes}` },
      details: { ActualObjectSize: String(record.bytes) },
    });
  }
  const isWhole = range.kind === "whole";
  const slice = isWhole ? { start: 0, bytes: record.bytes } : { start: range.start, bytes: range.bytes };
  headers["content-length"] = String(slice.bytes);
  if (!isWhole)
    headers["content-range"] = `bytes ${slice.start}-${slice.start + slice.bytes - 1}/${record.bytes}`;
  return { status: isWhole ? 200 : 206, headers: { ...headers, ...extraHeaders?.(record, isWhole) }, slice };
}

/** A range that was meant for another version of the object does not apply. */
function applicableRange(record: ObjectRecord, headers: ReadonlyMap<string, string>): string | undefined {
  const ifRange = headers.get("if-range");
  const isStale = ifRange !== undefined && ifRange !== `"${record.etag}"`;
  return isStale ? undefined : headers.get("range");
}

function missing({ key }: ObjectRef): never {
  throw new S3Error("NoSuchKey", "The specified key does not exist.", { details: { Key: key } });
}
