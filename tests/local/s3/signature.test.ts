import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, CREDENTIALS, type Endpoint, givenEndpoint } from "./endpoint.ts";
import { type RawRequest, send, sign } from "./raw-http.ts";

let endpoint: Endpoint;
let port: number;
beforeAll(async () => {
  endpoint = await givenEndpoint();
  port = endpoint.server.port;
});
afterAll(async () => await endpoint.close());

const MINUTE_MS = 60_000;
const put = (overrides: Partial<Parameters<typeof sign>[0]> = {}) =>
  sign({ port, method: "PUT", path: `/${BUCKET}/signed`, body: "hello", ...overrides });
const isStored = (key = "signed") => endpoint.store.head({ bucket: BUCKET, key }) !== undefined;

describe("a header signature", () => {
  it("made by the SDK's signer is accepted, and the object is stored", async () => {
    expect((await send(await put())).status).toBe(200);
    expect(isStored()).toBe(true);
    await endpoint.store.remove({ bucket: BUCKET, key: "signed" });
  });

  it.each(["a b", "a+b", "ü/ü", "a%2Fb", "~!*'()", "a//b", "../x", "./x", "日本/🎨", "x=y&z"])(
    "covers the key %j with S3's encoding rules",
    async (key) => {
      const response = await send(await put({ path: `/${BUCKET}/${key}` }));
      expect(response.text).toBe("");
      expect(isStored(key)).toBe(true);
    },
  );

  const tampered: [string, string, (request: RawRequest) => Partial<RawRequest>][] = [
    ["another path", "SignatureDoesNotMatch", () => ({ path: `/${BUCKET}/other` })],
    ["another method", "SignatureDoesNotMatch", () => ({ method: "DELETE" })],
    ["an added query", "SignatureDoesNotMatch", ({ path }) => ({ path: `${path}?x-id=PutObject` })],
    ["a changed signed header", "SignatureDoesNotMatch", withHeader("x-amz-meta-owner", "mallory")],
    ["another day of signing", "AuthorizationHeaderMalformed", withHeader("x-amz-date", "20010101T000000Z")],
    ["an x-amz header that is not signed", "AccessDenied", withHeader("x-amz-meta-more", "1")],
    ["another body", "XAmzContentSHA256Mismatch", () => ({ body: "jello" })],
    ["another body hash", "SignatureDoesNotMatch", withHeader("x-amz-content-sha256", hashOf("jello"))],
    [
      "a signature of the wrong length",
      "SignatureDoesNotMatch",
      changeAuthorization(/Signature=.*/, "Signature=0"),
    ],
    ["a missing signature", "AuthorizationHeaderMalformed", changeAuthorization(/, Signature=.*/, "")],
    ["an older mechanism", "InvalidRequest", changeAuthorization(/.*/, "AWS local-key:abc=")],
    ["a session token", "InvalidToken", withHeader("x-amz-security-token", "abc")],
    ["a time that is no date", "AccessDenied", withHeader("x-amz-date", "yesterday")],
  ];
  it.each(tampered)("is refused with %s: %s", async (_what, code, tamper) => {
    const signed = await put({ path: `/${BUCKET}/tampered`, headers: { "x-amz-meta-owner": "alice" } });
    const response = await send({ ...signed, ...tamper(signed) });
    expect(response.code).toBe(code);
    expect(response.headers["content-type"]).toBe("application/xml");
    expect(isStored("tampered") || isStored("other")).toBe(false);
  });

  it.each([
    [
      "a wrong secret",
      { credentials: { ...CREDENTIALS, secretAccessKey: "guess" } },
      "SignatureDoesNotMatch",
      403,
    ],
    ["an unknown key id", { credentials: { ...CREDENTIALS, accessKeyId: "who" } }, "InvalidAccessKeyId", 403],
    ["a foreign region", { region: "eu-north-7" }, "AuthorizationHeaderMalformed", 400],
    ["another service", { service: "sqs" }, "AuthorizationHeaderMalformed", 400],
    ["a hash that is none", { payload: "abc" }, "InvalidArgument", 400],
    [
      "elliptic chunk signatures",
      { payload: "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" },
      "NotImplemented",
      501,
    ],
    ["16 minutes ago", { signingDate: minutesFromNow(-16) }, "RequestTimeTooSkewed", 403],
    ["16 minutes ahead", { signingDate: minutesFromNow(16) }, "RequestTimeTooSkewed", 403],
  ])("signed with %s is refused", async (_what, overrides, code, status) => {
    const response = await send(await put({ path: `/${BUCKET}/refused`, ...overrides }));
    expect([response.code, response.status]).toEqual([code, status]);
    expect(isStored("refused")).toBe(false);
  });

  it.each([-14, 14])("made %i minutes from now is within the allowed skew", async (minutes) => {
    const response = await send(await put({ signingDate: minutesFromNow(minutes) }));
    expect(response.status).toBe(200);
  });

  it("is needed for every request", async () => {
    const response = await send({ port, method: "GET", path: `/${BUCKET}/signed` });
    expect([response.code, response.status]).toEqual(["AccessDenied", 403]);
  });

  it("together with a presigned query is refused", async () => {
    const signed = await put();
    const response = await send({ ...signed, path: `${signed.path}?X-Amz-Signature=00` });
    expect(response.code).toBe("InvalidArgument");
  });

  it("over a path that is not UTF-8 is refused as InvalidURI", async () => {
    const response = await send({ port, method: "GET", path: `/${BUCKET}/%ff` });
    expect([response.code, response.status]).toEqual(["InvalidURI", 400]);
  });
});

function withHeader(name: string, value: string) {
  return ({ headers }: RawRequest) => ({ headers: { ...headers, [name]: value } });
}

function changeAuthorization(pattern: RegExp, replacement: string) {
  return ({ headers = {} }: RawRequest) => ({
    headers: { ...headers, authorization: (headers.authorization ?? "").replace(pattern, replacement) },
  });
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function minutesFromNow(minutes: number): Date {
  return new Date(Date.now() + minutes * MINUTE_MS);
}
