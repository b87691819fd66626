import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { putImmutable } from "../../../packages/core/src/storage/put.ts";
import { BUCKET_NAME, useBucket } from "./bucket-settings.ts";
import { type Answer, type SeenRequest, startScriptedBucket } from "./scripted-bucket.ts";

const bytes = Buffer.from("a picture");
const sha256 = createHash("sha256").update(bytes).digest("hex");
const item = { key: "projects/p/m.webp", bytes, contentType: "image/webp", sha256 };
const UPLOADED = "Fri, 02 Jan 2026 03:04:05 GMT";

let bucket: Awaited<ReturnType<typeof startScriptedBucket>> | undefined;
afterEach(async () => {
  await bucket?.close();
  bucket = undefined;
});

async function bucketThat(answer: (request: SeenRequest) => Answer) {
  bucket = await startScriptedBucket(answer);
  useBucket(bucket.url);
  return bucket;
}

/** A bucket where the key is taken by an object with this metadata. */
function takenBy(headers: Record<string, string>) {
  const stored = { "last-modified": UPLOADED, "content-length": "9", etag: '"e0"', ...headers };
  return bucketThat(({ method }) =>
    method === "HEAD" ? { status: 200, headers: stored } : { status: 412, code: "PreconditionFailed" },
  );
}

describe("putImmutable", () => {
  test("stores only where nothing is, with checksums both ways and a year of caching", async () => {
    const { seen } = await bucketThat(() => ({ status: 200, headers: { etag: '"e1"' } }));
    const result = await putImmutable({ ...item, metadata: { "media-id": "med_1" } });
    expect(result).toMatchObject({ key: item.key, sizeBytes: 9, etag: '"e1"', existed: false });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "PUT", path: `/${BUCKET_NAME}/${item.key}?x-id=PutObject` });
    expect(seen[0]?.headers).toMatchObject({
      "if-none-match": "*",
      "content-md5": createHash("md5").update(bytes).digest("base64"),
      "cache-control": "public, max-age=31536000, immutable",
      "content-type": "image/webp",
      "x-amz-meta-sha256": sha256,
      "x-amz-meta-media-id": "med_1",
    });
    expect(Object.keys(seen[0]?.headers ?? {}).join()).not.toMatch(/x-amz-checksum/);
  });

  test("twice with the same bytes succeeds and says that they were there", async () => {
    await takenBy({ "x-amz-meta-sha256": sha256 });
    expect(await putImmutable(item)).toEqual({
      key: item.key,
      sizeBytes: 9,
      etag: '"e0"',
      uploadedAt: new Date(UPLOADED),
      existed: true,
    });
  });

  test.each([{ "x-amz-meta-sha256": "0".repeat(64) }, {}])(
    "over other bytes (%j) is a conflict",
    async (headers) => {
      await takenBy(headers as Record<string, string>);
      await expect(putImmutable(item)).rejects.toMatchObject({
        name: "StorageKeyConflict",
        code: "storage.key-conflict",
        retryable: false,
      });
    },
  );

  test.each([
    ["SlowDown", 503, "StorageUnavailable"],
    ["InternalError", 500, "StorageUnavailable"],
    ["TooManyRequests", 429, "StorageUnavailable"],
    ["ClientDisconnect", 400, "StorageUnavailable"],
    ["BadDigest", 400, "StorageUnavailable"],
    ["ConditionalRequestConflict", 409, "StorageUnavailable"],
    ["QuotaExceeded", 403, "StorageQuotaExceeded"],
    ["InsufficientStorage", 507, "StorageQuotaExceeded"],
    ["AccessDenied", 403, "StorageRefused"],
    ["NoSuchBucket", 404, "StorageRefused"],
    ["SignatureDoesNotMatch", 403, "StorageRefused"],
  ])("names what the bucket answered: %s (%i) is %s", async (code, status, name) => {
    await bucketThat(() => ({ status, code }));
    await expect(putImmutable(item)).rejects.toMatchObject({
      name,
      retryable: name === "StorageUnavailable",
    });
  });

  test("rides out a passing failure by itself", async () => {
    let calls = 0;
    const { seen } = await bucketThat(() =>
      ++calls === 1 ? { status: 503, code: "SlowDown" } : { status: 200 },
    );
    expect(await putImmutable(item)).toMatchObject({ existed: false });
    expect(seen).toHaveLength(2);
  });

  test("calls a bucket unavailable that breaks off or that nobody runs", async () => {
    const { url, close } = await bucketThat(() => ({ status: 200, hangUp: true }));
    await expect(putImmutable(item)).rejects.toMatchObject({ name: "StorageUnavailable", retryable: true });
    await close();
    useBucket(url);
    await expect(putImmutable(item)).rejects.toMatchObject({ name: "StorageUnavailable", retryable: true });
  });

  test.each([
    [{ sha256: "short" }, "metadata.sha256"],
    [{ metadata: { prompt: "é" } }, "metadata.prompt"],
    [{ metadata: { Prompt: "x" } }, "metadata.Prompt"],
    [{ metadata: { note: "a\r\nx-amz-acl: public" } }, "metadata.note"],
    [{ metadata: { sha256: "0".repeat(64) } }, "metadata.sha256"],
    [{ metadata: { note: "x".repeat(8_192) } }, "metadata.metadata"],
  ])("refuses what cannot travel in headers (%#) before asking the bucket", async (change, field) => {
    const { seen } = await bucketThat(() => ({ status: 200 }));
    await expect(putImmutable({ ...item, ...(change as Partial<typeof item>) })).rejects.toMatchObject({
      code: "storage.metadata-invalid",
      problems: [{ field }],
    });
    expect(seen).toHaveLength(0);
  });

  test("refuses a key that leaves its folder", async () => {
    const { seen } = await bucketThat(() => ({ status: 200 }));
    await expect(putImmutable({ ...item, key: "projects/../x" })).rejects.toMatchObject({
      code: "storage.key-invalid",
    });
    expect(seen).toHaveLength(0);
  });
});
