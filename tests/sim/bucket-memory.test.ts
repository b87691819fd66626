import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { openBucketStore } from "../../packages/local/src/s3/index.ts";
import { bodiesInMemory } from "../../packages/sim/src/cloud/bucket-memory.ts";

const bucket = "films";
const attributes = () => ({ contentType: "text/plain", metadata: {} });

async function openStore() {
  const store = await openBucketStore(bodiesInMemory());
  await store.createBucket(bucket);
  const put = (key: string, text: string) =>
    store.put({ bucket, key, body: Readable.from([...text].map((sign) => Buffer.from(sign))), attributes });
  const read = async (key: string, range?: { start: number; end: number }) => {
    const opened = await store.open({ bucket, key });
    return opened && String(await buffer(opened.file.createReadStream(range)));
  };
  return { store, put, read };
}

describe("a bucket in memory", () => {
  it("gives back what was put, whole and in part", async () => {
    const { put, read } = await openStore();
    const { etag, bytes } = await put("a", "likeness");
    expect({ etag, bytes }).toEqual({ etag: createHash("md5").update("likeness").digest("hex"), bytes: 8 });
    expect(await read("a")).toBe("likeness");
    expect(await read("a", { start: 2, end: 4 })).toBe("ken");
    await put("empty", "");
    expect(await read("empty")).toBe("");
    expect(await read("never")).toBeUndefined();
  });

  it("lets a reader finish what was replaced or removed meanwhile", async () => {
    const { store, put, read } = await openStore();
    await put("a", "old");
    const opened = await store.open({ bucket, key: "a" });
    await put("a", "new");
    await store.remove({ bucket, key: "a" });
    expect(String(await opened?.file.readFile())).toBe("old");
    expect(await read("a")).toBeUndefined();
  });

  it("copies, and keeps nothing of a body that broke or was refused", async () => {
    const { store, put, read } = await openStore();
    await put("a", "kept");
    await store.copy({ from: { bucket, key: "a" }, to: { bucket, key: "b" }, attributes });
    expect(await read("b")).toBe("kept");
    const broken = async function* () {
      yield Buffer.from("half");
      throw new Error("the line broke");
    };
    await expect(store.put({ bucket, key: "a", body: broken(), attributes })).rejects.toThrow("line broke");
    const refused = store.put({
      ...{ bucket, key: "a", attributes, body: Readable.from([Buffer.from("other")]) },
      precondition: () => {
        throw new Error("it is there already");
      },
    });
    await expect(refused).rejects.toThrow("there already");
    expect(await read("a")).toBe("kept");
  });
});
