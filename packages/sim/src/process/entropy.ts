import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { type Random, randomStream } from "../random.ts";

/**
 * Chance for this whole process: Math.random and everything of node:crypto that draws numbers follow from one seed, so that
 * ids, jitter and names repeat. Import this module before any other: libraries keep what they find when they load.
 */
let stream: Random = randomStream(0, "entropy");

/** Starts the process's chance anew. */
export function reseed(seed: number): void {
  stream = randomStream(seed, "entropy");
}

type Bytes = (size: number, done?: (error: null, bytes: Buffer) => void) => Buffer | undefined;

const randomBytes: Bytes = (size, done) => {
  const bytes = Buffer.alloc(size);
  stream.bytes(bytes);
  if (!done) return bytes;
  process.nextTick(done, null, bytes);
  return undefined;
};

function fill<T extends ArrayBufferView>(target: T): T {
  stream.bytes(new Uint8Array(target.buffer, target.byteOffset, target.byteLength));
  return target;
}

function randomUUID(): `${string}-${string}-${string}-${string}-${string}` {
  const bytes = new Uint8Array(16);
  stream.bytes(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function randomInt(first: number, second?: number): number {
  const [low, high] = second === undefined ? [0, first] : [first, second];
  return low + stream.below(high - low);
}

Math.random = () => stream.next();
Object.assign(crypto, { randomBytes, randomUUID, randomInt, randomFillSync: fill });
syncBuiltinESMExports();
Object.defineProperty(globalThis.crypto, "getRandomValues", { value: fill });
Object.defineProperty(globalThis.crypto, "randomUUID", { value: randomUUID });
