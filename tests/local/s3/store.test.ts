import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BucketStore, createBucketStore } from "../../../packages/local/src/s3/index.ts";

const bucket = "media";
let dir: string;
let store: BucketStore;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "store-"));
  store = await createBucketStore({ dir });
  await store.createBucket(bucket);
});
afterEach(async () => await rm(dir, { recursive: true, force: true }));

const attributes = () => ({ contentType: "text/plain", metadata: {} });
const put = async (key: string, text: string, to = store) =>
  await to.put({ bucket, key, body: Readable.from([Buffer.from(text)]), attributes });
const read = async (key: string, from = store) => {
  const opened = await from.open({ bucket, key });
  const text = (await opened?.file.readFile())?.toString("utf8");
  await opened?.file.close();
  return text;
};
const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

describe("a bucket store", () => {
  it("has after a restart everything it had before, with the same records", async () => {
    const record = await put("a/b", "hello");
    await put("gone", "x");
    await store.remove({ bucket, key: "gone" });
    const reopened = await createBucketStore({ dir });
    expect(reopened.head({ bucket, key: "a/b" })).toEqual(record);
    expect(await read("a/b", reopened)).toBe("hello");
    expect(reopened.keys(bucket)).toEqual(["a/b"]);
    expect(reopened.hasBucket("other")).toBe(false);
  });

  it.each([
    "../../../escaped",
    "/etc/passwd",
    "..",
    ".",
    "a/../../../../b",
    "\u0000",
    "nul\u0000byte",
    "C:\\x",
  ])("never leaves its directory for the key %j", async (key) => {
    const around = path.join(dir, "inner", "store");
    const inner = await createBucketStore({ dir: around });
    await inner.createBucket(bucket);
    const before = (await filesIn(dir)).length;
    await put(key, "hello", inner);
    expect(await read(key, inner)).toBe("hello");
    const inside = await filesIn(path.join(around, bucket));
    expect(inside).toHaveLength(2);
    expect((await filesIn(dir)).length - before).toBe(2);
  });

  it("keeps keys apart that only differ in case or in their composition", async () => {
    const keys = ["Key", "key", "\u00e9", "e\u0301"];
    for (const key of keys) await put(key, key);
    for (const key of keys) expect(await read(key)).toBe(key);
  });

  it("refuses a key that is half of a character", async () => {
    await expect(put("\ud83c", "x")).rejects.toMatchObject({ code: "InvalidURI" });
  });

  it("leaves nothing behind when the body fails, and keeps the old object", async () => {
    await put("key", "old");
    const before = (await filesIn(dir)).length;
    async function* broken() {
      yield Buffer.from("half");
      throw new Error("cut off");
    }
    await expect(store.put({ bucket, key: "key", body: broken(), attributes })).rejects.toThrow("cut off");
    expect(await read("key")).toBe("old");
    expect((await filesIn(dir)).length).toBe(before);
  });

  it("removes the body that was replaced, yet lets its reader finish", async () => {
    await put("key", "old");
    const opened = await store.open({ bucket, key: "key" });
    await put("key", "new");
    expect(String(await opened?.file.readFile())).toBe("old");
    await opened?.file.close();
    expect(await read("key")).toBe("new");
    expect(await filesIn(path.join(dir, bucket))).toHaveLength(2);
  });

  it("gives every reader and copier a whole object while it is replaced all the time", async () => {
    await put("key", "version 0");
    for (let round = 1; round <= 60; round++) {
      const from = { bucket, key: "key" };
      const copy = async (n: number) =>
        await store.copy({
          from,
          to: { bucket, key: `copy-${n}` },
          attributes: (source) => source.attributes,
        });
      const writes = [put("key", `version ${round}a`), put("key", `version ${round}b`)];
      const readers = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? read("key") : copy(n)));
      await Promise.all([...writes, ...readers]);
    }
    expect(await read("key")).toMatch(/^version 60[ab]$/);
  });

  it("asks a precondition with what is stored, one write after another", async () => {
    const increments = Array.from({ length: 50 }, async () => {
      let seen = -1;
      await store.put({
        bucket,
        key: "counter",
        body: Readable.from([Buffer.from("x")]),
        precondition: (current) => {
          seen = Number(current?.attributes.metadata.count ?? 0);
        },
        attributes: () => ({ contentType: "text/plain", metadata: { count: String(seen + 1) } }),
      });
    });
    await Promise.all(increments);
    expect(store.head({ bucket, key: "counter" })?.attributes.metadata.count).toBe("50");
  });

  it("drops at its start what a crash left half done, and nothing else", async () => {
    const { bodyFile } = await put("key", "hello");
    const shard = path.join(dir, bucket, bodyFile.slice(0, 2));
    await writeFile(path.join(shard, `${bodyFile.slice(0, 64)}.0123456789abcdef`), "a body without a record");
    await writeFile(path.join(dir, ".incoming", "half"), "half a body");
    const reopened = await createBucketStore({ dir });
    expect(await read("key", reopened)).toBe("hello");
    expect(await filesIn(dir)).toHaveLength(2);
  });

  it("names the file of a record it cannot read instead of forgetting the object", async () => {
    const { bodyFile } = await put("key", "hello");
    const record = path.join(dir, bucket, bodyFile.slice(0, 2), `${bodyFile.slice(0, 64)}.json`);
    await writeFile(record, "{}");
    await expect(createBucketStore({ dir })).rejects.toThrow(record);
  });
});

describe("a bucket store whose process is killed while it writes", () => {
  it("has every object that was acknowledged, whole, and no other half", async () => {
    const writer = fileURLToPath(new URL("./endless-writer.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", writer, dir, bucket], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const acknowledged: string[] = [];
    let rest = "";
    for await (const piece of child.stdout) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      acknowledged.push(...lines);
      if (acknowledged.length >= 200) break;
    }
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    const reopened = await createBucketStore({ dir });
    for (const line of acknowledged) {
      const [key = "", version] = line.split(" ");
      const text = (await read(key, reopened)) ?? "";
      const [storedVersion = "", ...repeated] = text.split(",");
      expect(Number(storedVersion)).toBeGreaterThanOrEqual(Number(version));
      expect(repeated).toEqual(Array.from({ length: 5000 }, () => storedVersion));
    }
    expect(await filesIn(path.join(dir, bucket))).toHaveLength(reopened.keys(bucket).length * 2);
  });
});
