import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable, Writable } from "node:stream";

/** A request as it would go over the wire. */
export interface Wire {
  method: string;
  /** Path and query, as sent. */
  url: string;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Hands a request to a listener of node:http's kind as plain objects, without a socket. */
export async function exchange(listener: Listener, wire: Wire): Promise<Answer> {
  const response = new Collected();
  const ended = new Promise<void>((resolve, reject) => {
    response.once("finish", resolve);
    response.once("error", reject);
  });
  await listener(requestOf(wire), response as unknown as ServerResponse);
  await ended;
  return { status: response.status, headers: response.headers, body: Buffer.concat(response.chunks) };
}

/** The part of an IncomingMessage that our listeners read. */
export function requestOf({ method, url, headers, body }: Wire): IncomingMessage {
  const request = Readable.from(body.length > 0 ? [body] : []);
  const parts = {
    method,
    url,
    headers,
    rawHeaders: Object.entries(headers).flat(),
    httpVersion: "1.1",
    socket: { remoteAddress: "127.0.0.1" },
  };
  return Object.assign(request, parts) as unknown as IncomingMessage;
}

/** The part of a ServerResponse that our listeners write to. */
class Collected extends Writable {
  status = 200;
  headers: Record<string, string> = {};
  readonly chunks: Buffer[] = [];

  writeHead(status: number, headers: Record<string, unknown> = {}): this {
    this.status = status;
    this.headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    return this;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(Buffer.from(chunk));
    done();
  }
}
