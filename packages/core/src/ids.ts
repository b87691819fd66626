import { createHash } from "node:crypto";
import { monotonicFactory } from "ulid";
import * as z from "zod";

/** Prefixes of all ids: an id in a log names its kind. */
export const ID_PREFIX = {
  project: "prj",
  subject: "sub",
  media: "med",
  collection: "col",
  job: "job",
  generation: "gen",
  report: "rep",
} as const;

export type IdKind = keyof typeof ID_PREFIX;

// Marked, so that a bundle that makes no ids leaves the generator out.
const ulid = /* @__PURE__ */ monotonicFactory();
const TIME_CHARS = 10;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new id: prefix and ULID, so ids of one kind sort by creation time. */
export function newId(kind: IdKind): string {
  return `${ID_PREFIX[kind]}_${ulid()}`;
}

/**
 * The id that belongs to `parts` under another id: same input, same id, so a step that runs twice names the same
 * row. It keeps the parent's time, and therefore its place in the order.
 */
export function derivedId(kind: IdKind, parentId: string, ...parts: Array<string | number>): string {
  const time = parentId.split("_")[1]?.slice(0, TIME_CHARS) ?? "";
  const digest = createHash("sha256")
    .update([kind, parentId, ...parts].join("\n"))
    .digest();
  const random = Array.from(digest.subarray(0, 16), (byte) => CROCKFORD[byte % 32]).join("");
  return `${ID_PREFIX[kind]}_${time}${random}`;
}

/** Schema of one kind of id; the message names the expected form. */
export function idSchema(kind: IdKind) {
  const prefix = ID_PREFIX[kind];
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`), `must be a ${kind} id such as ${prefix}_01J…`);
}
