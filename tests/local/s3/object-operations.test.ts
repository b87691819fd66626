import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type Endpoint, givenEndpoint, sdk } from "./endpoint.ts";
import { CHECKSUM_SETTINGS, objectClient } from "./object-client.ts";
import { send, sign } from "./raw-http.ts";

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

  it("gets back everything it put: bytes, headers, metadata and encryption", async () => {
    const written = await objects.put({
      Key: "full.webp",
      Body: "hello",
      ContentType: "image/webp",
      CacheControl: "public, immutable",
      ContentDisposition: "inline",
      ContentEncoding: "gzip",
      ContentLanguage: "en",
      Metadata: { "media-id": "med_1", note: "=?UTF-8?B?w7w=?=" },
      ServerSideEncryption: "AES256",
    });
    expect(written).toMatchObject({ ETag: etagOf("hello"), ServerSideEncryption: "AES256" });
    const described = {
      ETag: etagOf("hello"),
      ContentLength: 5,
      ContentType: "image/webp",
      CacheControl: "public, immutable",
      ContentDisposition: "inline",
      ContentEncoding: "gzip",
      ContentLanguage: "en",
      Metadata: { "media-id": "med_1", note: "=?UTF-8?B?w7w=?=" },
      ServerSideEncryption: "AES256",
    };
    expect(await objects.head({ Key: "full.webp" })).toMatchObject(described);
    const answer = await objects.get({ Key: "full.webp" });
    expect(answer).toMatchObject(described);
    expect(await answer.Body?.transformToString()).toBe("hello");
  });

  it("puts a stream, which arrives byte by byte as it was", async () => {
    const pieces = Array.from({ length: 50 }, (_, n) => Buffer.alloc(1 + n * 997, n));
    const content = Buffer.concat(pieces);
    await objects.put({ Key: "stream", Body: Readable.from(pieces), ContentLength: content.length });
    const answer = await objects.get({ Key: "stream" });
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    expect((await objects.head({ Key: "stream" })).ContentEncoding).toBeUndefined();
  });

  it("puts and gets an empty object", async () => {
    await objects.put({ Key: "empty", Body: "" });
    const answer = await objects.get({ Key: "empty" });
    expect([answer.ContentLength, await answer.Body?.transformToString()]).toEqual([0, ""]);
    await expect(objects.get({ Key: "empty", Range: "bytes=0-0" })).rejects.toMatchObject({
      name: "InvalidRange",
    });
  });

  it.each([
    ["a b+c&d=e?f#g%20h"],
    ["日本語/🎨/ü"],
    ["../../etc/passwd"],
    ["/leading//double/./dots/.."],
    ["line\nbreak\ttab"],
    ["x".repeat(1024)],
    [`${"ü".repeat(511)}xy`],
    ["con.json"],
    ["__proto__"],
  ])("keeps the key %j as it is", async (Key) => {
    await objects.put({ Key, Body: Key });
    expect(await objects.text({ Key })).toBe(Key);
    await objects.remove({ Key });
    await expect(objects.head({ Key })).rejects.toMatchObject({ name: "NotFound" });
  });

  it("is refused a key of 1,025 bytes", async () => {
    const Key = `${"ü".repeat(512)}x`;
    await expect(objects.put({ Key, Body: "" })).rejects.toMatchObject({ name: "KeyTooLongError" });
  });

  it("may send 8,192 bytes of metadata and not one more", async () => {
    const Metadata = { a: "x".repeat(4000), b: "y".repeat(4190) };
    await objects.put({ Key: "metadata", Body: "", Metadata });
    expect((await objects.head({ Key: "metadata" })).Metadata).toEqual(Metadata);
    const tooLarge = { ...Metadata, b: `${Metadata.b}y` };
    const refused = objects.put({ Key: "metadata-more", Body: "", Metadata: tooLarge });
    await expect(refused).rejects.toMatchObject({ name: "MetadataTooLarge" });
  });

  it.each([
    ["bytes=0-4", "01234", "bytes 0-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
  ])("gets the range %s", async (Range, text, ContentRange) => {
    await objects.put({ Key: "digits", Body: "0123456789" });
    const answer = await objects.get({ Key: "digits", Range });
    expect(await answer.Body?.transformToString()).toBe(text);
    expect(answer).toMatchObject({ ContentRange, ContentLength: text.length });
    expect(answer.$metadata.httpStatusCode).toBe(206);
    expect(await objects.head({ Key: "digits", Range })).toMatchObject({
      ContentRange,
      ContentLength: text.length,
    });
  });

  it("is told 416 for a range behind the end", async () => {
    await objects.put({ Key: "digits", Body: "0123456789" });
    await expect(objects.get({ Key: "digits", Range: "bytes=10-" })).rejects.toMatchObject({
      name: "InvalidRange",
      $metadata: { httpStatusCode: 416 },
    });
  });

  it("deletes, and is not told whether there was anything", async () => {
    await objects.put({ Key: "gone", Body: "hello" });
    for (const _ of [1, 2]) {
      const answer = await objects.remove({ Key: "gone" });
      expect(answer.$metadata.httpStatusCode).toBe(204);
    }
    await expect(objects.get({ Key: "gone" })).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  it("gets NoSuchBucket for every operation on a bucket that is not there", async () => {
    const input = { Bucket: "nowhere", Key: "x" };
    const commands = [new sdk.PutObjectCommand({ ...input, Body: "x" }), new sdk.DeleteObjectCommand(input)];
    for (const command of commands) {
      await expect(endpoint.client({ checksums }).send(command as never)).rejects.toMatchObject({
        name: "NoSuchBucket",
      });
    }
    await expect(endpoint.client({ checksums }).send(new sdk.GetObjectCommand(input))).rejects.toMatchObject({
      name: "NoSuchBucket",
    });
    await expect(endpoint.client({ checksums }).send(new sdk.HeadObjectCommand(input))).rejects.toMatchObject(
      { name: "NotFound" },
    );
  });
});

describe("a raw request", () => {
  it("may override the headers of the answer with response-*", async () => {
    const { port } = endpoint.server;
    await send(await sign({ port, method: "PUT", path: `/${BUCKET}/page`, body: "hello" }));
    const query = { "response-content-type": "text/plain", "response-cache-control": "no-store" };
    const answer = await send(await sign({ port, method: "GET", path: `/${BUCKET}/page`, query }));
    expect(answer.headers).toMatchObject({ "content-type": "text/plain", "cache-control": "no-store" });
    const impossible = { "response-content-type": "日本" };
    const refused = await send(
      await sign({ port, method: "GET", path: `/${BUCKET}/page`, query: impossible }),
    );
    expect(refused.code).toBe("InvalidArgument");
  });
});

function etagOf(text: string): string {
  return `"${createHash("md5").update(text).digest("hex")}"`;
}
