import { amzHeadersOf, attributesFrom, checksumHeader, encryptionHeader } from "./attributes.ts";
import { expectNoBody, type S3Call, xmlReply } from "./call.ts";
import { judge, readConditions } from "./conditions.ts";
import { S3Error } from "./errors.ts";
import { assertHeaderValue } from "./incoming.ts";
import { objectReply } from "./object-reply.ts";
import { notImplemented } from "./operations.ts";
import type { ObjectAttributes, ObjectRecord } from "./record.ts";
import type { Reply } from "./reply.ts";
import type { Precondition } from "./store.ts";
import { splitUrl } from "./target.ts";
import { S3_NAMESPACE, xmlDocument } from "./xml.ts";

/** Stores a body under its key, provided that the conditions hold when it has arrived. */
export async function putObject(call: S3Call): Promise<Reply> {
  const { store, bucket, key, headers, body } = call;
  if (headers.get("content-length") === undefined && headers.has("transfer-encoding")) {
    if (!headers.has("x-amz-decoded-content-length")) {
      throw new S3Error("MissingContentLength", "You must provide the Content-Length HTTP header.");
    }
  }
  const attributes = attributesFrom(headers);
  const record = await store.put({
    bucket,
    key,
    body,
    precondition: writeCondition(headers),
    attributes: () => withChecksum(attributes, call),
  });
  return {
    status: 200,
    headers: {
      etag: `"${record.etag}"`,
      ...checksumHeader(record.attributes),
      ...encryptionHeader(record.attributes),
    },
  };
}

/** GetObject and HeadObject, with Range, conditions and the `response-*` overrides. */
export async function readObject(call: S3Call): Promise<Reply> {
  await expectNoBody(call);
  const { store, bucket, key, headers, operation } = call;
  const overrides = responseOverrides(call.query);
  const mode = headers.get("x-amz-checksum-mode");
  if (mode !== undefined && mode !== "ENABLED") throw notImplemented(`The checksum mode "${mode}"`);
  return await objectReply({
    store,
    headers,
    ref: { bucket, key },
    isHead: operation === "HeadObject",
    extraHeaders: (record, isWhole) => ({
      ...amzHeadersOf(record),
      ...(mode && isWhole ? checksumHeader(record.attributes) : {}),
      ...overrides,
    }),
  });
}

/** Copies an object, with its attributes (COPY) or those of the request (REPLACE). */
export async function copyObject(call: S3Call): Promise<Reply> {
  await expectNoBody(call);
  const { store, bucket, key, headers } = call;
  const from = copySource(headers.get("x-amz-copy-source") ?? "");
  const directive = headers.get("x-amz-metadata-directive") ?? "COPY";
  if (directive !== "COPY" && directive !== "REPLACE") {
    throw new S3Error("InvalidArgument", `The metadata directive "${directive}" must be COPY or REPLACE.`);
  }
  if (directive === "COPY" && from.bucket === bucket && from.key === key) {
    throw new S3Error(
      "InvalidRequest",
      "An object can be copied to itself only with the metadata directive REPLACE.",
    );
  }
  const requested = attributesFrom(headers);
  const record = await store.copy({
    from,
    to: { bucket, key },
    precondition: writeCondition(headers),
    sourceCondition: writeCondition(headers, { prefix: "x-amz-copy-source-" }),
    attributes: (source) => copiedAttributes({ source, requested, directive }),
  });
  if (!record)
    throw new S3Error("NoSuchKey", "The copy source does not exist.", { details: { Key: from.key } });
  const result = { LastModified: new Date(record.lastModifiedMs).toISOString(), ETag: `"${record.etag}"` };
  return xmlReply(xmlDocument("CopyObjectResult", result, { namespace: S3_NAMESPACE }), {
    headers: encryptionHeader(record.attributes),
  });
}

/** Removes an object; 204 also when there was none. */
export async function deleteObject(call: S3Call): Promise<Reply> {
  await expectNoBody(call);
  await call.store.remove(call);
  return { status: 204 };
}

function writeCondition(headers: ReadonlyMap<string, string>, { prefix = "" } = {}): Precondition {
  const conditions = readConditions(headers, { prefix });
  return (current) => {
    if (judge(conditions, current) === "pass") return;
    throw new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold.");
  };
}

function withChecksum(attributes: ObjectAttributes, call: S3Call): ObjectAttributes {
  const checksum = call.checksum();
  return checksum ? { ...attributes, checksum } : attributes;
}

type CopyRules = { source: ObjectRecord; requested: ObjectAttributes; directive: "COPY" | "REPLACE" };

/** The checksum belongs to the bytes and always travels; encryption is what the copy itself asks for. */
function copiedAttributes({ source, requested, directive }: CopyRules): ObjectAttributes {
  const { encryption: _ofSource, ...kept } = source.attributes;
  const { checksum } = kept;
  const base = directive === "COPY" ? kept : { ...requested, ...(checksum ? { checksum } : {}) };
  return requested.encryption ? { ...base, encryption: requested.encryption } : base;
}

function copySource(header: string): { bucket: string; key: string } {
  const { path, query } = splitUrl(header.startsWith("/") ? header : `/${header}`);
  if (query.length > 0) throw notImplemented("A version of a copy source");
  const match = /^\/([^/]+)\/(.+)$/s.exec(path);
  if (!match?.[1] || !match[2]) {
    throw new S3Error(
      "InvalidArgument",
      "x-amz-copy-source must have the form <bucket>/<key>, percent-encoded.",
    );
  }
  return { bucket: match[1], key: match[2] };
}

function responseOverrides(query: ReadonlyMap<string, string>): Record<string, string> {
  const overrides = [...query].filter(([name]) => name.startsWith("response-"));
  for (const [name, value] of overrides) assertHeaderValue(name, value);
  return Object.fromEntries(overrides.map(([name, value]) => [name.slice("response-".length), value]));
}
