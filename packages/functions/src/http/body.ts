import { LikenessError } from "@likeness/core/errors";
import { TEXT } from "@likeness/core/limits";
import type { HttpEvent } from "./event.ts";

/** The request's JSON body; a clear 400 or 413 when it is not one. An absent body is an empty object. */
export function jsonBody(event: HttpEvent): unknown {
  const raw = event.isBase64Encoded
    ? Buffer.from(event.body ?? "", "base64").toString("utf8")
    : (event.body ?? "");
  const bytes = Buffer.byteLength(raw);
  if (bytes > TEXT.bodyMaxBytes) {
    const message = `The body has ${bytes} bytes; at most ${TEXT.bodyMaxBytes} are read.`;
    throw new LikenessError("too-large", "request.too-large", message);
  }
  if (raw.trim() === "") return {};
  try {
    return JSON.parse(raw);
  } catch (cause) {
    throw new LikenessError("input", "request.malformed-json", "The body is not valid JSON.", {
      cause,
      problems: [
        { field: "body", message: cause instanceof Error ? cause.message.slice(0, 200) : "malformed" },
      ],
    });
  }
}
