import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyObject,
  deleteObject,
  deleteObjects,
  getObject,
  headObject,
  listObjects,
  type PutInput,
  putImmutable,
  signedUrl,
  uploadBatch,
} from "../../../packages/core/src/storage/index.ts";
import { createBucketStore, startS3 } from "../../../packages/local/src/s3/index.ts";
import { BUCKET_NAME, CREDENTIALS, useBucket } from "./bucket-settings.ts";

let dir: string;
let server: Awaited<ReturnType<typeof startS3>>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "likeness-storage-"));
  const store = await createBucketStore({ dir });
  await store.createBucket(BUCKET_NAME);
  server = await startS3({ store, credentials: CREDENTIALS, port: 0 });
  useBucket(server.url);
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

function item(key: string, text = key): PutInput {
  const bytes = Buffer.from(text);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { key, bytes, contentType: "image/webp", sha256, metadata: { "media-id": "med_1" } };
}

describe("storage on a real bucket", () => {
  test("gives back what was stored, with type, checksum and metadata", async () => {
    const put = item("one/a.webp");
    expect(await putImmutable(put)).toMatchObject({ existed: false, sizeBytes: put.bytes.byteLength });
    const got = await getObject(put.key);
    expect(got.bytes).toEqual(put.bytes);
    expect(got).toMatchObject({ contentType: "image/webp", sha256: put.sha256, metadata: put.metadata });
    const head = await headObject(put.key);
    expect(head).toMatchObject({ sizeBytes: put.bytes.byteLength, etag: got.etag, sha256: put.sha256 });
    expect(head.uploadedAt.getTime()).toBeGreaterThan(0);
  });

  test("never overwrites: the same again is fine, something else is a conflict", async () => {
    await putImmutable(item("two/a.webp", "first"));
    expect(await putImmutable(item("two/a.webp", "first"))).toMatchObject({ existed: true });
    await expect(putImmutable(item("two/a.webp", "second"))).rejects.toMatchObject({
      name: "StorageKeyConflict",
    });
    expect((await getObject("two/a.webp")).bytes.toString()).toBe("first");
  });

  test("lets exactly one of many writers of a key be the one who stored it", async () => {
    const puts = await uploadBatch(Array.from({ length: 8 }, () => item("race/a.webp", "same")));
    expect(
      puts.map((put) => put.ok && put.value.existed).filter((existed) => existed === false),
    ).toHaveLength(1);
    expect(puts.every((put) => put.ok)).toBe(true);
  });

  test("reports what is missing by name", async () => {
    await expect(getObject("no/such.webp")).rejects.toMatchObject({
      name: "StorageMissing",
      kind: "missing",
    });
    await expect(headObject("no/such.webp")).rejects.toMatchObject({ name: "StorageMissing" });
    const copy = copyObject({ from: "no/such.webp", to: "no/other.webp" });
    await expect(copy).rejects.toMatchObject({ name: "StorageMissing" });
  });

  test("stores a batch with an outcome for each, in order", async () => {
    await putImmutable(item("batch/03.webp", "taken"));
    const keys = Array.from({ length: 12 }, (_, index) => `batch/${String(index).padStart(2, "0")}.webp`);
    const outcomes = await uploadBatch(keys.map((key) => item(key)));
    expect(outcomes.map((outcome) => outcome.item.key)).toEqual(keys);
    expect(outcomes.flatMap((outcome, index) => (outcome.ok ? [] : [[index, outcome.error.name]]))).toEqual([
      [3, "StorageKeyConflict"],
    ]);
  });

  test("lists by prefix, page by page, in key order", async () => {
    const keys = ["list/a.webp", "list/b.webp", "list/c.webp"];
    await uploadBatch([...keys, "listing/other.webp"].map((key) => item(key)));
    const first = await listObjects("list/", { limit: 2 });
    expect(first.objects.map(({ key }) => key)).toEqual(keys.slice(0, 2));
    expect(first.objects[0]).toMatchObject({ sizeBytes: "list/a.webp".length });
    const second = await listObjects("list/", { limit: 2, cursor: first.cursor });
    expect(second.objects.map(({ key }) => key)).toEqual(keys.slice(2));
    expect(second.cursor).toBeUndefined();
  });

  test("copies with metadata and deletes, also what is not there", async () => {
    await putImmutable(item("from/a.webp"));
    await copyObject({ from: "from/a.webp", to: "to/a.webp" });
    await deleteObject("from/a.webp");
    await deleteObject("from/a.webp");
    const copied = await getObject("to/a.webp");
    expect(copied).toMatchObject({ contentType: "image/webp", metadata: { "media-id": "med_1" } });
    const outcomes = await deleteObjects(["to/a.webp", "to/never.webp", "../bad"]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false]);
    await expect(headObject("to/a.webp")).rejects.toMatchObject({ name: "StorageMissing" });
  });

  test("hands out URLs that read and write without keys, and only as signed", async () => {
    const key = "signed/a.webp";
    const put = await signedUrl(key, { expires: 60, operation: "put", contentType: "image/webp" });
    const refused = await fetch(put, { method: "PUT", body: "x", headers: { "content-type": "text/html" } });
    expect(refused.status).toBe(403);
    const accepted = await fetch(put, {
      method: "PUT",
      body: "picture",
      headers: { "content-type": "image/webp" },
    });
    expect(accepted.status).toBe(200);
    const get = await signedUrl(key, { expires: 60 });
    expect(await (await fetch(get)).text()).toBe("picture");
    expect((await fetch(get.replace("signed/a", "signed/b"))).status).toBe(403);
  });
});
