import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";
import type { ObjectAttributes, ObjectRecord } from "./record.ts";

const METADATA_PREFIX = "x-amz-meta-";
const STORED_HEADERS = {
  cacheControl: "cache-control",
  contentDisposition: "content-disposition",
  contentEncoding: "content-encoding",
  contentLanguage: "content-language",
  expires: "expires",
} as const;

/** What a write says about its object; refuses metadata over the limit and any encryption but AES256. */
export function attributesFrom(headers: ReadonlyMap<string, string>): ObjectAttributes {
  const attributes: ObjectAttributes = {
    contentType: headers.get("content-type") ?? "application/octet-stream",
    metadata: metadataFrom(headers),
  };
  for (const name of keysOf(STORED_HEADERS)) {
    const value = headers.get(STORED_HEADERS[name]);
    const kept = name === "contentEncoding" ? withoutTransferCoding(value) : value;
    if (kept) attributes[name] = kept;
  }
  const encryption = headers.get("x-amz-server-side-encryption");
  if (encryption !== undefined && encryption !== "AES256") {
    throw new S3Error(
      "NotImplemented",
      `The server-side encryption "${encryption}" is not implemented; use AES256.`,
    );
  }
  if (encryption) attributes.encryption = encryption;
  return attributes;
}

/** The headers that give back what a write said, together with ETag and date. */
export function headersOf({ attributes, etag, lastModifiedMs }: ObjectRecord): Record<string, string> {
  const headers: Record<string, string> = {
    etag: `"${etag}"`,
    "last-modified": new Date(lastModifiedMs).toUTCString(),
    "content-type": attributes.contentType,
    "accept-ranges": "bytes",
  };
  for (const name of keysOf(STORED_HEADERS)) {
    const value = attributes[name];
    if (value !== undefined) headers[STORED_HEADERS[name]] = value;
  }
  return headers;
}

/** The headers only S3 gives: user metadata and encryption. */
export function amzHeadersOf({ attributes }: ObjectRecord): Record<string, string> {
  const metadata = Object.entries(attributes.metadata).map(([name, value]) => [
    METADATA_PREFIX + name,
    value,
  ]);
  return { ...Object.fromEntries(metadata), ...encryptionHeader(attributes) };
}

/** The echo of the accepted encryption. */
export function encryptionHeader({ encryption }: ObjectAttributes): Record<string, string> {
  return encryption ? { "x-amz-server-side-encryption": encryption } : {};
}

/** The checksum header of a record, for answers about the whole object. */
export function checksumHeader({ checksum }: ObjectAttributes): Record<string, string> {
  if (!checksum) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
    "x-amz-checksum-type": "FULL_OBJECT",
  };
}

function metadataFrom(headers: ReadonlyMap<string, string>): Record<string, string> {
  const entries = [...headers]
    .filter(([name]) => name.startsWith(METADATA_PREFIX))
    .map(([name, value]) => [name.slice(METADATA_PREFIX.length), value] as const);
  const bytes = entries.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (bytes > S3_LIMITS.metadataMaxBytes) {
    throw new S3Error(
      "MetadataTooLarge",
      `User metadata has ${bytes} bytes; at most ${S3_LIMITS.metadataMaxBytes} are allowed.`,
    );
  }
  return Object.fromEntries(entries);
}

/** `aws-chunked` describes the transfer, not the object. */
function withoutTransferCoding(value: string | undefined): string | undefined {
  const codings = value?.split(",").map((coding) => coding.trim());
  return codings?.filter((coding) => coding !== "aws-chunked").join(",");
}

function keysOf<T extends object>(object: T): (keyof T)[] {
  return Object.keys(object) as (keyof T)[];
}
