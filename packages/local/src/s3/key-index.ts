import type { ObjectRecord } from "./record.ts";

/** The records of one bucket, by key and in the order in which S3 lists keys (bytes of their UTF-8). */
export class KeyIndex {
  readonly #records = new Map<string, ObjectRecord>();
  readonly #keys: string[];

  constructor(records: readonly ObjectRecord[]) {
    for (const record of records) this.#records.set(record.key, record);
    this.#keys = [...this.#records.keys()].sort(compareUtf8);
  }

  get(key: string): ObjectRecord | undefined {
    return this.#records.get(key);
  }

  set(record: ObjectRecord): void {
    if (!this.#records.has(record.key))
      this.#keys.splice(firstIndexFrom(this.#keys, record.key), 0, record.key);
    this.#records.set(record.key, record);
  }

  delete(key: string): void {
    if (this.#records.delete(key)) this.#keys.splice(firstIndexFrom(this.#keys, key), 1);
  }

  /** The live array, sorted; read it before the next await. */
  get keys(): readonly string[] {
    return this.#keys;
  }
}

/** Index of the first of the sorted keys that is not before `key`. */
export function firstIndexFrom(keys: readonly string[], key: string): number {
  return firstIndexWhere(keys, (candidate) => compareUtf8(candidate, key) >= 0);
}

/** Binary search: the first index whose key satisfies a condition that, once true, stays true. */
export function firstIndexWhere(keys: readonly string[], holds: (key: string) => boolean, from = 0): number {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(keys[middle] ?? "")) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Orders strings by their UTF-8 bytes, which differs from JavaScript's own order above U+D7FF. */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they rank after U+E000-U+FFFF. */
function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
