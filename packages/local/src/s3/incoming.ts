import type { IncomingMessage } from "node:http";
import { S3Error } from "./errors.ts";
import type { QueryParameter } from "./target.ts";

/** All headers by lower-case name as received; repeated ones are joined by commas, as a signature counts them. */
export function headersFrom({ rawHeaders }: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    const value = (rawHeaders[at + 1] ?? "").trim();
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return headers;
}

const SIGNATURE_PARAMETERS = [
  "algorithm",
  "credential",
  "date",
  "expires",
  "signedheaders",
  "signature",
  "content-sha256",
];

/** Headers together with the x-amz headers that a presigned URL carries in its query, where they mean the same. */
export function withQueryHeaders(
  headers: ReadonlyMap<string, string>,
  query: readonly QueryParameter[],
): Map<string, string> {
  const merged = new Map(headers);
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (!header.startsWith("x-amz-") || SIGNATURE_PARAMETERS.includes(header.slice("x-amz-".length)))
      continue;
    assertHeaderValue(name, value);
    merged.set(header, value);
  }
  return merged;
}

/** Refuses a text from a query that could not be sent back as a header. */
export function assertHeaderValue(name: string, value: string): void {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return;
  throw new S3Error("InvalidArgument", `The value of ${name} has characters that a header cannot carry.`);
}

/**
 * The body as it comes over the wire; `onBytes` counts it. A client that leaves is an IncompleteBody.
 * Return the generator when the body is not read to its end, or the rest of it blocks the connection.
 */
export async function* rawBody(
  request: IncomingMessage,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      onBytes(piece.length);
      yield piece;
    }
  } catch (cause) {
    const error = new S3Error("IncompleteBody", "The client left before its body was complete.");
    error.cause = cause;
    throw error;
  }
}
