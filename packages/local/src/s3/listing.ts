import { compareUtf8, firstIndexFrom, firstIndexWhere } from "./key-index.ts";

export type ListingQuery = {
  prefix: string;
  /** Empty for none. */
  delimiter: string;
  maxKeys: number;
  /** Keys up to and including this one are skipped. */
  startAfter: string;
  /** Where the page before ended. */
  resumeAfter?: ListingEntry | undefined;
};

/** A key, or a common prefix that stands for all keys below it. */
export type ListingEntry = { kind: "key" | "prefix"; name: string };

export type ListingPage = {
  entries: ListingEntry[];
  /** Set when more follows. */
  next?: ListingEntry;
};

/** One page of a listing of sorted keys; a common prefix counts as one entry, and costs one search however much it hides. */
export function listPage(keys: readonly string[], query: ListingQuery): ListingPage {
  const entries: ListingEntry[] = [];
  let at = startIndex(keys, query);
  while (at < keys.length) {
    const key = keys[at] ?? "";
    if (!key.startsWith(query.prefix)) break;
    if (entries.length >= query.maxKeys) {
      const next = entries.at(-1);
      return next ? { entries, next } : { entries };
    }
    const entry = entryOf(key, query);
    entries.push(entry);
    at = entry.kind === "key" ? at + 1 : indexBehindPrefix(keys, { prefix: entry.name, from: at });
  }
  return { entries };
}

function startIndex(keys: readonly string[], { prefix, startAfter, resumeAfter }: ListingQuery): number {
  const atPrefix = firstIndexFrom(keys, prefix);
  if (resumeAfter?.kind === "prefix") {
    return indexBehindPrefix(keys, {
      prefix: resumeAfter.name,
      from: firstIndexFrom(keys, resumeAfter.name),
    });
  }
  const after = resumeAfter?.name ?? startAfter;
  if (after === "") return atPrefix;
  const behind = firstIndexWhere(keys, (key) => compareUtf8(key, after) > 0);
  return Math.max(atPrefix, behind);
}

function entryOf(key: string, { prefix, delimiter }: ListingQuery): ListingEntry {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0
    ? { kind: "key", name: key }
    : { kind: "prefix", name: key.slice(0, end + delimiter.length) };
}

function indexBehindPrefix(
  keys: readonly string[],
  { prefix, from }: { prefix: string; from: number },
): number {
  return firstIndexWhere(keys, (key) => !key.startsWith(prefix), from);
}
