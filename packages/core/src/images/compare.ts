import { LikenessError } from "../errors.ts";
import { MEASURE } from "../limits.ts";

const HASH = /^[0-9a-f]{16}$/;

/** In how many of their 64 bits two perceptual hashes differ. */
export function hammingDistance(one: string, other: string): number {
  let difference = bits(one) ^ bits(other);
  let count = 0;
  while (difference > 0n) {
    difference &= difference - 1n;
    count++;
  }
  return count;
}

/** Whether two perceptual hashes are of one picture, re-encoded or resized at most. */
export function isDuplicate(one: string, other: string): boolean {
  return hammingDistance(one, other) <= MEASURE.duplicateMaxBits;
}

function bits(hash: string): bigint {
  if (HASH.test(hash)) return BigInt(`0x${hash}`);
  throw new LikenessError(
    "internal",
    "image.hash-invalid",
    `"${hash}" is not a perceptual hash of 16 hex digits.`,
  );
}
