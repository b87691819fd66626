import { createHash } from "node:crypto";
import { ByteReader } from "./byte-reader.ts";
import { EMPTY_SHA256, sha256Hex, signLines } from "./canonical.ts";
import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";
import { assertSignature, type VerifiedSignature } from "./signature.ts";

/** What the `aws-chunked` body of a request must look like, by its declared payload. */
const STREAMING_PAYLOADS = {
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER": { isSigned: false, hasTrailer: true },
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": { isSigned: true, hasTrailer: false },
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": { isSigned: true, hasTrailer: true },
} as const;
export type StreamingPayload = keyof typeof STREAMING_PAYLOADS;

export function isStreamingPayload(payload: string): payload is StreamingPayload {
  return Object.hasOwn(STREAMING_PAYLOADS, payload);
}

export type ChunkedBody = {
  /** The object's own bytes; throws at the first chunk or trailer that is malformed or wrongly signed. */
  data: AsyncIterable<Buffer>;
  /** Trailers by lower-case name, complete when `data` has ended. */
  trailers: ReadonlyMap<string, string>;
};

/** Decodes an `aws-chunked` body piece by piece and verifies the chain of chunk signatures where there is one. */
export function decodeChunked(source: AsyncIterable<Buffer>, verified: VerifiedSignature): ChunkedBody {
  if (!isStreamingPayload(verified.payload)) {
    throw new S3Error("InvalidRequest", "The body is not declared as aws-chunked.");
  }
  const { isSigned, hasTrailer } = STREAMING_PAYLOADS[verified.payload];
  const chain = isSigned ? new SignatureChain(verified) : undefined;
  const trailers = new Map<string, string>();
  const reader = new ByteReader(source);
  async function* decode(): AsyncGenerator<Buffer> {
    for (;;) {
      const header = parseChunkHeader(await reader.line(S3_LIMITS.chunkLineMaxBytes));
      const hash = createHash("sha256");
      for await (const piece of reader.bytes(header.bytes)) {
        if (chain) hash.update(piece);
        yield piece;
      }
      chain?.verifyChunk(header.signature, hash.digest("hex"));
      if (header.bytes === 0) break;
      if ((await reader.line(2)) !== "") throw malformed("a chunk must end with CRLF");
    }
    await readTrailers(reader, trailers);
    const signature = trailers.get(TRAILER_SIGNATURE);
    trailers.delete(TRAILER_SIGNATURE);
    if (!hasTrailer && trailers.size > 0) throw malformed("trailers were not declared");
    if (hasTrailer) chain?.verifyTrailers(signature, trailers);
  }
  return { data: decode(), trailers };
}

const TRAILER_SIGNATURE = "x-amz-trailer-signature";

/** Every chunk's signature covers the one before it, starting from the request's own. */
class SignatureChain {
  readonly #verified: VerifiedSignature;
  #previous: string;

  constructor(verified: VerifiedSignature) {
    this.#verified = verified;
    this.#previous = verified.signature;
  }

  verifyChunk(signature: string | undefined, dataSha256: string): void {
    this.#verify(signature, ["AWS4-HMAC-SHA256-PAYLOAD", EMPTY_SHA256, dataSha256]);
  }

  verifyTrailers(signature: string | undefined, trailers: ReadonlyMap<string, string>): void {
    const lines = [...trailers].map(([name, value]) => `${name}:${value}\n`);
    this.#verify(signature, ["AWS4-HMAC-SHA256-TRAILER", sha256Hex(lines.join(""))]);
  }

  #verify(signature: string | undefined, [kind = "", ...hashes]: readonly string[]): void {
    const { signingKey, time, scope } = this.#verified;
    const expected = signLines(signingKey, [kind, time, scope, this.#previous, ...hashes]);
    assertSignature(signature ?? "", expected);
    this.#previous = expected;
  }
}

function parseChunkHeader(line: string | undefined): { bytes: number; signature: string | undefined } {
  if (line === undefined) throw new S3Error("IncompleteBody", "The body ended before its last chunk.");
  const match = /^([0-9a-fA-F]{1,10})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match?.[1]) throw malformed("a chunk must begin with its size in hex");
  return { bytes: Number.parseInt(match[1], 16), signature: match[2] };
}

/** Reads `name:value` lines up to the empty line, which some clients leave out, and the end of the body. */
async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (;;) {
    const line = await reader.line(S3_LIMITS.chunkLineMaxBytes);
    if (line === undefined) return;
    if (line === "") break;
    const colon = line.indexOf(":");
    if (colon < 1) throw malformed("a trailer must have the form name:value");
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  if ((await reader.line(S3_LIMITS.chunkLineMaxBytes)) !== undefined)
    throw malformed("bytes follow the last chunk");
}

function malformed(what: string): S3Error {
  return new S3Error("InvalidRequest", `The aws-chunked body is malformed: ${what}.`);
}
