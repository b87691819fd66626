import { CHECKSUM_ALGORITHMS } from "./checksums.ts";
import { S3Error } from "./errors.ts";
import type { Target } from "./target.ts";

const CONDITIONS = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];
const SOURCE_CONDITIONS = CONDITIONS.map((name) => `x-amz-copy-source-${name}`);
const CHECKSUMS = [
  ...CHECKSUM_ALGORITHMS.map((algorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`),
  "x-amz-sdk-checksum-algorithm",
  "x-amz-trailer",
  "x-amz-decoded-content-length",
];
const READ = {
  query: [
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
  ],
  headers: [...CONDITIONS, "range", "if-range", "x-amz-checksum-mode"],
};
const WRITE_HEADERS = [...CONDITIONS, "x-amz-meta-*", "x-amz-server-side-encryption"];

/** Every operation with the query parameters and the headers with meaning that it understands; all else is refused. */
export const OPERATIONS = {
  PutObject: { query: [], headers: [...WRITE_HEADERS, ...CHECKSUMS] },
  CopyObject: {
    query: [],
    headers: [...WRITE_HEADERS, ...SOURCE_CONDITIONS, "x-amz-copy-source", "x-amz-metadata-directive"],
  },
  GetObject: READ,
  HeadObject: READ,
  DeleteObject: { query: [], headers: [] },
  DeleteObjects: { query: ["delete"], headers: CHECKSUMS },
  ListObjectsV2: {
    query: [
      "list-type",
      "prefix",
      "delimiter",
      "max-keys",
      "continuation-token",
      "start-after",
      "encoding-type",
      "fetch-owner",
    ],
    headers: [],
  },
  CreateBucket: { query: [], headers: CHECKSUMS },
  HeadBucket: { query: [], headers: [] },
} as const satisfies Record<string, { query: readonly string[]; headers: readonly string[] }>;
export type OperationName = keyof typeof OPERATIONS;

type Routed = { method: string; target: Target; headers: ReadonlyMap<string, string> };

/** Which operation a request asks for; undefined for one that is not implemented. */
export function routeOperation({ method, target, headers }: Routed): OperationName | undefined {
  if (target.bucket === "") return undefined;
  if (target.key !== "") return objectOperation(method, headers);
  if (method === "PUT") return "CreateBucket";
  if (method === "HEAD") return "HeadBucket";
  const has = (name: string, value: string) => target.query.some(([n, v]) => n === name && v === value);
  if (method === "GET" && has("list-type", "2")) return "ListObjectsV2";
  if (method === "POST" && has("delete", "")) return "DeleteObjects";
  return undefined;
}

/** Refuses, with NotImplemented, whatever the operation would otherwise silently leave undone. */
export function assertUnderstood(
  operation: OperationName,
  { query, headers }: { query: readonly string[]; headers: readonly string[] },
): void {
  const known: { query: readonly string[]; headers: readonly string[] } = OPERATIONS[operation];
  const parameter = query.find((name) => name !== "x-id" && !isAmz(name) && !known.query.includes(name));
  if (parameter !== undefined) throw notImplemented(`The query parameter "${parameter}" of ${operation}`);
  const header = headers.filter(hasMeaning).find((name) => !isListed(name, known.headers));
  if (header !== undefined) throw notImplemented(`The header "${header}" of ${operation}`);
}

/** The refusal of something this endpoint does not do. */
export function notImplemented(what: string): S3Error {
  return new S3Error("NotImplemented", `${what} is not implemented.`);
}

function objectOperation(method: string, headers: ReadonlyMap<string, string>): OperationName | undefined {
  if (method === "PUT") return headers.has("x-amz-copy-source") ? "CopyObject" : "PutObject";
  if (method === "GET") return "GetObject";
  if (method === "HEAD") return "HeadObject";
  return method === "DELETE" ? "DeleteObject" : undefined;
}

const SIGNING_HEADERS = ["x-amz-date", "x-amz-content-sha256", "x-amz-user-agent"];
const PLAIN_HEADERS_WITH_MEANING = [...CONDITIONS, "range", "if-range"];

function hasMeaning(header: string): boolean {
  if (SIGNING_HEADERS.includes(header)) return false;
  return isAmz(header) || header.startsWith("cf-") || PLAIN_HEADERS_WITH_MEANING.includes(header);
}

function isListed(header: string, known: readonly string[]): boolean {
  return known.includes(header) || (header.startsWith("x-amz-meta-") && known.includes("x-amz-meta-*"));
}

function isAmz(name: string): boolean {
  return name.toLowerCase().startsWith("x-amz-");
}
