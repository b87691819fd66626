import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export const CHECKSUM_ALGORITHMS = ["CRC32", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];
/** The value is base64 of the digest's bytes, as in the `x-amz-checksum-*` headers. */
export type Checksum = { algorithm: ChecksumAlgorithm; value: string };

/** A digest that is fed piece by piece; `value` ends it. */
export type RunningDigest = {
  update(chunk: Uint8Array): void;
  value(encoding: "base64" | "hex"): string;
};

/** Starts a digest of one of S3's algorithms or of MD5. */
export function startDigest(algorithm: ChecksumAlgorithm | "MD5"): RunningDigest {
  if (algorithm === "CRC32") return startCrc32();
  const hash = createHash(algorithm.toLowerCase());
  return { update: (chunk) => void hash.update(chunk), value: (encoding) => hash.digest(encoding) };
}

/** Bytes of a digest, to tell a malformed header from a wrong one. */
export const DIGEST_BYTES = { CRC32: 4, SHA1: 20, SHA256: 32, MD5: 16 } as const;

function startCrc32(): RunningDigest {
  let state = 0;
  return {
    update: (chunk) => {
      state = crc32(chunk, state);
    },
    value: (encoding) => {
      const bytes = Buffer.alloc(DIGEST_BYTES.CRC32);
      bytes.writeUInt32BE(state);
      return bytes.toString(encoding);
    },
  };
}
