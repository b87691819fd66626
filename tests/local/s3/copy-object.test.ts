import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type Endpoint, givenEndpoint } from "./endpoint.ts";
import { CHECKSUM_SETTINGS, objectClient } from "./object-client.ts";

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

  it("copies with the attributes of the source, or replaces them", async () => {
    await objects.put({
      Key: "source ü",
      Body: "hello",
      ContentType: "image/png",
      Metadata: { a: "1" },
      ServerSideEncryption: "AES256",
    });
    const CopySource = `${BUCKET}/${encodeURIComponent("source ü")}`;
    const copied = await objects.copy({ Key: "copied", CopySource });
    expect(copied.CopyObjectResult?.ETag).toBe(etagOf("hello"));
    expect(await objects.head({ Key: "copied" })).toMatchObject({
      ContentType: "image/png",
      Metadata: { a: "1" },
    });
    expect((await objects.head({ Key: "copied" })).ServerSideEncryption).toBeUndefined();
    const replaced = { MetadataDirective: "REPLACE", ContentType: "image/webp", Metadata: { b: "2" } };
    await objects.copy({ Key: "replaced", CopySource, ...replaced, ServerSideEncryption: "AES256" });
    expect(await objects.head({ Key: "replaced" })).toMatchObject({
      ContentType: "image/webp",
      Metadata: { b: "2" },
      ServerSideEncryption: "AES256",
    });
    expect(await objects.text({ Key: "replaced" })).toBe("hello");
  });

  it("is refused copies that are wrong, unknown or against their conditions", async () => {
    await objects.put({ Key: "self", Body: "hello" });
    const CopySource = `${BUCKET}/self`;
    const refusal = async (input: Parameters<typeof objects.copy>[0]) =>
      await objects.copy(input).catch(({ name }) => name);
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
    await expect(objects.head({ Key: "x" })).rejects.toMatchObject({ name: "NotFound" });
  });
});

function etagOf(text: string): string {
  return `"${createHash("md5").update(text).digest("hex")}"`;
}
