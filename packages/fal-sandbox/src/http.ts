import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const BODY_MAX_BYTES = 32 * 1024 * 1024;
const DRIP_INTERVAL_MS = 1_000;

/** A request as the routes see it. `host` is the FAL host it is meant for, `path` what follows. */
export interface Call {
  method: string;
  host: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The raw body; throws `BodyTooLarge` beyond 32 MB. */
  body(): Promise<Buffer>;
  /** Aborts when the caller has gone. */
  signal: AbortSignal;
}

/** What a route answers: also the ways in which a server fails to answer. */
export type Reply =
  | { kind: "answer"; status: number; headers?: Record<string, string>; body: string | Buffer }
  /** Server-sent events, each a JSON text, until the iterable ends. */
  | { kind: "events"; events: AsyncIterable<string> }
  /** The whole length is announced, then one byte a second comes. */
  | { kind: "drip"; headers: Record<string, string>; body: Buffer }
  | { kind: "reset" }
  | { kind: "hang" };

/** The request body is beyond the limit. */
export class BodyTooLarge extends Error {
  override name = "BodyTooLarge" as const;
}

/** An answer of JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return text(status, JSON.stringify(value), headers);
}

/** An answer whose JSON is already written. */
export function text(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return { kind: "answer", status, body, headers: { "content-type": "application/json", ...headers } };
}

const FAL_HOSTS = ["queue.fal.run", "fal.run", "rest.fal.ai", "api.fal.ai", "v3b.fal.media", "upload"];

/** Reads a request; the FAL host is the first path segment, or else the Host header. */
export function readCall(request: IncomingMessage, response: ServerResponse): Call {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const [, first = "", ...rest] = url.pathname.split("/");
  const isHost = FAL_HOSTS.includes(first);
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  return {
    method: request.method ?? "GET",
    host: isHost ? first : (request.headers.host ?? "").split(":")[0] || "",
    path: isHost ? rest.join("/") : [first, ...rest].join("/"),
    query: url.searchParams,
    headers: request.headers,
    body: () => readBody(request),
    signal: gone.signal,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_MAX_BYTES) throw new BodyTooLarge(`The body exceeds ${BODY_MAX_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Carries a reply out; `hang` keeps the connection open until the caller or the server closes it. */
export async function sendReply(response: ServerResponse, reply: Reply, signal: AbortSignal): Promise<void> {
  switch (reply.kind) {
    case "answer":
      response.writeHead(reply.status, {
        "content-length": String(Buffer.byteLength(reply.body)),
        ...reply.headers,
      });
      response.end(reply.body);
      return;
    case "events":
      return sendEvents(response, reply.events);
    case "drip":
      return drip(response, reply, signal);
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "hang":
      return;
  }
}

async function sendEvents(response: ServerResponse, events: AsyncIterable<string>): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  for await (const event of events) response.write(`data: ${event}\n\n`);
  response.end();
}

async function drip(
  response: ServerResponse,
  { headers, body }: Extract<Reply, { kind: "drip" }>,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { ...headers, "content-length": String(body.length) });
  for (let index = 0; index < body.length; index += 1) {
    response.write(body.subarray(index, index + 1));
    await wait(DRIP_INTERVAL_MS, undefined, { signal });
  }
  response.end();
}
