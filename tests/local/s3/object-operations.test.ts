import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type ChecksumSetting, type Endpoint, givenEndpoint, sdk } from "./endpoint.ts";
import { send, sign } from "./raw-http.ts";

const MIB = 1024 * 1024;
const SETTINGS: ChecksumSetting[] = ["WHEN_SUPPORTED", "WHEN_REQUIRED"];
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await givenEndpoint();
});
afterAll(async () => await endpoint.close());

describe.each(SETTINGS)("with checksums %s, the unmodified SDK", (checksums) => {
  let client: ReturnType<Endpoint["client"]>;
  beforeAll(() => {
    client = endpoint.client({ checksums });
  });
  const put = (input: Parameters<typeof putInput>[0]) =>
    client.send(new sdk.PutObjectCommand(putInput(input)));
  const get = (input: { Key: string; [name: string]: unknown }) =>
    client.send(new sdk.GetObjectCommand({ Bucket: BUCKET, ...input }));
  const head = (input: { Key: string; [name: string]: unknown }) =>
    client.send(new sdk.HeadObjectCommand({ Bucket: BUCKET, ...input }));
  const copy = (input: { Key: string; CopySource: string; [name: string]: unknown }) =>
    client.send(new sdk.CopyObjectCommand({ Bucket: BUCKET, ...input }));
  const textOf = async (answer: Awaited<ReturnType<typeof get>>) => await answer.Body?.transformToString();

  it("gets back everything it put: bytes, headers, metadata and encryption", async () => {
    const written = await put({
      ...{ Key: "full.webp", Body: "hello", ContentType: "image/webp", CacheControl: "public, immutable" },
      ...{ ContentDisposition: "inline", ContentEncoding: "gzip", ContentLanguage: "en" },
      ...{ Metadata: { "media-id": "med_1", note: "=?UTF-8?B?w7w=?=" }, ServerSideEncryption: "AES256" },
    });
    expect(written).toMatchObject({ ETag: etagOf("hello"), ServerSideEncryption: "AES256" });
    const described = {
      ...{
        ETag: etagOf("hello"),
        ContentLength: 5,
        ContentType: "image/webp",
        CacheControl: "public, immutable",
      },
      ...{ ContentDisposition: "inline", ContentEncoding: "gzip", ContentLanguage: "en" },
      ...{ Metadata: { "media-id": "med_1", note: "=?UTF-8?B?w7w=?=" }, ServerSideEncryption: "AES256" },
    };
    expect(await head({ Key: "full.webp" })).toMatchObject(described);
    const answer = await get({ Key: "full.webp" });
    expect(answer).toMatchObject(described);
    expect(await textOf(answer)).toBe("hello");
  });

  it("puts a stream, which arrives byte by byte as it was", async () => {
    const pieces = Array.from({ length: 50 }, (_, n) => Buffer.alloc(1 + n * 997, n));
    const content = Buffer.concat(pieces);
    await put({ Key: "stream", Body: Readable.from(pieces), ContentLength: content.length });
    const answer = await get({ Key: "stream" });
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    expect((await head({ Key: "stream" })).ContentEncoding).toBeUndefined();
  });

  it("puts and gets an empty object", async () => {
    await put({ Key: "empty", Body: "" });
    const answer = await get({ Key: "empty" });
    expect([answer.ContentLength, await textOf(answer)]).toEqual([0, ""]);
    await expect(get({ Key: "empty", Range: "bytes=0-0" })).rejects.toMatchObject({ name: "InvalidRange" });
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
    await put({ Key, Body: Key });
    expect(await textOf(await get({ Key }))).toBe(Key);
    await client.send(new sdk.DeleteObjectCommand({ Bucket: BUCKET, Key }));
    await expect(head({ Key })).rejects.toMatchObject({ name: "NotFound" });
  });

  it("is refused a key of 1,025 bytes", async () => {
    const Key = `${"ü".repeat(512)}x`;
    await expect(put({ Key, Body: "" })).rejects.toMatchObject({ name: "KeyTooLongError" });
  });

  it("may send 8,192 bytes of metadata and not one more", async () => {
    const Metadata = { a: "x".repeat(4000), b: "y".repeat(4190) };
    await put({ Key: "metadata", Body: "", Metadata });
    expect((await head({ Key: "metadata" })).Metadata).toEqual(Metadata);
    const tooLarge = { ...Metadata, b: `${Metadata.b}y` };
    const refused = put({ Key: "metadata-more", Body: "", Metadata: tooLarge });
    await expect(refused).rejects.toMatchObject({ name: "MetadataTooLarge" });
  });

  it("has its Content-MD5 checked", async () => {
    const ContentMD5 = createHash("md5").update("hello").digest("base64");
    await put({ Key: "md5", Body: "hello", ContentMD5 });
    await expect(put({ Key: "md5", Body: "jello", ContentMD5 })).rejects.toMatchObject({ name: "BadDigest" });
    const malformed = put({ Key: "md5", Body: "hello", ContentMD5: "abc" });
    await expect(malformed).rejects.toMatchObject({ name: "InvalidDigest" });
    expect(await textOf(await get({ Key: "md5" }))).toBe("hello");
  });

  it.each(["CRC32", "SHA1", "SHA256"] as const)(
    "has a %s checksum verified and given back",
    async (algorithm) => {
      await put({ Key: algorithm, Body: "hello", ChecksumAlgorithm: algorithm });
      const name = `Checksum${algorithm}` as const;
      const stored = await head({ Key: algorithm, ChecksumMode: "ENABLED" });
      expect(stored[name]).toBe(CHECKSUMS_OF_HELLO[algorithm]);
      const wrong = put({ Key: algorithm, Body: "jello", [name]: CHECKSUMS_OF_HELLO[algorithm] });
      await expect(wrong).rejects.toMatchObject({ name: "BadDigest" });
      const malformed = put({ Key: algorithm, Body: "hello", [name]: "abc" });
      await expect(malformed).rejects.toMatchObject({ name: "InvalidRequest" });
    },
  );

  it.each([
    ["bytes=0-4", "01234", "bytes 0-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
  ])("gets the range %s", async (Range, text, ContentRange) => {
    await put({ Key: "digits", Body: "0123456789" });
    const answer = await get({ Key: "digits", Range });
    expect(await textOf(answer)).toBe(text);
    expect(answer).toMatchObject({ ContentRange, ContentLength: text.length });
    expect(answer.$metadata.httpStatusCode).toBe(206);
    expect(await head({ Key: "digits", Range })).toMatchObject({ ContentRange, ContentLength: text.length });
  });

  it("is told 416 for a range behind the end", async () => {
    await put({ Key: "digits", Body: "0123456789" });
    await expect(get({ Key: "digits", Range: "bytes=10-" })).rejects.toMatchObject({
      ...{ name: "InvalidRange", $metadata: { httpStatusCode: 416 } },
    });
  });

  it("is told 304 or 412 by the conditions of a read", async () => {
    await put({ Key: "conditional", Body: "hello" });
    const ETag = etagOf("hello");
    const [past, future] = [new Date(0), new Date(Date.now() + 3_600_000)];
    const statusOf = async (conditions: Record<string, unknown>) =>
      await head({ Key: "conditional", ...conditions }).then(
        (answer) => answer.$metadata.httpStatusCode,
        (error) => error.$metadata.httpStatusCode,
      );
    expect(await statusOf({ IfNoneMatch: ETag })).toBe(304);
    expect(await statusOf({ IfNoneMatch: '"other"' })).toBe(200);
    expect(await statusOf({ IfMatch: ETag })).toBe(200);
    expect(await statusOf({ IfMatch: '"other"' })).toBe(412);
    expect(await statusOf({ IfModifiedSince: future })).toBe(304);
    expect(await statusOf({ IfModifiedSince: past })).toBe(200);
    expect(await statusOf({ IfUnmodifiedSince: past })).toBe(412);
    expect(await statusOf({ IfUnmodifiedSince: future })).toBe(200);
    const refused = get({ Key: "conditional", IfMatch: '"other"' });
    await expect(refused).rejects.toMatchObject({ name: "PreconditionFailed" });
  });

  it("creates with If-None-Match only what is not there, and replaces with If-Match only what it knows", async () => {
    const Key = `once-${checksums}`;
    await put({ Key, Body: "first", IfNoneMatch: "*" });
    const failed = { name: "PreconditionFailed", $metadata: { httpStatusCode: 412 } };
    await expect(put({ Key, Body: "second", IfNoneMatch: "*" })).rejects.toMatchObject(failed);
    await expect(put({ Key, Body: "second", IfMatch: '"other"' })).rejects.toMatchObject(failed);
    await expect(put({ Key: `${Key}-not`, Body: "x", IfMatch: "*" })).rejects.toMatchObject(failed);
    expect(await textOf(await get({ Key }))).toBe("first");
    await put({ Key, Body: "third", IfMatch: etagOf("first") });
    expect(await textOf(await get({ Key }))).toBe("third");
  });

  it("lets exactly one of 50 parallel conditional puts win, whose bytes are stored", async () => {
    const Key = `race-${checksums}`;
    const bodies = Array.from({ length: 50 }, (_, n) => `writer ${n} `.repeat(500));
    const results = await Promise.allSettled(bodies.map((Body) => put({ Key, Body, IfNoneMatch: "*" })));
    const winners = results.flatMap(({ status }, n) => (status === "fulfilled" ? [n] : []));
    expect(winners).toHaveLength(1);
    expect(await textOf(await get({ Key }))).toBe(bodies[winners[0] ?? -1]);
    const losers = results.filter((result) => result.status === "rejected");
    expect(new Set(losers.map(({ reason }) => reason.name))).toEqual(new Set(["PreconditionFailed"]));
  });

  it("never reads a mixture while 30 writers replace an object", async () => {
    const Key = `replaced-${checksums}`;
    const bodies = Array.from({ length: 30 }, (_, n) => String.fromCharCode(65 + n).repeat(20_000 + n));
    await put({ Key, Body: bodies[0] });
    const reads = bodies.map(async (Body) => {
      await put({ Key, Body });
      return await textOf(await get({ Key }));
    });
    for (const text of await Promise.all(reads)) expect(bodies).toContain(text);
  });

  it("copies with the attributes of the source, or replaces them", async () => {
    await put({ Key: "source ü", Body: "hello", ContentType: "image/png", Metadata: { a: "1" } });
    const CopySource = `${BUCKET}/${encodeURIComponent("source ü")}`;
    const copied = await copy({ Key: "copied", CopySource });
    expect(copied.CopyObjectResult?.ETag).toBe(etagOf("hello"));
    expect(await head({ Key: "copied" })).toMatchObject({ ContentType: "image/png", Metadata: { a: "1" } });
    const replaced = { MetadataDirective: "REPLACE", ContentType: "image/webp", Metadata: { b: "2" } };
    await copy({ Key: "replaced", CopySource, ...replaced, ServerSideEncryption: "AES256" });
    expect(await head({ Key: "replaced" })).toMatchObject({
      ...{ ContentType: "image/webp", Metadata: { b: "2" }, ServerSideEncryption: "AES256" },
    });
    expect(await textOf(await get({ Key: "replaced" }))).toBe("hello");
  });

  it("is refused copies that are wrong, unknown or against their conditions", async () => {
    await put({ Key: "self", Body: "hello" });
    const CopySource = `${BUCKET}/self`;
    const refusal = async (input: Parameters<typeof copy>[0]) => await copy(input).catch(({ name }) => name);
    expect(await refusal({ Key: "self", CopySource })).toBe("InvalidRequest");
    expect(await refusal({ Key: "x", CopySource: `${BUCKET}/nothing` })).toBe("NoSuchKey");
    expect(await refusal({ Key: "x", CopySource: "nowhere/self" })).toBe("NoSuchBucket");
    expect(await refusal({ Key: "x", CopySource: "nonsense" })).toBe("InvalidArgument");
    expect(await refusal({ Key: "x", CopySource: `${CopySource}?versionId=1` })).toBe("NotImplemented");
    expect(await refusal({ Key: "x", CopySource, MetadataDirective: "MERGE" })).toBe("InvalidArgument");
    expect(await refusal({ Key: "x", CopySource, CopySourceIfNoneMatch: etagOf("hello") })).toBe(
      "PreconditionFailed",
    );
    expect(await refusal({ Key: "x", CopySource, CopySourceIfMatch: '"other"' })).toBe("PreconditionFailed");
    await expect(head({ Key: "x" })).rejects.toMatchObject({ name: "NotFound" });
  });

  it("deletes, and is not told whether there was anything", async () => {
    await put({ Key: "gone", Body: "hello" });
    for (const _ of [1, 2]) {
      const answer = await client.send(new sdk.DeleteObjectCommand({ Bucket: BUCKET, Key: "gone" }));
      expect(answer.$metadata.httpStatusCode).toBe(204);
    }
    await expect(get({ Key: "gone" })).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  it("gets NoSuchBucket for every operation on a bucket that is not there", async () => {
    const input = { Bucket: "nowhere", Key: "x" };
    const commands = [new sdk.PutObjectCommand({ ...input, Body: "x" }), new sdk.DeleteObjectCommand(input)];
    for (const command of commands) {
      await expect(client.send(command as never)).rejects.toMatchObject({ name: "NoSuchBucket" });
    }
    await expect(client.send(new sdk.GetObjectCommand(input))).rejects.toMatchObject({
      name: "NoSuchBucket",
    });
    await expect(client.send(new sdk.HeadObjectCommand(input))).rejects.toMatchObject({ name: "NotFound" });
  });
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
      .send(new sdk.PutObjectCommand(putInput({ Key: "large", Body, ContentLength: size })));
    expect(endpoint.store.head({ bucket: BUCKET, key: "large" })?.bytes).toBe(size);
    expect(peak).toBeLessThan(size / 2);
    await endpoint.store.remove({ bucket: BUCKET, key: "large" });
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

  it("whose client leaves in the middle of a body stores nothing", async () => {
    const { port } = endpoint.server;
    const request = await sign({ port, method: "PUT", path: `/${BUCKET}/half`, body: "x".repeat(1000) });
    const cut = { ...request, headers: { ...request.headers, connection: "close" } };
    const { connect } = await import("node:net");
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

function putInput(input: { Key: string; Body?: unknown; [name: string]: unknown }) {
  return { Bucket: BUCKET, ...input } as ConstructorParameters<typeof sdk.PutObjectCommand>[0];
}

function etagOf(text: string): string {
  return `"${createHash("md5").update(text).digest("hex")}"`;
}
