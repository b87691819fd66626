import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type ChecksumSetting, type Endpoint, givenEndpoint, sdk } from "./endpoint.ts";
import { send, sign } from "./raw-http.ts";

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await givenEndpoint();
});
afterAll(async () => await endpoint.close());

const fill = async (keys: readonly string[]) => {
  const client = endpoint.client();
  await Promise.all(
    keys.map((Key) => client.send(new sdk.PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }))),
  );
};
const isThere = (key: string) => endpoint.store.head({ bucket: BUCKET, key }) !== undefined;

describe("buckets", () => {
  it("are created once, found by HeadBucket, and not found when they do not exist", async () => {
    const client = endpoint.client();
    await client.send(new sdk.CreateBucketCommand({ Bucket: "another-bucket" }));
    expect(
      (await client.send(new sdk.HeadBucketCommand({ Bucket: "another-bucket" }))).$metadata.httpStatusCode,
    ).toBe(200);
    const again = client.send(new sdk.CreateBucketCommand({ Bucket: "another-bucket" }));
    await expect(again).rejects.toMatchObject({ name: "BucketAlreadyOwnedByYou" });
    const missing = client.send(new sdk.HeadBucketCommand({ Bucket: "no-such-bucket" }));
    await expect(missing).rejects.toMatchObject({ name: "NotFound" });
  });

  it.each(["ab", "Upper", "under_score", "-x-", "..", "a".repeat(64), ".incoming"])(
    "may not be called %j",
    async (name) => {
      const { port } = endpoint.server;
      const response = await send(await sign({ port, method: "PUT", path: `/${name}` }));
      expect(response.code).toBe("InvalidBucketName");
    },
  );

  it("are created in the default location only", async () => {
    const { port } = endpoint.server;
    const create = async (name: string, body: string) =>
      await send(await sign({ port, method: "PUT", path: `/${name}`, body }));
    const located = (place: string) =>
      `<CreateBucketConfiguration><LocationConstraint>${place}</LocationConstraint></CreateBucketConfiguration>`;
    expect((await create("located-auto", located("auto"))).status).toBe(200);
    expect((await create("located-else", located("eu-west-1"))).code).toBe("NotImplemented");
    expect((await create("located-odd", "<Other/>")).code).toBe("NotImplemented");
    expect((await create("located-bad", "<Create")).code).toBe("MalformedXML");
    expect(endpoint.store.hasBucket("located-else")).toBe(false);
  });
});

describe.each(["WHEN_SUPPORTED", "WHEN_REQUIRED"] as ChecksumSetting[])(
  "DeleteObjects with %s",
  (checksums) => {
    const remove = async (keys: readonly string[], rest: Record<string, unknown> = {}) => {
      const Delete = { Objects: keys.map((Key) => ({ Key })), ...rest };
      return await endpoint
        .client({ checksums })
        .send(new sdk.DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    };

    it("removes 35 odd keys at once and names them, also those that were not there", async () => {
      const keys = Array.from({ length: 33 }, (_, n) => `batch/ü & <${n}> 'q' "d"`);
      const odd = [...keys, "🎨", "ends with space "];
      await fill(odd);
      const { Deleted = [], Errors } = await remove([...odd, "never there"]);
      expect(Deleted.map(({ Key }) => Key)).toEqual([...odd, "never there"]);
      expect(Errors).toBeUndefined();
      expect(odd.filter(isThere)).toEqual([]);
    });

    it("says nothing about what went well when it is asked to be quiet", async () => {
      await fill(["quiet"]);
      expect((await remove(["quiet"], { Quiet: true })).Deleted).toBeUndefined();
      expect(isThere("quiet")).toBe(false);
    });

    it("takes 1,000 keys and refuses 1,001", async () => {
      const keys = Array.from({ length: 1001 }, (_, n) => `many/${n}`);
      expect((await remove(keys.slice(1))).Deleted).toHaveLength(1000);
      await expect(remove(keys)).rejects.toMatchObject({ name: "MalformedXML" });
    });

    it("does not pretend to know versions", async () => {
      await fill(["versioned"]);
      const Delete = { Objects: [{ Key: "versioned", VersionId: "1" }] };
      const refused = endpoint
        .client({ checksums })
        .send(new sdk.DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
      await expect(refused).rejects.toMatchObject({ name: "NotImplemented" });
      expect(isThere("versioned")).toBe(true);
    });
  },
);

describe("a DeleteObjects document", () => {
  const path = `/${BUCKET}`;
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const { port } = endpoint.server;
    return await send(await sign({ port, method: "POST", path, query: { delete: "" }, body, headers }));
  };
  const withMd5 = async (body: string) => {
    const { createHash } = await import("node:crypto");
    return await post(body, { "content-md5": createHash("md5").update(body).digest("base64") });
  };

  it("must come with a checksum", async () => {
    const response = await post("<Delete><Object><Key>a</Key></Object></Delete>");
    expect(response.code).toBe("InvalidRequest");
  });

  it("may write its keys with character references", async () => {
    await fill(["a&\r\u0001b", "kept"]);
    const response = await withMd5("<Delete>\n <Object><Key>a&amp;&#13;&#x1;b</Key></Object>\n</Delete>");
    expect(response.status).toBe(200);
    expect([isThere("a&\r\u0001b"), isThere("kept")]).toEqual([false, true]);
  });

  it.each([
    ["no XML", "hello"],
    ["not closed", "<Delete><Object><Key>kept</Key></Object>"],
    ["without objects", "<Delete></Delete>"],
    ["without a key", "<Delete><Object></Object></Delete>"],
    ["of another kind", "<Remove><Object><Key>kept</Key></Object></Remove>"],
    [
      "with entities of its own",
      '<!DOCTYPE d [<!ENTITY e "kept">]><Delete><Object><Key>&e;</Key></Object></Delete>',
    ],
  ])("that is %s is MalformedXML", async (_what, body) => {
    const response = await withMd5(body);
    expect([response.code, response.status]).toEqual(["MalformedXML", 400]);
  });
});
