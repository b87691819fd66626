import { Logger } from "@aws-lambda-powertools/logger";
import { config } from "./config.ts";

const SECRET_KEY = /(authorization|secret|token|password|credential|access_?key|fal_key|signature)/i;
const TEXT_MAX_CHARS = 200;
const SIGNED_QUERY = /([?&](?:X-Amz-[A-Za-z]+|fal_webhook|token|signature))=[^&\s"]+/gi;

/** What may be written for one field: secrets by key never, signed query strings never, long texts shortened. */
export function redact(key: string, value: unknown): unknown {
  if (SECRET_KEY.test(key) && typeof value !== "object") return "[redacted]";
  if (typeof value !== "string") return value;
  const plain = value.replace(SIGNED_QUERY, "$1=[redacted]");
  if (key === "stack" || plain.length <= TEXT_MAX_CHARS) return plain;
  return `${plain.slice(0, TEXT_MAX_CHARS)}… (${plain.length} characters)`;
}

let logger: Logger | undefined;

/** The structured logger of this container; one JSON line per entry, redacted. */
export function log(): Logger {
  logger ??= new Logger({
    serviceName: "likeness",
    logLevel: config("log").LOG_LEVEL,
    jsonReplacerFn: redact,
  });
  return logger;
}
