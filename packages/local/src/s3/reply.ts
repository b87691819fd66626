import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { OpenBody } from "./bucket-files.ts";

/** An answer before it is sent. A file is closed by whoever sends or drops the reply. */
export type Reply = {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | FileSlice;
};
export type FileSlice = { file: OpenBody; start: number; bytes: number };

/** Sends a reply and tells how many body bytes were handed to the client; a client that left is no error. */
export async function sendReply(
  response: ServerResponse,
  { status, headers = {}, body }: Reply,
  { isHead }: { isHead: boolean },
): Promise<number> {
  const hasBody = body !== undefined;
  if (hasBody) headers["content-length"] ??= String(bytesOf(body));
  response.writeHead(status, headers);
  if (!hasBody || isHead) {
    if (isSlice(body)) await body.file.close();
    response.end();
    return 0;
  }
  if (!isSlice(body)) {
    response.end(body);
    return bytesOf(body);
  }
  return await sendSlice(response, body);
}

/** The body's length in bytes. */
export function bytesOf(body: string | Buffer | FileSlice): number {
  if (typeof body === "string") return Buffer.byteLength(body);
  return isSlice(body) ? body.bytes : body.length;
}

async function sendSlice(response: ServerResponse, { file, start, bytes }: FileSlice): Promise<number> {
  if (bytes === 0) {
    await file.close();
    response.end();
    return 0;
  }
  const stream = file.createReadStream({ start, end: start + bytes - 1 });
  try {
    await pipeline(stream, response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
  return stream.bytesRead;
}

function isSlice(body: Reply["body"]): body is FileSlice {
  return typeof body === "object" && "file" in body;
}
