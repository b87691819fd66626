import { createHash, type Hash } from "node:crypto";
import { watched } from "./work.ts";

/**
 * What pure calculations answered, by everything that went into them. Equal input gives equal output, so that a picture
 * that comes again in a later run is not encoded, measured or compared again; whoever asks gets a copy of their own.
 */
export class Memory {
  readonly #kept = new Map<string, unknown>();
  readonly #keptMax: number;

  constructor(keptMax: number) {
    this.#keptMax = keptMax;
  }

  /** The answer kept under `key`, or else what `work` answers; a promise that is rejected is forgotten. */
  recall<T>(key: string, work: () => T): T {
    const isKnown = this.#kept.has(key);
    const answer = isKnown ? (this.#kept.get(key) as T) : work();
    // Taken out and put in again, so that what was not asked for longest goes first.
    this.#kept.delete(key);
    this.#kept.set(key, answer);
    if (!isKnown && answer instanceof Promise) answer.catch(() => this.#kept.delete(key));
    if (this.#kept.size > this.#keptMax) this.#forgetOldest();
    if (!(answer instanceof Promise)) return copyOf(answer);
    // Whoever asked first failed in its own way; this one does the work again and fails in its own.
    const own = isKnown ? answer.catch(work) : answer;
    return watched(own.then(copyOf)) as T;
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** Names a calculation and everything that goes into it: bytes, numbers and texts however deep, functions left out. */
export function keyOf(name: string, ...input: unknown[]): string {
  const hash = createHash("sha1").update(name);
  digest(hash, input);
  return hash.digest("base64");
}

function digest(hash: Hash, value: unknown): void {
  const texts: string[] = [];
  const flush = () => {
    if (texts.length > 0) hash.update(texts.join(""));
    texts.length = 0;
  };
  const walk = (each: unknown) => {
    if (ArrayBuffer.isView(each)) {
      texts.push(`<${each.constructor.name} ${each.byteLength}>`);
      flush();
      hash.update(new Uint8Array(each.buffer, each.byteOffset, each.byteLength));
    } else if (Array.isArray(each)) {
      texts.push(`[${each.length}:`);
      for (const item of each) walk(item);
    } else if (typeof each === "object" && each !== null) {
      texts.push("{");
      for (const name in each) {
        const item = (each as Record<string, unknown>)[name];
        if (typeof item === "function" || !Object.hasOwn(each, name)) continue;
        texts.push(name, ":");
        walk(item);
      }
      texts.push("}");
    } else {
      texts.push(typeof each === "string" ? JSON.stringify(each) : `${typeof each} ${String(each)}`, ";");
    }
  };
  walk(value);
  flush();
}

/** Plain data, bytes included; whoever gets it may write into it. */
function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Buffer.isBuffer(value)) return Buffer.from(value) as T;
  if (ArrayBuffer.isView(value)) return (value as unknown as Uint8Array).slice() as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copyOf(item)])) as T;
}
