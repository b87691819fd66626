import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type ChecksumSetting, type Endpoint, givenEndpoint, sdk } from "./endpoint.ts";
import { send, sign } from "./raw-http.ts";

const KEYS = [
  ...Array.from({ length: 25 }, (_, n) => `projects/a/${String(n).padStart(2, "0")}.webp`),
  ...[
    "projects/b/1",
    "projects/b/2",
    "readme",
    "with space/ü+&<>.txt",
    "控/制",
    "\u0001control",
    "🎨",
    "\uffff",
  ],
];
const SORTED = [...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await givenEndpoint();
  const client = endpoint.client();
  await Promise.all(
    KEYS.map((Key) => client.send(new sdk.PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }))),
  );
});
afterAll(async () => await endpoint.close());

type ListInput = Omit<ConstructorParameters<typeof sdk.ListObjectsV2Command>[0], "Bucket">;

describe.each(["WHEN_SUPPORTED", "WHEN_REQUIRED"] as ChecksumSetting[])(
  "ListObjectsV2 with %s",
  (checksums) => {
    const list = async (input: ListInput = {}) =>
      await endpoint.client({ checksums }).send(new sdk.ListObjectsV2Command({ Bucket: BUCKET, ...input }));
    const keysOf = ({ Contents = [] }: Awaited<ReturnType<typeof list>>) => Contents.map(({ Key }) => Key);

    it("lists every key in the order of its UTF-8 bytes, with size, ETag and time", async () => {
      const page = await list();
      expect(keysOf(page)).toEqual(SORTED);
      expect(page).toMatchObject({ IsTruncated: false, KeyCount: KEYS.length, MaxKeys: 1000, Name: BUCKET });
      for (const { Key = "", Size, ETag, LastModified } of page.Contents ?? []) {
        const record = endpoint.store.head({ bucket: BUCKET, key: Key });
        expect([Size, ETag]).toEqual([Buffer.byteLength(Key), `"${record?.etag}"`]);
        expect(LastModified?.getTime()).toBe(record?.lastModifiedMs);
      }
    });

    it.each([1, 7, 1000])("yields everything exactly once in pages of %i", async (MaxKeys) => {
      const client = endpoint.client({ checksums });
      const seen: (string | undefined)[] = [];
      for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket: BUCKET, MaxKeys })) {
        expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
        seen.push(...keysOf(page));
      }
      expect(seen).toEqual(SORTED);
    });

    it.each([1, 2, 1000])(
      "folds keys behind a delimiter, each prefix once in pages of %i",
      async (MaxKeys) => {
        const client = endpoint.client({ checksums });
        const input = { Bucket: BUCKET, MaxKeys, Delimiter: "/" };
        const [keys, prefixes]: (string | undefined)[][] = [[], []];
        for await (const page of sdk.paginateListObjectsV2({ client }, input)) {
          keys?.push(...keysOf(page));
          prefixes?.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
        }
        expect(prefixes).toEqual(["projects/", "with space/", "控/"]);
        expect(keys).toEqual(["\u0001control", "readme", "\uffff", "🎨"]);
      },
    );

    it("keeps to a prefix, and to what comes after a key", async () => {
      expect(keysOf(await list({ Prefix: "projects/b/" }))).toEqual(["projects/b/1", "projects/b/2"]);
      expect(keysOf(await list({ Prefix: "projects/", StartAfter: "projects/a/22.webp" }))).toEqual([
        ...["projects/a/23.webp", "projects/a/24.webp", "projects/b/1", "projects/b/2"],
      ]);
      expect(keysOf(await list({ Prefix: "nothing" }))).toEqual([]);
      const folded = await list({ Prefix: "projects/", Delimiter: "/" });
      expect(folded.CommonPrefixes).toEqual([{ Prefix: "projects/a/" }, { Prefix: "projects/b/" }]);
    });

    it("encodes names for XML's sake when it is asked to", async () => {
      const page = await list({ EncodingType: "url", Prefix: "with space/" });
      expect(page).toMatchObject({ EncodingType: "url", Prefix: "with%20space/" });
      expect(keysOf(page)).toEqual(["with%20space/%C3%BC%2B%26%3C%3E.txt"]);
    });

    it("goes on at the right place when keys come and go between two pages", async () => {
      const first = await list({ Prefix: "projects/a/", MaxKeys: 10 });
      await endpoint.store.remove({ bucket: BUCKET, key: "projects/a/09.webp" });
      const second = await list({
        Prefix: "projects/a/",
        MaxKeys: 10,
        ContinuationToken: first.NextContinuationToken,
      });
      expect(keysOf(second)[0]).toBe("projects/a/10.webp");
      await endpoint
        .client()
        .send(
          new sdk.PutObjectCommand({ Bucket: BUCKET, Key: "projects/a/09.webp", Body: "projects/a/09.webp" }),
        );
    });

    it("answers an empty page for max-keys 0, and never more than 1,000", async () => {
      expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
      expect((await list({ MaxKeys: 5000 })).MaxKeys).toBe(1000);
    });

    it("refuses a token it did not give", async () => {
      const refused = list({ ContinuationToken: "nonsense" });
      await expect(refused).rejects.toMatchObject({ name: "InvalidArgument" });
    });
  },
);

describe("a listing by hand", () => {
  it.each([
    [{ "list-type": "2", "max-keys": "-1" }, "InvalidArgument"],
    [{ "list-type": "2", "max-keys": "many" }, "InvalidArgument"],
    [{ "list-type": "2", "encoding-type": "base64" }, "InvalidArgument"],
    [{ "list-type": "2", "fetch-owner": "true" }, "NotImplemented"],
    [{ "list-type": "2", marker: "a" }, "NotImplemented"],
    [{ "list-type": "1" }, "NotImplemented"],
    [{}, "NotImplemented"],
  ])("with the query %j is refused: %s", async (query: Record<string, string>, code) => {
    const { port } = endpoint.server;
    const response = await send(await sign({ port, method: "GET", path: `/${BUCKET}`, query }));
    expect(response.code).toBe(code);
  });

  it("writes control characters as references, so that the document stays XML", async () => {
    const { port } = endpoint.server;
    const query = { "list-type": "2", prefix: "\u0001" };
    const { text } = await send(await sign({ port, method: "GET", path: `/${BUCKET}`, query }));
    expect(text).toContain("<Key>&#x1;control</Key>");
  });
});
