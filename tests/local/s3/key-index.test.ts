import { describe, expect, it } from "vitest";
import { compareUtf8, KeyIndex } from "../../../packages/local/src/s3/key-index.ts";
import type { ObjectRecord } from "../../../packages/local/src/s3/record.ts";
import { randomKeys } from "./random-keys.ts";

describe("the order of keys", () => {
  it.each([1, 2, 3])("is that of their UTF-8 bytes (seed %i)", (seed) => {
    const keys = randomKeys({ seed, count: 300 });
    const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect([...keys].sort(compareUtf8)).toEqual(byBytes);
  });

  it("puts characters beyond U+FFFF last, unlike JavaScript", () => {
    expect(["🎨", "\uffff", "a"].sort(compareUtf8)).toEqual(["a", "\uffff", "🎨"]);
  });
});

describe("a key index", () => {
  it.each([4, 5])("stays sorted and complete through writes and deletes (seed %i)", (seed) => {
    const keys = randomKeys({ seed, count: 200 });
    const index = new KeyIndex(keys.slice(0, 50).map(recordOf));
    const model = new Set(keys.slice(0, 50));
    keys.forEach((key, n) => {
      if (n % 3 === 0) {
        index.delete(key);
        model.delete(key);
      } else {
        index.set(recordOf(key));
        model.add(key);
      }
    });
    expect(index.keys).toEqual([...model].sort(compareUtf8));
    for (const key of keys) expect(index.get(key)?.key).toBe(model.has(key) ? key : undefined);
  });
});

function recordOf(key: string): ObjectRecord {
  const attributes = { contentType: "text/plain", metadata: {} };
  return { key, etag: "0".repeat(32), bytes: 0, lastModifiedMs: 0, bodyFile: "", attributes };
}
