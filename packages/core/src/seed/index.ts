import { createHash } from "node:crypto";
import * as z from "zod";

const SEED_BITS = 31;

/** A seed that follows from its parts, 0 to 2^31-1: planning twice asks for the same picture. */
export function derivedSeed(...parts: Array<string | number>): number {
  const digest = createHash("sha256").update(parts.join("\n")).digest();
  return digest.readUInt32BE(0) % 2 ** SEED_BITS;
}

/** Schema of a seed that a caller chooses: every provider takes these. */
export function seedSchema() {
  return z
    .int()
    .min(0)
    .max(2 ** SEED_BITS - 1);
}

/** A seed for an answer: a number where one can hold it, else text, because providers' seeds exceed 2^53. */
export function publicSeed(seed: string | undefined): number | string | null {
  if (seed === undefined) return null;
  const value = Number(seed);
  return Number.isSafeInteger(value) ? value : seed;
}
