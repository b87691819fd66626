import type { IncomingMessage, ServerResponse } from "node:http";
import { judge, readConditions } from "./conditions.ts";
import { S3Error } from "./errors.ts";
import { listenLocally, type RunningServer } from "./http-server.ts";
import { ImageOptionError, type ImageOptions, parseImageOptions } from "./image-options.ts";
import { ImageSourceError, type ImageVariant, makeVariant, preferredFormat } from "./image-variant.ts";
import { headersFrom } from "./incoming.ts";
import { IMAGE_LIMITS } from "./limits.ts";
import type { OnOperation } from "./meter.ts";
import { objectReply } from "./object-reply.ts";
import type { ObjectRecord } from "./record.ts";
import { type Reply, sendReply } from "./reply.ts";
import type { BucketStore } from "./store.ts";
import { splitUrl } from "./target.ts";
import { VariantCache } from "./variant-cache.ts";

export type CdnOptions = {
  store: BucketStore;
  bucket: string;
  /** 0, the default, picks a free port. */
  port?: number;
  /** Called after every answer with the operation `GetPublicObject` or `TransformImage`. */
  onOperation?: OnOperation;
};

/**
 * Starts the bucket's public domain on 127.0.0.1: `GET /<key>` without authentication, and
 * `GET /cdn-cgi/image/<options>/<key>` with Cloudflare's resizing options.
 */
export async function startCdn({ port = 0, ...options }: CdnOptions): Promise<RunningServer> {
  const domain: Domain = {
    ...options,
    variants: new VariantCache({ maxBytes: IMAGE_LIMITS.variantCacheMaxBytes }),
  };
  return await listenLocally((request, response) => answer(domain, { request, response }), { port });
}

type Domain = Omit<CdnOptions, "port"> & { variants: VariantCache };
type Exchange = { request: IncomingMessage; response: ServerResponse };
type PublicRead = { path: string; headers: ReadonlyMap<string, string>; isHead: boolean };

const CGI_PREFIX = "/cdn-cgi/";
const IMAGE_PREFIX = "/cdn-cgi/image/";

async function answer(domain: Domain, { request, response }: Exchange): Promise<void> {
  request.resume();
  const isHead = request.method === "HEAD";
  const isImage = (request.url ?? "").startsWith(IMAGE_PREFIX);
  const reply = await perform(domain, { request, isHead }).catch(errorReply);
  const bytesOut = await sendReply(response, reply, { isHead });
  const operation = isImage ? "TransformImage" : "GetPublicObject";
  domain.onOperation?.({ operation, bytesIn: 0, bytesOut, status: reply.status });
}

async function perform(domain: Domain, { request, isHead }: { request: IncomingMessage; isHead: boolean }) {
  if (!isHead && request.method !== "GET") {
    return textReply(405, "Only GET and HEAD are allowed.", { allow: "GET, HEAD" });
  }
  const { path } = splitUrl(request.url ?? "");
  const read: PublicRead = { path, headers: headersFrom(request), isHead };
  if (path.startsWith(IMAGE_PREFIX)) return await imageReply(domain, read);
  if (path.startsWith(CGI_PREFIX)) return textReply(404, "Not found.");
  const ref = { bucket: domain.bucket, key: path.slice(1) };
  return await objectReply({ store: domain.store, ref, headers: read.headers, isHead });
}

async function imageReply(domain: Domain, { path, headers, isHead }: PublicRead): Promise<Reply> {
  const slash = path.indexOf("/", IMAGE_PREFIX.length);
  if (slash < 0) throw new ImageOptionError("The path must be /cdn-cgi/image/<options>/<key>.");
  const options = parseImageOptions(path.slice(IMAGE_PREFIX.length, slash));
  const key = path.slice(slash + 1);
  if (/^https?:\//.test(key))
    throw new ImageOptionError("The image must be a key of this domain, not another URL.");
  const accept = headers.get("accept") ?? "";
  const { record, variant } = await variantOf(domain, { key, options, accept });
  const { cacheControl } = record.attributes;
  const shared = {
    etag: `"${variant.etag}"`,
    ...(cacheControl ? { "cache-control": cacheControl } : {}),
    ...(options.format === "auto" ? { vary: "Accept" } : {}),
  };
  const verdict = judge(readConditions(headers), {
    etag: variant.etag,
    lastModifiedMs: record.lastModifiedMs,
  });
  if (verdict === "failed")
    throw new S3Error("PreconditionFailed", "A condition of the request did not hold.");
  if (verdict === "not-modified") return { status: 304, headers: shared };
  const described = {
    ...shared,
    "content-type": variant.contentType,
    "content-length": String(variant.data.length),
  };
  return { status: 200, headers: described, ...(isHead ? {} : { body: variant.data }) };
}

type VariantRequest = { key: string; options: ImageOptions; accept: string };

/** The ETag is part of the name, so a variant of an object that was replaced is never served again. */
async function variantOf({ store, bucket, variants }: Domain, { key, options, accept }: VariantRequest) {
  const opened = await store.open({ bucket, key });
  if (!opened) throw new S3Error("NoSuchKey", "There is no such image.");
  const { record, file } = opened;
  try {
    assertTransformable(record);
    const negotiated = options.format === "auto" ? preferredFormat(accept) : undefined;
    const name = JSON.stringify([record.etag, options, negotiated]);
    const make = async (): Promise<ImageVariant> => makeVariant(await file.readFile(), { options, accept });
    return { record, variant: await variants.get(name, make) };
  } finally {
    await file.close();
  }
}

function assertTransformable({ bytes }: ObjectRecord): void {
  if (bytes <= IMAGE_LIMITS.sourceMaxBytes) return;
  throw new ImageSourceError(
    413,
    `The source has ${bytes} bytes; allowed are ${IMAGE_LIMITS.sourceMaxBytes}.`,
  );
}

function errorReply(error: unknown): Reply {
  if (error instanceof ImageOptionError) return textReply(400, error.message);
  if (error instanceof S3Error) return textReply(error.status, error.message, error.headers);
  if (error instanceof ImageSourceError) return textReply(error.status, error.message);
  return textReply(500, `Internal error: ${String(error)}`);
}

function textReply(status: number, text: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { ...headers, "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}
