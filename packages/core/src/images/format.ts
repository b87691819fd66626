import { ImageRejected } from "./errors.ts";

export type ImageFormat = "jpeg" | "png" | "webp";

const NAMED_HEAD_BYTES = 256;

/** The format that the first bytes announce; anything but JPEG, PNG and WebP throws `image.format` and is named. */
export function sniffFormat(bytes: Uint8Array): ImageFormat {
  const head = Buffer.from(bytes.subarray(0, NAMED_HEAD_BYTES));
  if (head.subarray(0, 8).toString("latin1") === "\x89PNG\r\n\x1a\n") return "png";
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpeg";
  if (fourChars(head, 0) === "RIFF" && fourChars(head, 8) === "WEBP") return "webp";
  throw new ImageRejected(
    "image.format",
    `The bytes are ${guess(head)}; only JPEG, PNG and WebP are accepted.`,
  );
}

function guess(head: Buffer): string {
  const text = head.toString("latin1").replace(/^ï»¿/, "").trimStart().toLowerCase();
  if (text.startsWith("gif8")) return "a GIF";
  if (text.startsWith("%pdf")) return "a PDF";
  if (text.includes("<svg")) return "an SVG drawing";
  if (text.startsWith("<!doctype html") || text.includes("<html")) return "an HTML page";
  if (text.startsWith("<")) return "markup";
  if (text.startsWith("{") || text.startsWith("[")) return "JSON text";
  if (fourChars(head, 4) === "ftyp") return "an AVIF, HEIF or video file";
  if (text.startsWith("bm")) return "a BMP";
  if (text.startsWith("ii*\0") || text.startsWith("mm\0*")) return "a TIFF";
  return "of no known image format";
}

function fourChars(head: Buffer, at: number): string {
  return head.subarray(at, at + 4).toString("latin1");
}
