import { ImageGone, ImageRedirected, ImageTimeout, ImageTooLarge, ImageUnavailable } from "./errors.ts";
import { allowedUrl } from "./origins.ts";

export interface DownloadOptions {
  /** Such as `https://*.fal.media` or `http://127.0.0.1:4500`; see `allowedUrl`. */
  origins: readonly string[];
  maxBytes: number;
  /** For everything together: connecting, waiting, and the last byte. */
  timeoutMs: number;
  /** For tests; the platform's own otherwise. */
  fetch?: typeof fetch;
}

export interface Download {
  bytes: Buffer;
  /** What the server claims, lowercase and without parameters; not to be believed. */
  contentType: string;
}

/**
 * Downloads a picture from an allowed origin: no redirects, never more than `maxBytes` in memory, never longer than
 * `timeoutMs`. Throws ImageOriginRefused, ImageRedirected, ImageTooLarge, ImageTimeout, ImageGone or ImageUnavailable.
 */
export async function downloadImage(address: string, options: DownloadOptions): Promise<Download> {
  const url = allowedUrl(address, options.origins);
  const abort = new AbortController();
  const timeout = new ImageTimeout(url.host, options.timeoutMs);
  // A deadline of its own beside the signal: a body that ignores the signal must not hold us.
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeout), options.timeoutMs);
  });
  try {
    return await Promise.race([receive(url, abort.signal, options), deadline]);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

async function receive(url: URL, signal: AbortSignal, options: DownloadOptions): Promise<Download> {
  const response = await request(url, signal, options.fetch ?? fetch);
  checkStatus(url.host, response);
  const declaredBytes = Number(response.headers.get("content-length") ?? Number.NaN);
  if (declaredBytes > options.maxBytes) throw new ImageTooLarge(options.maxBytes);
  const bytes = await readCapped(response, { host: url.host, maxBytes: options.maxBytes });
  return { bytes, contentType: mediaType(response) };
}

async function request(url: URL, signal: AbortSignal, send: typeof fetch): Promise<Response> {
  const headers = { accept: "image/png, image/jpeg, image/webp" };
  try {
    return await send(url, {
      signal,
      headers,
      redirect: "manual",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch (cause) {
    throw new ImageUnavailable(`${url.host} does not answer`, { retryable: true, cause });
  }
}

const GONE = new Set([403, 404, 410]);
const PASSING = new Set([408, 425, 429]);

function checkStatus(host: string, response: Response): void {
  const { status, type } = response;
  if (status === 200) return;
  if (type === "opaqueredirect" || (status >= 300 && status < 400)) throw new ImageRedirected(host);
  if (GONE.has(status)) throw new ImageGone(host, status);
  const retryable = status >= 500 || PASSING.has(status);
  throw new ImageUnavailable(`${host} answered HTTP ${status}`, { retryable });
}

async function readCapped(response: Response, { host, maxBytes }: { host: string; maxBytes: number }) {
  const chunks: Uint8Array[] = [];
  let totalBytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      totalBytes += chunk.byteLength;
      if (totalBytes > maxBytes) throw new ImageTooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof ImageTooLarge) throw cause;
    throw new ImageUnavailable(`${host} broke off after ${totalBytes} bytes`, { retryable: true, cause });
  }
  return Buffer.concat(chunks, totalBytes);
}

function mediaType(response: Response): string {
  return (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
