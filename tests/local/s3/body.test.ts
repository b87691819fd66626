import { createHash } from "node:crypto";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type Endpoint, givenEndpoint, sdk } from "./endpoint.ts";
import { CHECKSUM_SETTINGS, objectClient } from "./object-client.ts";
import { sign } from "./raw-http.ts";

const MIB = 1024 * 1024;
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await givenEndpoint();
});
afterAll(async () => await endpoint.close());

describe.each(CHECKSUM_SETTINGS)("with checksums %s, the unmodified SDK", (checksums) => {
  let objects: ReturnType<typeof objectClient>;
  beforeAll(() => {
    objects = objectClient(endpoint, checksums);
  });

  it("has its Content-MD5 checked", async () => {
    const ContentMD5 = createHash("md5").update("hello").digest("base64");
    await objects.put({ Key: "md5", Body: "hello", ContentMD5 });
    await expect(objects.put({ Key: "md5", Body: "jello", ContentMD5 })).rejects.toMatchObject({
      name: "BadDigest",
    });
    const malformed = objects.put({ Key: "md5", Body: "hello", ContentMD5: "abc" });
    await expect(malformed).rejects.toMatchObject({ name: "InvalidDigest" });
    expect(await objects.text({ Key: "md5" })).toBe("hello");
  });

  it.each(["CRC32", "SHA1", "SHA256"] as const)(
    "has a %s checksum verified and given back",
    async (algorithm) => {
      await objects.put({ Key: algorithm, Body: "hello", ChecksumAlgorithm: algorithm });
      const name = `Checksum${algorithm}` as const;
      const stored = await objects.head({ Key: algorithm, ChecksumMode: "ENABLED" });
      expect(stored[name]).toBe(CHECKSUMS_OF_HELLO[algorithm]);
      const wrong = objects.put({ Key: algorithm, Body: "jello", [name]: CHECKSUMS_OF_HELLO[algorithm] });
      await expect(wrong).rejects.toMatchObject({ name: "BadDigest" });
      const malformed = objects.put({ Key: algorithm, Body: "hello", [name]: "abc" });
      await expect(malformed).rejects.toMatchObject({ name: "InvalidRequest" });
    },
  );
});

describe("a large object", () => {
  it("is streamed to disk without this process ever holding it", async () => {
    const size = 256 * MIB;
    const piece = Buffer.alloc(MIB / 4, 7);
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    async function* pieces() {
      for (let sent = 0; sent < size; sent += piece.length) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
        yield piece;
      }
    }
    const Body = Readable.from(pieces());
    await endpoint
      .client()
      .send(new sdk.PutObjectCommand({ Bucket: BUCKET, Key: "large", Body, ContentLength: size }));
    expect(endpoint.store.head({ bucket: BUCKET, key: "large" })?.bytes).toBe(size);
    expect(peak).toBeLessThan(size / 2);
    await endpoint.store.remove({ bucket: BUCKET, key: "large" });
  }, 60_000);
});

describe("an upload", () => {
  it("whose client leaves in the middle of a body stores nothing", async () => {
    const { port } = endpoint.server;
    const request = await sign({ port, method: "PUT", path: `/${BUCKET}/half`, body: "x".repeat(1000) });
    const cut = { ...request, headers: { ...request.headers, connection: "close" } };
    const head = Object.entries(cut.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const isAnswered = () =>
      endpoint.operations.some((event) => event.status === 400 && event.bytesIn === 10);
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`PUT ${cut.path} HTTP/1.1\r\n${head.join("")}\r\nxxxxxxxxxx`, () => socket.end());
    });
    await expect.poll(isAnswered, { timeout: 10_000 }).toBe(true);
    socket.destroy();
    expect(endpoint.store.head({ bucket: BUCKET, key: "half" })).toBeUndefined();
  });
});

const CHECKSUMS_OF_HELLO = {
  CRC32: "NhCmhg==",
  SHA1: createHash("sha1").update("hello").digest("base64"),
  SHA256: createHash("sha256").update("hello").digest("base64"),
};
