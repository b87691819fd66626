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

/**
 * Whether two perceptual hashes are of one picture, re-encoded, resized or slightly brightened at most.
 *
 * The bound of 3 bits: pictures of drawn figures at every 30° come back from JPEG at quality 60, WebP at 50, half and
 * double size, noise and 5 % more light with at most 2 bits changed (216 cases), while neighbouring views of a person
 * differ in 5 to 24, a plain one without any ornament included. Views that truly look alike are called alike: the back
 * of a round bottle or vase at 150° and 180° is 0 to 3 bits apart.
 */
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
