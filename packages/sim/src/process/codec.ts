import { createHash, type Hash } from "node:crypto";
import sharp, { type Sharp } from "sharp";
import { watched } from "./work.ts";

type Method = (this: Sharp, ...input: unknown[]) => Promise<unknown>;

const KEPT_MAX = 4_000;
const kept = new Map<string, Promise<unknown>>();
let last: Promise<unknown> = Promise.resolve();
let isInstalled = false;

/**
 * Makes encoding repeatable: one picture at a time, in the order asked, so that the order in which threads end decides
 * nothing. Equal bytes with equal options give equal bytes, so an answer is kept for the next time.
 */
export function takeOverCodec(): void {
  if (isInstalled) return;
  isInstalled = true;
  const prototype = (sharp as unknown as { prototype: Record<string, Method> }).prototype;
  for (const name of ["toBuffer", "metadata", "stats"]) {
    const original = prototype[name];
    if (original) prototype[name] = inTurn(name, original);
  }
  sharp.cache(false);
  sharp.concurrency(1);
}

function inTurn(name: string, original: Method): Method {
  return function (...input) {
    const key = keyOf(this, name, input);
    const known = kept.get(key);
    if (known) return watched(known.then(copied));
    if (kept.size >= KEPT_MAX) kept.clear();
    const answer = last.then(() => original.apply(this, input));
    last = answer.catch(() => undefined);
    kept.set(key, answer);
    return watched(answer.then(copied));
  };
}

/** Whoever gets a picture may write into it. */
function copied(answer: unknown): unknown {
  if (Buffer.isBuffer(answer)) return Buffer.from(answer);
  if (typeof answer !== "object" || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, copied(value)]));
}

/** Everything that decides the answer: sharp keeps input and operations as plain options of the instance. */
function keyOf(image: Sharp, name: string, input: unknown[]): string {
  const { options } = image as unknown as { options: unknown };
  const hash = createHash("sha1").update(name);
  digest(hash, options);
  digest(hash, input);
  return hash.digest("base64");
}

function digest(hash: Hash, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (Array.isArray(value)) {
    hash.update("[");
    for (const item of value) digest(hash, item);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (typeof item === "function") continue;
      hash.update(`{${name}:`);
      digest(hash, item);
    }
  } else {
    hash.update(`${typeof value} ${String(value)};`);
  }
}
