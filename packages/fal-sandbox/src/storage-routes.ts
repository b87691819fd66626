import { randomUUID } from "node:crypto";
import * as z from "zod";
import { brokenBytes } from "./broken-picture.ts";
import { type Call, json, type Reply } from "./http.ts";
import { parseObject } from "./json.ts";
import type { MediaStore } from "./media.ts";

/** What uploads and file serving need. */
export interface StorageParts {
  media: MediaStore;
  /** Uploads announced, by token, until their bytes arrive. */
  pending: Map<string, (bytes: Buffer) => Promise<void>>;
  url: string;
  mediaOrigin: string;
  /** The same files under a host that is not the media origin. */
  foreignOrigin: string;
}

const Initiate = z.object({
  content_type: z.string().regex(/^[\w.+-]+\/[\w.+-]+/),
  file_name: z.string().min(1),
});
const PUBLIC = { "access-control-allow-origin": "*", "cache-control": "public, max-age=31536000" };

/** `POST …/storage/upload/initiate`: an address to PUT the bytes to, and the public one they will have. */
export async function initiateUpload(parts: StorageParts, call: Call): Promise<Reply> {
  const body = Initiate.safeParse(parseObject((await call.body()).toString("utf8")));
  if (!body.success) return json(422, { detail: "content_type and file_name are required" });
  const place = parts.media.reserve(body.data.content_type);
  const token = randomUUID();
  parts.pending.set(token, place.fill);
  return json(200, {
    upload_url: `${parts.url}/upload/${token}`,
    file_url: `${parts.mediaOrigin}${place.path}`,
  });
}

/** `PUT` of announced bytes, without authorization: the address is the secret, and it works once. */
export async function receiveUpload(parts: StorageParts, call: Call): Promise<Reply> {
  const fill = parts.pending.get(call.path);
  if (fill === undefined) return json(404, { detail: "Unknown upload" });
  await fill(await call.body());
  parts.pending.delete(call.path);
  return json(200, {});
}

/** A public file, or what a fault makes of it. A foreign or redirected one is good at the foreign address. */
export async function serveMedia(parts: StorageParts, call: Call): Promise<Reply> {
  const match = /^files\/b\/([0-9a-f]{2})\/([^/]+)$/.exec(call.path);
  const [, shard, name] = match ?? [];
  const file = shard && name ? await parts.media.get({ shard, name }) : undefined;
  if (file === undefined || file.fault === "expired404") return json(404, { detail: "Not Found" });
  const { fault, contentType } = file;
  const isForeign = `http://${call.headers.host}` === parts.foreignOrigin;
  if (fault === "redirect" && !isForeign) {
    const location = `${parts.foreignOrigin}/v3b.fal.media/${call.path}`;
    return { kind: "answer", status: 302, headers: { location }, body: "" };
  }
  const headers = { "content-type": contentType, ...PUBLIC };
  if (fault === "slowLoris") return { kind: "drip", headers, body: file.bytes };
  const body = fault === undefined ? file.bytes : await brokenBytes(file, fault);
  return { kind: "answer", status: 200, headers, body };
}
