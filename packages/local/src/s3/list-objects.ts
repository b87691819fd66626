import * as z from "zod";
import { expectNoBody, type S3Call, xmlReply } from "./call.ts";
import { uriEncode } from "./canonical.ts";
import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";
import { type ListingEntry, type ListingPage, type ListingQuery, listPage } from "./listing.ts";
import { notImplemented } from "./operations.ts";
import type { Reply } from "./reply.ts";
import { S3_NAMESPACE, type XmlFields, xmlDocument } from "./xml.ts";

/** Lists a bucket in key order, page by page, folding what lies behind a delimiter into common prefixes. */
export async function listObjectsV2(call: S3Call): Promise<Reply> {
  await expectNoBody(call);
  const { store, bucket, query } = call;
  assertOptions(query);
  const listing: ListingQuery = {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxKeys: maxKeysFrom(query.get("max-keys")),
    startAfter: query.get("start-after") ?? "",
    resumeAfter: resumeFrom(query.get("continuation-token")),
  };
  const page = listPage(store.keys(bucket), listing);
  const contents = page.entries
    .filter(({ kind }) => kind === "key")
    .map(({ name }) => contentsOf(call, name));
  return xmlReply(listResult(call, { listing, page, contents }));
}

type ListResult = { listing: ListingQuery; page: ListingPage; contents: XmlFields[] };

function listResult({ bucket, query }: S3Call, { listing, page, contents }: ListResult): string {
  const encode = encoderOf(query);
  const prefixes = page.entries.filter(({ kind }) => kind === "prefix");
  const result = {
    Name: bucket,
    Prefix: encode(listing.prefix),
    Delimiter: listing.delimiter === "" ? undefined : encode(listing.delimiter),
    MaxKeys: listing.maxKeys,
    EncodingType: query.get("encoding-type"),
    KeyCount: page.entries.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: query.get("continuation-token"),
    NextContinuationToken: page.next && tokenOf(page.next),
    StartAfter: query.has("start-after") ? encode(listing.startAfter) : undefined,
    Contents: contents,
    CommonPrefixes: prefixes.map(({ name }) => ({ Prefix: encode(name) })),
  };
  return xmlDocument("ListBucketResult", result, { namespace: S3_NAMESPACE });
}

function contentsOf({ store, bucket, query }: S3Call, key: string): XmlFields {
  const record = store.head({ bucket, key });
  if (!record) throw new Error(`The index of bucket ${bucket} lists ${key} without a record.`);
  const { checksum } = record.attributes;
  return {
    Key: encoderOf(query)(key),
    LastModified: new Date(record.lastModifiedMs).toISOString(),
    ETag: `"${record.etag}"`,
    ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: "FULL_OBJECT" } : {}),
    Size: record.bytes,
    StorageClass: "STANDARD",
  };
}

function encoderOf(query: ReadonlyMap<string, string>): (text: string) => string {
  if (query.get("encoding-type") === undefined) return (text) => text;
  return (text) => text.split("/").map(uriEncode).join("/");
}

function assertOptions(query: ReadonlyMap<string, string>): void {
  const encoding = query.get("encoding-type");
  if (encoding !== undefined && encoding !== "url") {
    throw new S3Error("InvalidArgument", `The encoding type "${encoding}" must be "url".`);
  }
  if ((query.get("fetch-owner") ?? "false") !== "false") throw notImplemented("fetch-owner");
}

function maxKeysFrom(text: string | undefined): number {
  if (text === undefined || text === "") return S3_LIMITS.listMaxKeys;
  if (!/^\d{1,10}$/.test(text))
    throw new S3Error("InvalidArgument", "max-keys must be a number that is not negative.");
  return Math.min(Number(text), S3_LIMITS.listMaxKeys);
}

const Token = z.strictObject({ kind: z.enum(["key", "prefix"]), name: z.string() });

function tokenOf(entry: ListingEntry): string {
  return Buffer.from(JSON.stringify(entry), "utf8").toString("base64url");
}

function resumeFrom(token: string | undefined): ListingEntry | undefined {
  if (token === undefined) return undefined;
  try {
    return Token.parse(JSON.parse(Buffer.from(token, "base64url").toString("utf8")));
  } catch (cause) {
    const error = new S3Error("InvalidArgument", "The continuation token provided is incorrect.");
    error.cause = cause;
    throw error;
  }
}
