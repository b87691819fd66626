import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeChunked } from "../../../packages/local/src/s3/chunked.ts";
import { BUCKET, CREDENTIALS, type Endpoint, givenEndpoint, signatureV4 } from "./endpoint.ts";
import { Sha256, send, sign } from "./raw-http.ts";

const UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
const verified = (payload: string) => ({
  payload,
  signature: "",
  time: "",
  scope: "",
  signingKey: Buffer.alloc(32),
});

describe("the aws-chunked decoder", () => {
  const wire = "5\r\nhello\r\n7\r\n, world\r\n0\r\nx-t: v \r\n\r\n";

  it.each([1, 2, 3, 7, 1000])("yields the same bytes and trailers from pieces of %i bytes", async (size) => {
    const { data, trailers } = decodeChunked(piecesOf(wire, size), verified(UNSIGNED));
    expect(await textOf(data)).toBe("hello, world");
    expect([...trailers]).toEqual([["x-t", "v"]]);
  });

  it.each([
    ["a size that is no number", "zz\r\nhello\r\n0\r\n\r\n", "InvalidRequest"],
    ["a chunk longer than it says", "4\r\nhello\r\n0\r\n\r\n", "InvalidRequest"],
    ["an end inside a chunk", "50\r\nhello", "IncompleteBody"],
    ["an end before the last chunk", "5\r\nhello\r\n", "IncompleteBody"],
    ["bytes after the end", "0\r\n\r\nmore", "InvalidRequest"],
    ["a trailer without a colon", "0\r\nnonsense\r\n\r\n", "InvalidRequest"],
    ["a line that never ends", "1".repeat(20_000), "InvalidRequest"],
  ])("refuses %s", async (_what, body, code) => {
    const { data } = decodeChunked(piecesOf(body, 10_000), verified(UNSIGNED));
    await expect(textOf(data)).rejects.toMatchObject({ code });
  });
});

describe("a put of chunks that are signed one by one", () => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await givenEndpoint();
  });
  afterAll(async () => await endpoint.close());
  const chunks = ["a".repeat(8192), "b".repeat(100), ""];
  const content = chunks.join("");
  const trailer = `x-amz-checksum-sha256:${createHash("sha256").update(content).digest("base64")}`;

  it.each([SIGNED, SIGNED_TRAILER])("stores the bytes of %s", async (payload) => {
    const response = await put({ payload });
    expect(response.text).toBe("");
    const stored = endpoint.store.head({ bucket: BUCKET, key: payload });
    expect(stored?.etag).toBe(createHash("md5").update(content).digest("hex"));
  });

  it.each([
    ["a byte of a chunk", (wire: string) => wire.replace("bbb", "bcb"), "SignatureDoesNotMatch"],
    ["a chunk's signature", (wire: string) => wire.replace(/signature=./, "signature=g"), "InvalidRequest"],
    ["the trailer", (wire: string) => wire.replace(/sha256:.{4}/, "sha256:AAAA"), "SignatureDoesNotMatch"],
    ["a chunk's signature by another", swapSignatures, "SignatureDoesNotMatch"],
  ])("refuses a body in which somebody changed %s", async (_what, tamper, code) => {
    const response = await put({ payload: SIGNED_TRAILER, tamper });
    expect(response.code).toBe(code);
  });

  it("refuses signed chunks whose length is not the one declared", async () => {
    expect((await put({ payload: SIGNED, declaredBytes: content.length + 1 })).code).toBe("IncompleteBody");
    expect((await put({ payload: SIGNED, declaredBytes: content.length - 1 })).code).toBe("InvalidRequest");
    expect((await put({ payload: SIGNED, declaredBytes: undefined })).code).toBe("MissingContentLength");
  });

  type Put = { payload: string; tamper?: (wire: string) => string; declaredBytes?: number | undefined };
  async function put({ payload, tamper = (wire) => wire, ...rest }: Put) {
    const declared = "declaredBytes" in rest ? rest.declaredBytes : content.length;
    const hasTrailer = payload === SIGNED_TRAILER;
    const request = await sign({
      port: endpoint.server.port,
      method: "PUT",
      path: `/${BUCKET}/${payload}`,
      payload,
      headers: {
        ...(declared === undefined ? {} : { "x-amz-decoded-content-length": String(declared) }),
        ...(hasTrailer ? { "x-amz-trailer": "x-amz-checksum-sha256" } : {}),
        "content-encoding": "aws-chunked",
        "transfer-encoding": "chunked",
        "content-length": "",
      },
    });
    const { "content-length": _none, ...headers } = request.headers ?? {};
    const body = tamper(await signedWire({ headers, hasTrailer }));
    return await send({ ...request, headers, body });
  }

  /** Builds the chunks as the specification describes them, with the key derived by the SDK's signer. */
  async function signedWire({
    headers,
    hasTrailer,
  }: {
    headers: Record<string, string>;
    hasTrailer: boolean;
  }) {
    const time = headers["x-amz-date"] ?? "";
    const scope = `${time.slice(0, 8)}/auto/s3/aws4_request`;
    const key = await signatureV4.getSigningKey(Sha256, CREDENTIALS, time.slice(0, 8), "auto", "s3");
    let previous = /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1] ?? "";
    const next = async (kind: string, ...hashes: string[]) => {
      const hmac = new Sha256(key);
      hmac.update([kind, time, scope, previous, ...hashes].join("\n"));
      previous = Buffer.from(await hmac.digest()).toString("hex");
      return previous;
    };
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    let wire = "";
    for (const chunk of chunks) {
      const signature = await next("AWS4-HMAC-SHA256-PAYLOAD", sha256(""), sha256(chunk));
      wire += `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}${chunk && "\r\n"}`;
    }
    if (!hasTrailer) return `${wire}\r\n`;
    const signature = await next("AWS4-HMAC-SHA256-TRAILER", sha256(`${trailer}\n`));
    return `${wire}${trailer}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
  }
});

function swapSignatures(wire: string): string {
  const [first = "", second = ""] = wire.match(/chunk-signature=\w+/g) ?? [];
  return wire.replace(first, "SWAP").replace(second, first).replace("SWAP", second);
}

async function* piecesOf(text: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
}

async function textOf(data: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of data) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
