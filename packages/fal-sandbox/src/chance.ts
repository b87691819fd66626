import { createHash, randomInt } from "node:crypto";

/** A number in [0, 1) that depends on nothing but the given parts; equal parts give equal numbers. */
export function chance(...parts: ReadonlyArray<string | number>): number {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

/** A factor around 1 (log-normal, kept within 0.25 to 4); `spread` 0 gives exactly 1. */
export function latencyFactor(spread: number, ...parts: ReadonlyArray<string | number>): number {
  if (spread === 0) return 1;
  const radius = Math.sqrt(-2 * Math.log(1 - chance("radius", ...parts)));
  const normal = radius * Math.cos(2 * Math.PI * chance("angle", ...parts));
  return Math.min(4, Math.max(0.25, Math.exp(spread * normal)));
}

/** A seed for a request that named none. */
export function randomSeed(): number {
  return randomInt(2 ** 32);
}
