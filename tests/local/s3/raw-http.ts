import { createHash, createHmac } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { CREDENTIALS, signatureV4 } from "./endpoint.ts";

export type RawRequest = {
  port: number;
  method: string;
  /** Sent exactly as given, percent-encoding and all. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
};
export type RawResponse = {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
  code?: string;
};

/** One HTTP exchange that no client library touches; `code` is the error code of an XML answer. */
export async function send({ port, method, path, headers = {}, body }: RawRequest): Promise<RawResponse> {
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, method, path, headers, agent: false },
      async (response) => {
        const pieces: Buffer[] = [];
        for await (const piece of response) pieces.push(piece);
        const received = Buffer.concat(pieces);
        const text = received.toString("utf8");
        const code = /<Error><Code>(\w+)<\/Code>/.exec(text)?.[1];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received, text, code });
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

type Signing = Omit<RawRequest, "path"> & {
  /** Decoded path and query: the signer and the wire encode them in the same way. */
  path: string;
  query?: Record<string, string>;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  region?: string;
  service?: string;
  signingDate?: Date;
  /** What x-amz-content-sha256 says; the true hash when left out. */
  payload?: string;
};

/** A request signed by the SDK's own signer, to be sent as it is or tampered with first. */
export async function sign(signing: Signing): Promise<RawRequest> {
  const { port, method, path, query = {}, headers = {}, body = "" } = signing;
  const signer = new signatureV4.SignatureV4({
    credentials: signing.credentials ?? CREDENTIALS,
    region: signing.region ?? "auto",
    service: signing.service ?? "s3",
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const encodedPath = path.split("/").map(encode).join("/");
  const signed = await signer.sign(
    {
      method,
      protocol: "http:",
      hostname: "127.0.0.1",
      port,
      path: encodedPath,
      query,
      body,
      headers: {
        host: `127.0.0.1:${port}`,
        "content-length": String(Buffer.byteLength(body)),
        ...headers,
        "x-amz-content-sha256": signing.payload ?? createHash("sha256").update(body).digest("hex"),
      },
    },
    { signingDate: signing.signingDate ?? new Date() },
  );
  const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const target = search.length > 0 ? `${encodedPath}?${search.join("&")}` : encodedPath;
  return { port, method, path: target, headers: signed.headers, body };
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The hash constructor the signer asks for, on node:crypto. */
export class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }

  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error("A digest is used once.");
  }
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof secret === "string") return Buffer.from(secret);
  if (secret instanceof ArrayBuffer) return Buffer.from(secret);
  return Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
}
