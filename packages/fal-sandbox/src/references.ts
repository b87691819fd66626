import sharp from "sharp";
import type { ImageEndpoint } from "./endpoint.ts";
import type { Size } from "./image-size.ts";
import { type Detail, ModelError } from "./model-error.ts";

const DOWNLOAD_TIMEOUT_MS = 20_000;
const DOWNLOAD_MAX_BYTES = 20 * 1024 * 1024;
const FORMATS = ["jpeg", "png", "webp", "gif", "avif", "heif", "tiff"];

/** A picture that came in: its bytes and its size. */
export interface Reference extends Size {
  bytes: Buffer;
}

interface Address {
  url: string;
  loc: Detail["loc"];
  /** Shows who or what to draw; a control picture only shows how. */
  isIdentity: boolean;
}

/**
 * Downloads every picture an input names, as FAL does: http(s) to anywhere or a data URI, 20 s, 20 MB.
 * Throws a 422 `ModelError`: `file_download_error`, `file_too_large` or `image_load_error`. Control pictures are
 * downloaded too, but only those that show the subject are returned.
 */
export async function loadReferences(
  input: Record<string, unknown>,
  { limit, signal }: { limit?: ImageEndpoint["references"]; signal: AbortSignal },
): Promise<Reference[]> {
  const used = withinLimit(addressesOf(input), limit);
  const loaded = await Promise.all(used.map((address) => load(address, signal)));
  return loaded.filter((_, index) => used[index]?.isIdentity);
}

function withinLimit(addresses: Address[], limit: ImageEndpoint["references"]): Address[] {
  if (limit === undefined) return addresses;
  return limit.keep === "first" ? addresses.slice(0, limit.max) : addresses.slice(-limit.max);
}

const IDENTITY_KEYS = ["image_url", "image_urls", "reference_image_url"];
const CONTROL_KEYS = ["control_image_url"];

/** Walks the input for the members that hold picture addresses, at any depth, in their order. */
function addressesOf(value: unknown, loc: Detail["loc"] = ["body"]): Address[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => addressesOf(item, [...loc, index]));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => addressesOf(item, [...loc, key]));
  }
  const key = loc.findLast((part) => typeof part === "string");
  if (typeof value !== "string" || typeof key !== "string") return [];
  const isIdentity = IDENTITY_KEYS.includes(key);
  return isIdentity || CONTROL_KEYS.includes(key) ? [{ url: value, loc, isIdentity }] : [];
}

async function load(address: Address, signal: AbortSignal): Promise<Reference> {
  const bytes = address.url.startsWith("data:") ? inline(address) : await download(address, signal);
  const meta = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (meta === undefined || !FORMATS.includes(meta.format)) {
    throw refusal(address, {
      type: "image_load_error",
      msg: "Failed to load the image. Please ensure the image file is not corrupted.",
    });
  }
  return { bytes, width: meta.width, height: meta.height };
}

function inline(address: Address): Buffer {
  const match = /^data:[^,]*;base64,(.*)$/s.exec(address.url);
  if (match?.[1] === undefined) throw downloadError(address);
  return Buffer.from(match[1], "base64");
}

async function download(address: Address, signal: AbortSignal): Promise<Buffer> {
  if (!/^https?:\/\//.test(address.url)) throw downloadError(address);
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
    const response = await fetch(address.url, { signal: timeout });
    if (response.status !== 200 || response.body === null) throw downloadError(address);
    return await readCapped(response.body, address);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw downloadError(address);
  }
}

async function readCapped(body: AsyncIterable<Uint8Array>, address: Address): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > DOWNLOAD_MAX_BYTES) {
      throw refusal(address, {
        type: "file_too_large",
        msg: `File size exceeds the maximum of ${DOWNLOAD_MAX_BYTES} bytes`,
        ctx: { max_size: DOWNLOAD_MAX_BYTES },
      });
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function downloadError(address: Address): ModelError {
  return refusal(address, {
    type: "file_download_error",
    msg: "Failed to download the file. Please check if the URL is accessible and try again.",
  });
}

function refusal(address: Address, detail: Pick<Detail, "type" | "msg" | "ctx">): ModelError {
  return new ModelError(422, { details: [{ loc: address.loc, input: address.url, ...detail }] });
}
