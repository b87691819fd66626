import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Endpoint, givenEndpoint } from "./endpoint.ts";
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

  it("is told 304 or 412 by the conditions of a read", async () => {
    await objects.put({ Key: "conditional", Body: "hello" });
    const ETag = etagOf("hello");
    const [past, future] = [new Date(0), new Date(Date.now() + 3_600_000)];
    const statusOf = async (conditions: Record<string, unknown>) =>
      await objects.head({ Key: "conditional", ...conditions }).then(
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
    const refused = objects.get({ Key: "conditional", IfMatch: '"other"' });
    await expect(refused).rejects.toMatchObject({ name: "PreconditionFailed" });
  });

  it("creates with If-None-Match only what is not there, and replaces with If-Match only what it knows", async () => {
    const Key = `once-${checksums}`;
    await objects.put({ Key, Body: "first", IfNoneMatch: "*" });
    const failed = { name: "PreconditionFailed", $metadata: { httpStatusCode: 412 } };
    await expect(objects.put({ Key, Body: "second", IfNoneMatch: "*" })).rejects.toMatchObject(failed);
    await expect(objects.put({ Key, Body: "second", IfMatch: '"other"' })).rejects.toMatchObject(failed);
    await expect(objects.put({ Key: `${Key}-not`, Body: "x", IfMatch: "*" })).rejects.toMatchObject(failed);
    expect(await objects.text({ Key })).toBe("first");
    await objects.put({ Key, Body: "third", IfMatch: etagOf("first") });
    expect(await objects.text({ Key })).toBe("third");
  });

  it("lets exactly one of 50 parallel conditional puts win, whose bytes are stored", async () => {
    const Key = `race-${checksums}`;
    const bodies = Array.from({ length: 50 }, (_, n) => `writer ${n} `.repeat(500));
    const results = await Promise.allSettled(
      bodies.map((Body) => objects.put({ Key, Body, IfNoneMatch: "*" })),
    );
    const winners = results.flatMap(({ status }, n) => (status === "fulfilled" ? [n] : []));
    expect(winners).toHaveLength(1);
    expect(await objects.text({ Key })).toBe(bodies[winners[0] ?? -1]);
    const losers = results.filter((result) => result.status === "rejected");
    expect(new Set(losers.map(({ reason }) => reason.name))).toEqual(new Set(["PreconditionFailed"]));
  });

  it("never reads a mixture while 30 writers replace an object", async () => {
    const Key = `replaced-${checksums}`;
    const bodies = Array.from({ length: 30 }, (_, n) => String.fromCharCode(65 + n).repeat(20_000 + n));
    await objects.put({ Key, Body: bodies[0] });
    const reads = bodies.map(async (Body) => {
      await objects.put({ Key, Body });
      return await objects.text({ Key });
    });
    for (const text of await Promise.all(reads)) expect(bodies).toContain(text);
  });
});

function etagOf(text: string): string {
  return `"${createHash("md5").update(text).digest("hex")}"`;
}
