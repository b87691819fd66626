import { createHash, createPublicKey, verify } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFalClient } from "@fal-ai/client";
import sharp from "sharp";
import { afterEach } from "vitest";
import {
  type Artist,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../../packages/fal-sandbox/src/index.ts";

/** Whatever was opened by a test is closed after it, last opened first. */
const openThings: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const close of openThings.splice(0).reverse()) await close();
});

/** A folder that is removed after the test. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "fal-sandbox-"));
  openThings.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

type Drawing = Parameters<Artist["draw"]>[0];

/** Fills the picture with a colour made of the seed, and remembers what it was asked. */
export function plainArtist() {
  const drawings: Drawing[] = [];
  const artist: Artist = {
    draw: async (request) => {
      drawings.push(request);
      const { width, height, seed } = request;
      const background = { r: seed % 256, g: (seed >> 8) % 256, b: request.references.length * 20 };
      return sharp({ create: { width, height, channels: 3, background } })
        .toFormat(request.format)
        .toBuffer();
    },
    describe: async ({ prompt, images }) => ({ seen: images.length, asked: prompt }),
  };
  return { artist, drawings };
}

/** A sandbox that is quick, and retries webhooks without waiting. */
export async function sandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const started = await startSandbox({
    dataDir: options.dataDir ?? (await folder()),
    artist: plainArtist().artist,
    latencyMs: 0,
    webhook: { backoffScale: 0.002 },
    ...options,
  });
  openThings.push(() => started.close());
  return started;
}

/** A sandbox in which every picture waits for the test. */
export async function gatedSandbox(concurrency: number) {
  const { artist, drawings } = plainArtist();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const place = await sandbox({
    concurrency,
    artist: {
      ...artist,
      draw: async (request) => {
        const bytes = await artist.draw(request);
        await gate;
        return bytes;
      },
    },
  });
  return { place, drawings, open };
}

/** The unmodified client, with the FAL hosts rewritten to the sandbox. */
export function falClient({ url }: { url: string }, { key = "id:secret" } = {}) {
  return createFalClient({
    credentials: key,
    requestMiddleware: async (request) => ({
      ...request,
      url: request.url.replace(
        /^https:\/\/(queue\.fal\.run|fal\.run|rest\.fal\.ai)\//,
        (_match, host) => `${url}/${host}/`,
      ),
    }),
  });
}

export const KEY = { authorization: "Key id:secret", "content-type": "application/json" };

export interface Submitted {
  status: string;
  request_id: string;
  gateway_request_id: string;
  status_url: string;
  response_url: string;
  cancel_url: string;
  queue_position: number;
}

interface SubmitOptions {
  webhook?: string;
  headers?: Record<string, string>;
  query?: string;
}

/** A submit by bare HTTP. */
export function post(
  { queueUrl }: Sandbox,
  endpointId: string,
  input: unknown,
  { webhook, headers, query = "" }: SubmitOptions = {},
): Promise<Response> {
  const search = webhook === undefined ? query : `fal_webhook=${encodeURIComponent(webhook)}${query}`;
  return fetch(`${queueUrl}/${endpointId}?${search}`, {
    method: "POST",
    headers: { ...KEY, ...headers },
    body: JSON.stringify(input),
  });
}

/** A submit that must be accepted. */
export async function submit(...args: Parameters<typeof post>): Promise<Submitted> {
  const response = await post(...args);
  if (response.status !== 200)
    throw new Error(`submit answered ${response.status}: ${await response.text()}`);
  return response.json() as Promise<Submitted>;
}

/** Polls a condition until it gives something; the test's own timeout is the limit. */
export async function until<T>(probe: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits for COMPLETED and returns that status body. */
export function completed({ status_url }: Submitted): Promise<Record<string, unknown>> {
  return until(async () => {
    const response = await fetch(`${status_url}?logs=1`, { headers: KEY });
    const body = (await response.json()) as Record<string, unknown>;
    return body.status === "COMPLETED" ? body : undefined;
  });
}

/** Waits for the end and reads the result. */
export async function result(submitted: Submitted): Promise<Response> {
  await completed(submitted);
  return fetch(submitted.response_url, { headers: KEY });
}

export interface Delivery {
  path: string;
  headers: IncomingHttpHeaders;
  raw: Buffer;
}

/** A webhook address. `answer` decides the status by the number of the delivery, from 1; undefined never answers. */
export async function receiver(answer: (number: number) => number | undefined = () => 200) {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    deliveries.push({ path: request.url ?? "", headers: request.headers, raw: Buffer.concat(parts) });
    const status = answer(deliveries.length);
    if (status === undefined) return;
    const location = status >= 300 && status < 400 ? { location: "/elsewhere" } : {};
    response.writeHead(status, location).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  openThings.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?job=gen_1`;
  const count = (expected: number) => until(() => (deliveries.length >= expected ? deliveries : undefined));
  return { url, deliveries, count };
}

/** The documented check of a webhook, written from the documents: headers, age, and any key of the set. */
export async function isAuthentic(
  { jwksUrl }: { jwksUrl: string },
  { headers, raw }: Delivery,
  { nowSeconds = Date.now() / 1_000 } = {},
): Promise<boolean> {
  const part = (name: string) => String(headers[`x-fal-webhook-${name}`]);
  if (Math.abs(nowSeconds - Number(part("timestamp"))) > 300) return false;
  const digest = createHash("sha256").update(raw).digest("hex");
  const message = Buffer.from(
    [part("request-id"), part("user-id"), part("timestamp"), digest].join("\n"),
    "utf8",
  );
  const { keys } = (await (await fetch(jwksUrl)).json()) as { keys: Array<{ x: string }> };
  return keys.some(({ x }) =>
    verify(
      null,
      message,
      createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }),
      Buffer.from(part("signature"), "hex"),
    ),
  );
}

/** A delivery's JSON. */
export function bodyOf({ raw }: Delivery): Record<string, unknown> {
  return JSON.parse(raw.toString("utf8"));
}

/** A web server of fixed answers by path. */
export async function fileServer(
  files: Record<string, { status?: number; type?: string; body: Buffer | string }>,
) {
  const requested: string[] = [];
  const server = createServer((request, response) => {
    requested.push(request.url ?? "");
    const file = files[request.url ?? ""];
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(file.status ?? 200, { "content-type": file.type ?? "image/png" }).end(file.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  openThings.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requested };
}

/** A small PNG of one colour. */
export function png({ width = 64, height = 64, background = "red" } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}
