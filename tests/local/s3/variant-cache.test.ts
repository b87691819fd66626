import { describe, expect, it } from "vitest";
import { VariantCache } from "../../../packages/local/src/s3/variant-cache.ts";

const variant = (bytes: number) => ({ data: Buffer.alloc(bytes), contentType: "image/webp", etag: "" });

/** Counts how often each name had to be made. */
function counted(cache: VariantCache) {
  const made: string[] = [];
  const get = async (name: string, bytes = 10) =>
    await cache.get(name, async () => {
      made.push(name);
      return variant(bytes);
    });
  return { made, get };
}

describe("the cache of variants", () => {
  it("makes a variant once, also for many who ask at the same time", async () => {
    const { made, get } = counted(new VariantCache({ maxBytes: 100 }));
    const together = await Promise.all(Array.from({ length: 20 }, () => get("a")));
    expect(new Set(together).size).toBe(1);
    expect(await get("a")).toBe(together[0]);
    expect(made).toEqual(["a"]);
  });

  it("forgets what was not used for longest when it is full", async () => {
    const cache = new VariantCache({ maxBytes: 30 });
    const { made, get } = counted(cache);
    for (const name of ["a", "b", "c", "a", "d", "a", "c", "b"]) await get(name);
    expect(made).toEqual(["a", "b", "c", "d", "b"]);
    expect(cache.bytes).toBe(30);
  });

  it("does not keep what is larger than itself", async () => {
    const cache = new VariantCache({ maxBytes: 30 });
    const { made, get } = counted(cache);
    await get("small");
    await get("large", 31);
    await get("large", 31);
    await get("small");
    expect(made).toEqual(["small", "large", "large"]);
    expect(cache.bytes).toBe(10);
  });

  it("does not keep a failure", async () => {
    const cache = new VariantCache({ maxBytes: 30 });
    await expect(cache.get("a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    const { made, get } = counted(cache);
    await get("a");
    expect(made).toEqual(["a"]);
  });
});
