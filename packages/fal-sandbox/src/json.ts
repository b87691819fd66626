import { randomUUID } from "node:crypto";

const MARK = `big-${randomUUID()}:`;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, "g");

/** JSON in which a bigint appears as a plain number of any length, the way Python services write their seeds. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? `${MARK}${item}` : item));
  return text.replace(MARKED, "$1");
}

/** Parses text that should be a JSON object; anything else gives `undefined`. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for `{…}`, false for arrays and null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
