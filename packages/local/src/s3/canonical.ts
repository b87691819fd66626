import { createHash, createHmac } from "node:crypto";
import type { QueryParameter } from "./target.ts";

/** What a signature covers; header names in lower case, values as received (one character per byte). */
export type SignedParts = {
  method: string;
  path: string;
  query: readonly QueryParameter[];
  headers: ReadonlyMap<string, string>;
  signedHeaders: readonly string[];
  payloadHash: string;
};

const SIGNATURE_QUERY = "X-Amz-Signature";
/** SHA-256 of nothing, in hex. */
export const EMPTY_SHA256 = sha256Hex("");

/** SHA-256 in hex of the canonical request of Signature Version 4 (S3's rules: the path is encoded once). */
export function canonicalRequestHash(parts: SignedParts): string {
  const headerLines = parts.signedHeaders.map(
    (name) => `${name}:${collapse(parts.headers.get(name) ?? "")}\n`,
  );
  const request = [
    parts.method,
    parts.path.split("/").map(uriEncode).join("/"),
    canonicalQuery(parts.query),
    headerLines.join(""),
    parts.signedHeaders.join(";"),
    parts.payloadHash,
  ].join("\n");
  return createHash("sha256").update(request, "latin1").digest("hex");
}

/** The signing key of one secret for one day, region and service. */
export function deriveSigningKey(secret: string, scope: Scope): Buffer {
  const parts = [scope.date, scope.region, scope.service, "aws4_request"];
  return parts.reduce((key: Buffer, part) => hmac(key, part), Buffer.from(`AWS4${secret}`, "utf8"));
}

/** The day (YYYYMMDD), region and service a signature is limited to. */
export type Scope = { date: string; region: string; service: string };

export function scopeText({ date, region, service }: Scope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

/** Signature in hex of lines joined by newlines. */
export function signLines(key: Buffer, lines: readonly string[]): string {
  return hmac(key, lines.join("\n")).toString("hex");
}

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Percent-encodes everything but A-Z a-z 0-9 - _ . ~, as signatures and listings need it. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalQuery(query: readonly QueryParameter[]): string {
  return query
    .filter(([name]) => name !== SIGNATURE_QUERY)
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function collapse(value: string): string {
  return value.trim().replace(/ {2,}/g, " ");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text, "utf8").digest();
}
