import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BUCKET, type ChecksumSetting, type Endpoint, getSignedUrl, givenEndpoint, sdk } from "./endpoint.ts";
import { send } from "./raw-http.ts";

const SECOND_MS = 1000;
const OBJECT = { Bucket: BUCKET, Key: "projects/p 1/ü.webp" };
let endpoint: Endpoint;
let nowMs = Date.now();
beforeAll(async () => {
  endpoint = await givenEndpoint({ clock: () => nowMs });
});
afterAll(async () => await endpoint.close());
beforeEach(async () => {
  nowMs = Date.now();
  await endpoint
    .client()
    .send(new sdk.PutObjectCommand({ ...OBJECT, Body: "hello", ContentType: "image/webp" }));
});

describe.each(["WHEN_SUPPORTED", "WHEN_REQUIRED"] as ChecksumSetting[])(
  "a URL presigned with %s",
  (checksums) => {
    const signGet = (options: Record<string, unknown> = {}) =>
      getSignedUrl(
        endpoint.client({ checksums }) as never,
        new sdk.GetObjectCommand(OBJECT) as never,
        options,
      );

    it("gets the object with fetch and nothing else", async () => {
      const response = await fetch(await signGet());
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("image/webp");
      expect(await response.text()).toBe("hello");
    });

    it("heads the object", async () => {
      const command = new sdk.HeadObjectCommand(OBJECT);
      const url = await getSignedUrl(endpoint.client({ checksums }) as never, command as never, {
        expiresIn: 60,
      });
      const response = await fetch(url, { method: "HEAD" });
      expect([response.status, response.headers.get("content-length")]).toEqual([200, "5"]);
    });

    it("works until the last moment of its time and not after it", async () => {
      const signingDate = new Date(Math.floor(nowMs / SECOND_MS) * SECOND_MS);
      const url = await signGet({ expiresIn: 3600, signingDate });
      nowMs = signingDate.getTime() + 3600 * SECOND_MS - 1;
      expect((await fetch(url)).status).toBe(200);
      nowMs += 1;
      const late = await fetch(url);
      const text = await late.text();
      expect(late.status).toBe(403);
      expect(text).toContain("<Code>AccessDenied</Code><Message>Request has expired</Message>");
      expect(text).toContain(`<Expires>${new Date(nowMs).toISOString()}</Expires>`);
    });

    it("is not valid more than 15 minutes before its time of signing", async () => {
      const signingDate = new Date(nowMs + 16 * 60 * SECOND_MS);
      const response = await fetch(await signGet({ expiresIn: 3600, signingDate }));
      expect(response.status).toBe(403);
      expect(await response.text()).toContain("Request is not valid yet");
    });
  },
);

describe("a presigned PUT", () => {
  const signPut = async (input: Record<string, unknown> = {}, options: Record<string, unknown> = {}) => {
    const command = new sdk.PutObjectCommand({ Bucket: BUCKET, Key: "uploaded", ...input });
    return await getSignedUrl(
      endpoint.client({ checksums: "WHEN_REQUIRED" }) as never,
      command as never,
      options,
    );
  };

  it("stores what is uploaded, with the metadata of its query", async () => {
    const url = await signPut({ Metadata: { origin: "browser" } });
    const response = await fetch(url, {
      method: "PUT",
      body: "bytes",
      headers: { "content-type": "image/png" },
    });
    expect(response.status).toBe(200);
    const record = endpoint.store.head({ bucket: BUCKET, key: "uploaded" });
    expect(record?.attributes).toMatchObject({ contentType: "image/png", metadata: { origin: "browser" } });
  });

  it("holds the uploader to the headers that were signed", async () => {
    const options = { signableHeaders: new Set(["content-type"]) };
    const url = await signPut({ ContentType: "image/webp", Key: "typed" }, options);
    const wrong = await fetch(url, { method: "PUT", body: "x", headers: { "content-type": "text/html" } });
    expect(await wrong.text()).toContain("SignatureDoesNotMatch");
    const right = await fetch(url, { method: "PUT", body: "x", headers: { "content-type": "image/webp" } });
    expect(right.status).toBe(200);
  });

  it("can be limited to one use by a signed If-None-Match", async () => {
    const url = await signPut({ IfNoneMatch: "*", Key: "only-once" });
    const upload = async () =>
      await fetch(url, { method: "PUT", body: "x", headers: { "if-none-match": "*" } });
    expect([(await upload()).status, (await upload()).status]).toEqual([200, 412]);
    const unconditional = await fetch(url, { method: "PUT", body: "x" });
    expect(unconditional.status).toBe(403);
  });

  it("with the SDK's default settings carries the checksum of nothing, and is held to it as by R2", async () => {
    const command = new sdk.PutObjectCommand({ Bucket: BUCKET, Key: "checked" });
    const url = await getSignedUrl(endpoint.client() as never, command as never);
    expect(url).toContain("x-amz-checksum-crc32=AAAAAA%3D%3D");
    const response = await fetch(url, { method: "PUT", body: "bytes" });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("BadDigest")]);
    expect(endpoint.store.head({ bucket: BUCKET, key: "checked" })).toBeUndefined();
  });
});

