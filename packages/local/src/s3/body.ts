import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  DIGEST_BYTES,
  startDigest,
} from "./checksums.ts";
import { decodeChunked, isStreamingPayload } from "./chunked.ts";
import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";
import type { VerifiedSignature } from "./signature.ts";

export type DecodedBody = {
  /** The object's own bytes; throws at the end when a length, hash or checksum is wrong, so commit only after it ended. */
  data: AsyncIterable<Buffer>;
  /** The checksum that was verified, once `data` has ended. */
  checksum(): Checksum | undefined;
};

type BodySource = {
  raw: AsyncIterable<Buffer>;
  headers: ReadonlyMap<string, string>;
  verified: VerifiedSignature;
};

/** Decodes a request body and verifies everything the request says about it, without ever holding more than a piece. */
export function decodeBody({ raw, headers, verified }: BodySource): DecodedBody {
  const { payload } = verified;
  const isStreaming = isStreamingPayload(payload);
  if (!isStreaming) assertPlainPayload(payload);
  const chunked = isStreaming ? decodeChunked(raw, verified) : undefined;
  const expectedBytes = declaredBytes(headers, { isStreaming });
  const claimed = claimedChecksum(headers);
  const checks = [
    contentMd5Check(headers),
    isStreaming || payload === UNSIGNED ? undefined : payloadCheck(payload),
    claimed && { ...claimed, digest: startDigest(claimed.algorithm) },
  ].filter((check) => check !== undefined);
  let verifiedChecksum: Checksum | undefined;
  async function* data(): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const piece of chunked?.data ?? raw) {
      bytes += piece.length;
      if (bytes > (expectedBytes ?? S3_LIMITS.objectMaxBytes)) throw tooLong(expectedBytes);
      for (const { digest } of checks) digest.update(piece);
      yield piece;
    }
    if (bytes < (expectedBytes ?? 0)) {
      throw new S3Error("IncompleteBody", `The body has ${bytes} bytes; ${expectedBytes} were declared.`);
    }
    for (const check of checks) finishCheck(check, chunked?.trailers);
    if (claimed) verifiedChecksum = { algorithm: claimed.algorithm, value: claimed.read(chunked?.trailers) };
  }
  return { data: data(), checksum: () => verifiedChecksum };
}

const UNSIGNED = "UNSIGNED-PAYLOAD";

type BodyCheck = {
  digest: ReturnType<typeof startDigest>;
  encoding?: "hex";
  /** The value to reach; a trailing one is known only at the end. */
  read(trailers: ReadonlyMap<string, string> | undefined): string;
  refuse(): S3Error;
};

function finishCheck(check: BodyCheck, trailers: ReadonlyMap<string, string> | undefined): void {
  if (check.digest.value(check.encoding ?? "base64") !== check.read(trailers)) throw check.refuse();
}

function payloadCheck(sha256: string): BodyCheck {
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  const refuse = () => new S3Error("XAmzContentSHA256Mismatch", message);
  return { digest: startDigest("SHA256"), encoding: "hex", read: () => sha256, refuse };
}

function contentMd5Check(headers: ReadonlyMap<string, string>): BodyCheck | undefined {
  const value = headers.get("content-md5");
  if (value === undefined) return undefined;
  if (!isDigest(value, "MD5"))
    throw new S3Error("InvalidDigest", "The Content-MD5 you specified is not valid.");
  const refuse = () =>
    new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.");
  return { digest: startDigest("MD5"), read: () => value, refuse };
}

type ClaimedChecksum = Pick<BodyCheck, "read" | "refuse"> & { algorithm: ChecksumAlgorithm };

/** The one checksum a request may carry, as a header or as a trailer announced by `x-amz-trailer`. */
function claimedChecksum(headers: ReadonlyMap<string, string>): ClaimedChecksum | undefined {
  const trailer = headers.get("x-amz-trailer")?.toLowerCase();
  const announced = CHECKSUM_ALGORITHMS.filter((algorithm) => trailer === headerOf(algorithm));
  if (trailer !== undefined && announced.length === 0) {
    throw new S3Error("NotImplemented", `The trailer "${trailer}" is not implemented.`);
  }
  const claimed = [
    ...CHECKSUM_ALGORITHMS.filter((algorithm) => headers.has(headerOf(algorithm))),
    ...announced,
  ];
  if (claimed.length > 1)
    throw new S3Error("InvalidRequest", "Expecting a single x-amz-checksum- header or trailer.");
  const [algorithm] = claimed;
  assertAnnounced(headers.get("x-amz-sdk-checksum-algorithm"), algorithm);
  if (!algorithm) return undefined;
  const name = headerOf(algorithm);
  const header = headers.get(name);
  if (header !== undefined) assertChecksumValue(header, algorithm);
  const read: BodyCheck["read"] = (trailers) => {
    const value = header ?? trailers?.get(name);
    if (value === undefined)
      throw new S3Error("IncompleteBody", `The announced trailer ${name} did not arrive.`);
    assertChecksumValue(value, algorithm);
    return value;
  };
  const refuse = () =>
    new S3Error("BadDigest", `The ${algorithm} you specified did not match what we received.`);
  return { algorithm, read, refuse };
}

function assertAnnounced(announced: string | undefined, present: ChecksumAlgorithm | undefined): void {
  if (announced === undefined) return;
  if (!CHECKSUM_ALGORITHMS.some((algorithm) => algorithm === announced)) {
    throw new S3Error("NotImplemented", `The checksum algorithm "${announced}" is not implemented.`);
  }
  if (announced === present) return;
  throw new S3Error(
    "InvalidRequest",
    `${announced} is announced, but no matching checksum header or trailer was found.`,
  );
}

function assertChecksumValue(value: string, algorithm: ChecksumAlgorithm): void {
  if (isDigest(value, algorithm)) return;
  throw new S3Error("InvalidRequest", `Value for ${headerOf(algorithm)} header is invalid.`);
}

function isDigest(value: string, algorithm: keyof typeof DIGEST_BYTES): boolean {
  const bytes = Buffer.from(value, "base64");
  return bytes.length === DIGEST_BYTES[algorithm] && bytes.toString("base64") === value;
}

function headerOf(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

function declaredBytes(headers: ReadonlyMap<string, string>, { isStreaming }: { isStreaming: boolean }) {
  const declared = headers.get(isStreaming ? "x-amz-decoded-content-length" : "content-length");
  if (declared === undefined) {
    if (isStreaming) throw new S3Error("MissingContentLength", "x-amz-decoded-content-length is required.");
    return undefined;
  }
  if (!/^\d{1,15}$/.test(declared))
    throw new S3Error("InvalidArgument", "The declared content length is not a number.");
  const bytes = Number(declared);
  if (bytes > S3_LIMITS.objectMaxBytes) throw tooLong(undefined);
  return bytes;
}

function tooLong(expectedBytes: number | undefined): S3Error {
  if (expectedBytes === undefined) {
    return new S3Error("EntityTooLarge", `An object has at most ${S3_LIMITS.objectMaxBytes} bytes.`);
  }
  return new S3Error(
    "InvalidRequest",
    `The body has more than the ${expectedBytes} bytes that were declared.`,
  );
}

function assertPlainPayload(payload: string): void {
  if (payload === UNSIGNED || /^[0-9a-f]{64}$/.test(payload)) return;
  if (payload.startsWith("STREAMING-")) throw new S3Error("NotImplemented", `${payload} is not implemented.`);
  throw new S3Error(
    "InvalidArgument",
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-... or a SHA-256 in lower-case hex.",
  );
}
