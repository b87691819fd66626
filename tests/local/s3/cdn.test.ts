import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { givenPublicDomain, IMMUTABLE, type PublicDomain } from "./public-domain.ts";
import { send } from "./raw-http.ts";

let domain: PublicDomain;
beforeAll(async () => {
  domain = await givenPublicDomain();
});
afterAll(async () => await domain.close());

describe("the public domain", () => {
  it("serves an object to anybody, with its headers and nothing of S3", async () => {
    const response = await fetch(`${domain.cdn.url}/text.txt`);
    expect([response.status, await response.text()]).toEqual([200, "0123456789"]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/plain",
      "cache-control": IMMUTABLE,
      "accept-ranges": "bytes",
      "content-length": "10",
      etag: `"${createHash("md5").update("0123456789").digest("hex")}"`,
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith("x-amz-"))).toEqual([]);
  });

  it("serves percent-encoded keys, and ignores a query", async () => {
    const response = await fetch(`${domain.cdn.url}/projects/%C3%BC%201/wide.webp?v=2`);
    expect(response.headers.get("content-type")).toBe("image/webp");
    expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width).toBe(400);
  });

  it("answers HEAD, ranges and conditions", async () => {
    const url = `${domain.cdn.url}/text.txt`;
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "10", ""]);
    const part = await fetch(url, { headers: { range: "bytes=2-4" } });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
      206,
      "bytes 2-4/10",
      "234",
    ]);
    const behind = await fetch(url, { headers: { range: "bytes=10-" } });
    expect([behind.status, behind.headers.get("content-range")]).toEqual([416, "bytes */10"]);
    const etag = head.headers.get("etag") ?? "";
    const known = await fetch(url, { headers: { "if-none-match": etag } });
    expect([known.status, known.headers.get("etag"), known.headers.get("content-type")]).toEqual([
      304,
      etag,
      null,
    ]);
    const stale = await fetch(url, { headers: { range: "bytes=2-4", "if-range": '"other"' } });
    expect([stale.status, await stale.text()]).toEqual([200, "0123456789"]);
  });

  it.each([
    ["GET", "/nothing", 404],
    ["GET", "/", 404],
    ["GET", "/../../etc/passwd", 404],
    ["GET", "/%ff", 400],
    ["GET", "/cdn-cgi/trace", 404],
    ["GET", "/cdn-cgi/image/w=100/nothing.png", 404],
    ["PUT", "/text.txt", 405],
    ["DELETE", "/text.txt", 405],
  ])("answers %s %s with %i in plain text", async (method, target, status) => {
    const response = await send({ port: domain.cdn.port, method, path: target });
    expect([response.status, response.headers["content-type"]]).toEqual([
      status,
      "text/plain; charset=utf-8",
    ]);
    expect(domain.head("text.txt")?.bytes).toBe(10);
  });

  it("tells the meter what was read, and how many bytes left", async () => {
    domain.operations.length = 0;
    await (await fetch(`${domain.cdn.url}/text.txt`)).text();
    const variant = await (await fetch(`${domain.cdn.url}/cdn-cgi/image/w=10,f=json/wide.png`)).text();
    await expect.poll(() => domain.operations.length).toBe(2);
    expect(domain.operations).toEqual(
      expect.arrayContaining([
        { operation: "GetPublicObject", bytesIn: 0, bytesOut: 10, status: 200 },
        { operation: "TransformImage", bytesIn: 0, bytesOut: variant.length, status: 200 },
      ]),
    );
  });
});