describe("a presigned URL that was changed", () => {
  const changes: [string, string, (url: URL) => void][] = [
    ["path", "SignatureDoesNotMatch", (url) => Object.assign(url, { pathname: `/${BUCKET}/other` })],
    ["signature", "SignatureDoesNotMatch", (url) => url.searchParams.set("X-Amz-Signature", "0".repeat(64))],
    ["life", "SignatureDoesNotMatch", (url) => url.searchParams.set("X-Amz-Expires", "604800")],
    ["signed headers", "AccessDenied", (url) => url.searchParams.set("X-Amz-SignedHeaders", "accept")],
    ["answer", "SignatureDoesNotMatch", (url) => url.searchParams.set("response-content-type", "text/html")],
    [
      "life to more than a week",
      "AuthorizationQueryParametersError",
      setParameter("X-Amz-Expires", "604801"),
    ],
    ["life to nothing", "AuthorizationQueryParametersError", setParameter("X-Amz-Expires", "0")],
    ["life to nonsense", "AuthorizationQueryParametersError", setParameter("X-Amz-Expires", "soon")],
    ["algorithm", "AuthorizationQueryParametersError", setParameter("X-Amz-Algorithm", "HS256")],
    ["date", "AuthorizationQueryParametersError", setParameter("X-Amz-Date", "today")],
    ["credential's day", "AuthorizationQueryParametersError", setParameter("X-Amz-Date", "20010101T000000Z")],
    ["credential", "AuthorizationQueryParametersError", setParameter("X-Amz-Credential", "me")],
    [
      "credential (none)",
      "AuthorizationQueryParametersError",
      (url) => url.searchParams.delete("X-Amz-Credential"),
    ],
    ["session", "InvalidToken", setParameter("X-Amz-Security-Token", "abc")],
  ];

  it.each(changes)("in its %s is refused: %s", async (_what, code, change) => {
    const command = new sdk.GetObjectCommand(OBJECT);
    const url = new URL(await getSignedUrl(endpoint.client() as never, command as never, { expiresIn: 60 }));
    change(url);
    const { port } = endpoint.server;
    const response = await send({ port, method: "GET", path: `${url.pathname}${url.search}` });
    expect(response.code).toBe(code);
    expect(response.text).not.toContain("hello");
  });

  it("by another method is refused", async () => {
    const command = new sdk.GetObjectCommand(OBJECT);
    const url = await getSignedUrl(endpoint.client() as never, command as never);
    const response = await fetch(url, { method: "DELETE" });
    expect(await response.text()).toContain("SignatureDoesNotMatch");
  });

  it("signed with another secret is refused", async () => {
    const client = endpoint.client({ credentials: { accessKeyId: "local-key", secretAccessKey: "guess" } });
    const url = await getSignedUrl(client as never, new sdk.GetObjectCommand(OBJECT) as never);
    expect(await (await fetch(url)).text()).toContain("SignatureDoesNotMatch");
  });
});

function setParameter(name: string, value: string): (url: URL) => void {
  return (url) => url.searchParams.set(name, value);
}
