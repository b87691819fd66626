import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { decodeBody } from "./body.ts";
import { createBucket, deleteObjects, headBucket } from "./bucket-operations.ts";
import type { OperationHandler, S3Call } from "./call.ts";
import { S3Error, type S3ErrorCode } from "./errors.ts";
import { listenLocally, type RequestListener, type RunningServer } from "./http-server.ts";
import { headersFrom, rawBody, withQueryHeaders } from "./incoming.ts";
import { listObjectsV2 } from "./list-objects.ts";
import type { OnOperation } from "./meter.ts";
import { copyObject, deleteObject, putObject, readObject } from "./object-operations.ts";
import { assertUnderstood, notImplemented, type OperationName, routeOperation } from "./operations.ts";
import { type Reply, sendReply } from "./reply.ts";
import { type Credentials, verifySignature } from "./signature.ts";
import type { BucketStore } from "./store.ts";
import { parseTarget } from "./target.ts";
import { WriteLimit } from "./write-limit.ts";
import { xmlDocument } from "./xml.ts";

export type S3Options = {
  store: BucketStore;
  credentials: Credentials;
  /** 0, the default, picks a free port. */
  port?: number;
  /** Called after every answer. */
  onOperation?: OnOperation;
  /** Epoch milliseconds: what signatures and their expiry are measured against. */
  clock?: () => number;
  /** R2 allows one write per second and key; true answers further ones with 429. Off by default. */
  isWriteRateLimited?: boolean;
  /** Asked before every authenticated operation; a code it returns is answered instead. */
  fault?: (call: { operation: OperationName; bucket: string; key: string }) => S3ErrorCode | undefined;
};

/**
 * Starts an S3 endpoint (path style) on 127.0.0.1. Every request must carry a valid Signature Version 4, in its headers or
 * presigned, and whatever is not implemented is answered 501.
 */
export async function startS3({ port = 0, ...options }: S3Options): Promise<RunningServer> {
  return await listenLocally(s3Listener(options), { port });
}

/** The endpoint as a function of request and response, for callers in this process that want no socket. */
export function s3Listener({ clock = Date.now, ...options }: Omit<S3Options, "port">): RequestListener {
  const endpoint: Endpoint = { ...options, clock, writeLimit: new WriteLimit(clock) };
  return (request, response) => answer(endpoint, { request, response });
}

type Endpoint = Omit<S3Options, "port"> & { clock: () => number; writeLimit: WriteLimit };
type Exchange = { request: IncomingMessage; response: ServerResponse };
type Progress = { operation: OperationName | "Unknown"; bytesIn: number };

const HANDLERS: Record<OperationName, OperationHandler> = {
  PutObject: putObject,
  CopyObject: copyObject,
  GetObject: readObject,
  HeadObject: readObject,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  ListObjectsV2: listObjectsV2,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
};
const LIMITED_WRITES: readonly OperationName[] = ["PutObject", "CopyObject"];

async function answer(endpoint: Endpoint, { request, response }: Exchange): Promise<void> {
  const progress: Progress = { operation: "Unknown", bytesIn: 0 };
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  const reply = await perform(endpoint, { request, progress }).catch((error: unknown) =>
    errorReply(error, { requestId, resource: request.url ?? "" }),
  );
  reply.headers = { ...reply.headers, "x-amz-request-id": requestId };
  const bytesOut = await sendReply(response, reply, { isHead: request.method === "HEAD" });
  if (!request.readableEnded) request.resume();
  endpoint.onOperation?.({ ...progress, bytesOut, status: reply.status });
}

async function perform(endpoint: Endpoint, { request, progress }: PerformOptions): Promise<Reply> {
  const target = parseTarget(request.url ?? "");
  const method = request.method ?? "";
  const headers = headersFrom(request);
  const effective = withQueryHeaders(headers, target.query);
  const operation = routeOperation({ method, target, headers: effective });
  progress.operation = operation ?? "Unknown";
  const { credentials, store, clock } = endpoint;
  const verified = verifySignature({ method, headers, ...target }, { credentials, nowMs: clock() });
  if (!operation) throw notImplemented(`${method} ${target.path} with this query`);
  const query = new Map(target.query);
  assertUnderstood(operation, { query: [...query.keys()], headers: [...effective.keys()] });
  const raw = rawBody(request, (bytes) => {
    progress.bytesIn += bytes;
  });
  const { data, checksum } = decodeBody({ raw, headers: effective, verified });
  const { bucket, key } = target;
  const call: S3Call = { operation, bucket, key, query, store, headers: effective, body: data, checksum };
  try {
    return await carryOut(endpoint, call);
  } finally {
    await raw.return(undefined);
  }
}

type PerformOptions = { request: IncomingMessage; progress: Progress };

async function carryOut({ fault, writeLimit, isWriteRateLimited }: Endpoint, call: S3Call): Promise<Reply> {
  const { operation, bucket, key } = call;
  const code = fault?.({ operation, bucket, key });
  if (code) throw new S3Error(code, "This fault was asked for.");
  if (isWriteRateLimited && LIMITED_WRITES.includes(operation)) writeLimit.admit(`${bucket}/${key}`);
  return await HANDLERS[operation](call);
}

function errorReply(error: unknown, { requestId, resource }: { requestId: string; resource: string }): Reply {
  const known = error instanceof S3Error ? error : internalError(error);
  const { code, status, message, details, headers } = known;
  const xml = xmlDocument("Error", {
    Code: code,
    Message: message,
    Resource: resource,
    RequestId: requestId,
    ...details,
  });
  return { status, headers: { ...headers, "content-type": "application/xml" }, body: xml };
}

/** On one's own machine the cause is worth more than discretion. */
function internalError(error: unknown): S3Error {
  return new S3Error("InternalError", `We encountered an internal error: ${String(error)}`);
}
