import { afterEach, describe, expect, test } from "vitest";
import {
  deleteObject,
  deleteObjects,
  getObject,
  headObject,
  listObjects,
} from "../../../packages/core/src/storage/objects.ts";
import { useBucket } from "./bucket-settings.ts";
import { type Answer, type SeenRequest, startScriptedBucket } from "./scripted-bucket.ts";

let bucket: Awaited<ReturnType<typeof startScriptedBucket>> | undefined;
afterEach(() => bucket?.close());

async function bucketThat(answer: (request: SeenRequest) => Answer) {
  bucket = await startScriptedBucket(answer);
  useBucket(bucket.url);
  return bucket;
}

describe("reading from a bucket", () => {
  test("notices bytes that are not the ones that were stored", async () => {
    await bucketThat(() => ({
      status: 200,
      body: "damaged",
      headers: { "x-amz-meta-sha256": "0".repeat(64) },
    }));
    await expect(getObject("a/b.webp")).rejects.toMatchObject({
      name: "StorageCorrupt",
      code: "storage.corrupt",
    });
  });

  test("calls a body that breaks off unavailable", async () => {
    const headers = { "content-length": "5000" };
    await bucketThat(() => ({ status: 200, body: "short", hangUp: true, headers }));
    const reading = getObject("a/b.webp");
    await expect(reading).rejects.toMatchObject({ name: "StorageUnavailable", retryable: true });
  });

  test.each([
    [404, "StorageMissing"],
    [403, "StorageRefused"],
    [500, "StorageUnavailable"],
  ])("names a HEAD that answers %i, which has no body to say why, %s", async (status, name) => {
    await bucketThat(() => ({ status }));
    await expect(headObject("a/b.webp")).rejects.toMatchObject({ name });
  });

  test("lists nothing when there is nothing", async () => {
    const body = '<?xml version="1.0"?><ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>';
    await bucketThat(() => ({ status: 200, body }));
    expect(await listObjects("projects/p/")).toEqual({ objects: [], cursor: undefined });
  });
});

describe("deleting from a bucket", () => {
  test("deletes one by one, never by the batch operation that insists on a checksum", async () => {
    const { seen } = await bucketThat(() => ({ status: 204 }));
    await deleteObjects(["a/1.webp", "a/2.webp"]);
    expect(seen.map(({ method }) => method)).toEqual(["DELETE", "DELETE"]);
  });

  test("says by name that the bucket is away", async () => {
    await bucketThat(() => ({ status: 503, code: "ServiceUnavailable" }));
    await expect(deleteObject("a/1.webp")).rejects.toMatchObject({ name: "StorageUnavailable" });
  });
});
