import { readdir } from "node:fs/promises";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { S3Options } from "../../../packages/local/src/s3/index.ts";
import { BUCKET, type Endpoint, givenEndpoint, sdk } from "./endpoint.ts";
import { send, sign } from "./raw-http.ts";

let endpoint: Endpoint;
let fault: S3Options["fault"];
let nowMs = Date.now();
beforeEach(async () => {
  fault = undefined;
  nowMs = Date.now();
  endpoint = await givenEndpoint({
    fault: (call) => fault?.(call),
    clock: () => nowMs,
    isWriteRateLimited: true,
  });
});
afterEach(async () => await endpoint.close());

const put = async (Key: string, Body = "hello") =>
  await endpoint.client().send(new sdk.PutObjectCommand({ Bucket: BUCKET, Key, Body }));

describe("what is not implemented", () => {
  const requests: [string, string, Record<string, string>, Record<string, string>][] = [
    ["GET", "/", {}, {}],
    ["GET", `/${BUCKET}`, { acl: "" }, {}],
    ["GET", `/${BUCKET}`, { versions: "" }, {}],
    ["PUT", `/${BUCKET}`, { lifecycle: "" }, {}],
    ["DELETE", `/${BUCKET}`, {}, {}],
    ["POST", `/${BUCKET}/key`, { uploads: "" }, {}],
    ["PUT", `/${BUCKET}/key`, { partNumber: "1", uploadId: "x" }, {}],
    ["PUT", `/${BUCKET}/key`, { tagging: "" }, {}],
    ["GET", `/${BUCKET}/key`, { versionId: "1" }, {}],
    ["GET", `/${BUCKET}/key`, { attributes: "" }, {}],
    ["PUT", `/${BUCKET}/key`, {}, { "x-amz-acl": "public-read" }],
    ["PUT", `/${BUCKET}/key`, {}, { "x-amz-tagging": "a=b" }],
    ["PUT", `/${BUCKET}/key`, {}, { "x-amz-server-side-encryption": "aws:kms" }],
    ["PUT", `/${BUCKET}/key`, {}, { "x-amz-server-side-encryption-customer-algorithm": "AES256" }],
    ["PUT", `/${BUCKET}/key`, {}, { "x-amz-checksum-crc64nvme": "AAAAAAAAAAA=" }],
    ["PUT", `/${BUCKET}/key`, {}, { "x-amz-storage-class": "GLACIER" }],
    ["PUT", `/${BUCKET}/key`, {}, { range: "bytes=0-1" }],
    ["PUT", `/${BUCKET}/key`, {}, { "cf-create-bucket-if-missing": "true" }],
    ["GET", `/${BUCKET}/key`, {}, { "x-amz-expected-bucket-owner": "1" }],
    ["DELETE", `/${BUCKET}/key`, {}, { "if-match": '"x"' }],
    ["PATCH", `/${BUCKET}/key`, {}, {}],
  ];
  it.each(requests)("%s %s with %j and %j is answered 501", async (method, path, query, headers) => {
    const signed = await sign({ port: endpoint.server.port, method, path, query, headers });
    const response = await send(signed);
    expect([response.status, response.code]).toEqual([501, "NotImplemented"]);
    expect(endpoint.store.head({ bucket: BUCKET, key: "key" })).toBeUndefined();
    expect(endpoint.operations.map(({ status }) => status)).toEqual([501]);
  });

  it("includes a multipart upload by the SDK", async () => {
    const command = new sdk.CreateMultipartUploadCommand({ Bucket: BUCKET, Key: "parts" });
    await expect(endpoint.client().send(command)).rejects.toMatchObject({ name: "NotImplemented" });
  });
});

describe("the meter", () => {
  it("counts operation, bytes in, bytes out and status of every request", async () => {
    const client = endpoint.client();
    await put("metered", "0123456789");
    const got = await client.send(
      new sdk.GetObjectCommand({ Bucket: BUCKET, Key: "metered", Range: "bytes=0-3" }),
    );
    await got.Body?.transformToString();
    await client.send(new sdk.HeadObjectCommand({ Bucket: BUCKET, Key: "metered" }));
    await client.send(new sdk.HeadObjectCommand({ Bucket: BUCKET, Key: "nothing" })).catch(() => undefined);
    await client.send(new sdk.DeleteObjectCommand({ Bucket: BUCKET, Key: "metered" }));
    const forbidden = await send({ port: endpoint.server.port, method: "GET", path: `/${BUCKET}/metered` });
    await expect.poll(() => endpoint.operations.length).toBe(6);
    const counted = [
      { operation: "PutObject", bytesIn: 10, bytesOut: 0, status: 200 },
      { operation: "GetObject", bytesIn: 0, bytesOut: 4, status: 206 },
      { operation: "HeadObject", bytesIn: 0, bytesOut: 0, status: 200 },
      { operation: "HeadObject", bytesIn: 0, bytesOut: 0, status: 404 },
      { operation: "DeleteObject", bytesIn: 0, bytesOut: 0, status: 204 },
      { operation: "GetObject", bytesIn: 0, bytesOut: forbidden.body.length, status: 403 },
    ];
    expect(endpoint.operations).toEqual(expect.arrayContaining(counted));
  });
});

describe("the write limit", () => {
  it("answers 429 to a second write of the same key within a second, and to no other", async () => {
    await put("limited");
    await put("another");
    await expect(put("limited")).rejects.toMatchObject({
      name: "TooManyRequests",
      $metadata: { httpStatusCode: 429 },
    });
    nowMs += 1000;
    await put("limited");
  });

  it("is off unless it is asked for", async () => {
    const unlimited = await givenEndpoint();
    const client = unlimited.client();
    for (const Body of ["a", "b"])
      await client.send(new sdk.PutObjectCommand({ Bucket: BUCKET, Key: "k", Body }));
    await unlimited.close();
  });
});

describe("a fault", () => {
  it("is answered instead of the operation it was asked for", async () => {
    fault = ({ operation, key }) =>
      operation === "PutObject" && key === "unlucky" ? "ServiceUnavailable" : undefined;
    await put("lucky");
    await expect(put("unlucky")).rejects.toMatchObject({
      name: "ServiceUnavailable",
      $metadata: { httpStatusCode: 503 },
    });
    expect(endpoint.store.head({ bucket: BUCKET, key: "unlucky" })).toBeUndefined();
  });

  it("of the store itself is an InternalError that says what happened", async () => {
    fault = () => {
      throw new Error("disk on fire");
    };
    const signed = await sign({ port: endpoint.server.port, method: "GET", path: `/${BUCKET}/key` });
    const response = await send(signed);
    expect([response.status, response.code]).toEqual([500, "InternalError"]);
    expect(response.text).toContain("disk on fire");
  });
});

describe("the server", () => {
  const TOO_LONG = "x".repeat(3_000_000);
  const refusals: [string, number, Partial<Parameters<typeof sign>[0]>][] = [
    ["into a bucket that is not there", 404, { method: "PUT", path: "/nowhere/key" }],
    ["of an operation that takes none", 400, { method: "GET", path: `/${BUCKET}/key` }],
    ["that is no aws-chunked one", 400, { method: "PUT", path: `/${BUCKET}/key`, ...chunked() }],
  ];
  it.each(refusals)(
    "refuses a body %s before it has read it, and the connection stays in use",
    async (_what, status, bad) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const { port } = endpoint.server;
      const refused = await sign({ port, method: "PUT", path: "/", body: TOO_LONG, ...bad });
      const accepted = await sign({ port, method: "HEAD", path: `/${BUCKET}` });
      const statuses: (number | undefined)[] = [];
      const sockets = new Set<unknown>();
      for (const { method, path, headers, body } of [refused, accepted]) {
        const answered = await new Promise<number | undefined>((resolve, reject) => {
          const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent }, (response) => {
            response.resume().once("end", () => resolve(response.statusCode));
          });
          outgoing.once("socket", (socket) => sockets.add(socket));
          outgoing.once("error", reject).end(body);
        });
        statuses.push(answered);
      }
      agent.destroy();
      expect(statuses).toEqual([status, 200]);
      expect(sockets.size).toBe(1);
    },
  );

  it("ends an upload that has stopped halfway when it is closed, and keeps nothing of it", async () => {
    const other = await givenEndpoint();
    const { port } = other.server;
    const { path, headers = {} } = await sign({
      port,
      method: "PUT",
      path: `/${BUCKET}/half`,
      body: TOO_LONG,
    });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(port, "127.0.0.1");
    socket.write(`PUT ${path} HTTP/1.1\r\n${lines.join("")}\r\nxxx`);
    socket.on("error", () => undefined);
    const incoming = join(other.dir, ".incoming");
    await expect.poll(async () => await readdir(incoming)).toHaveLength(1);
    const isEnded = new Promise((resolve) => socket.once("close", resolve));
    await other.server.close();
    await isEnded;
    expect(await readdir(incoming)).toEqual([]);
    await other.close();
  });

  it("ends kept-alive connections when it is closed, and listens no more", async () => {
    const other = await givenEndpoint();
    const agent = new Agent({ keepAlive: true });
    const { port } = other.server;
    const signed = await sign({ port, method: "HEAD", path: `/${BUCKET}` });
    const { method, path, headers } = signed;
    const isEnded = new Promise<void>((resolve) => {
      const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent }, (r) => r.resume());
      outgoing.once("socket", (socket) => socket.once("close", () => resolve()));
      outgoing.once("close", () => void other.close());
      outgoing.end();
    });
    await isEnded;
    await expect.poll(async () => await send(signed).catch(({ code }) => code)).toBe("ECONNREFUSED");
    agent.destroy();
  });

  it("says its address, which is of this machine only", () => {
    expect(endpoint.server.url).toBe(`http://127.0.0.1:${endpoint.server.port}`);
  });
});

function chunked() {
  return { payload: "STREAMING-UNSIGNED-PAYLOAD-TRAILER", headers: { "x-amz-decoded-content-length": "10" } };
}
