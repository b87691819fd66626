import { describe, expect, it } from "vitest";
import { compareUtf8 } from "../../../packages/local/src/s3/key-index.ts";
import { type ListingEntry, type ListingQuery, listPage } from "../../../packages/local/src/s3/listing.ts";
import { randomKeys, randomNumbers } from "./random-keys.ts";

/** What S3's documentation says a listing is, done the slow way over all keys. */
function modelListing(
  keys: readonly string[],
  { prefix, delimiter, startAfter }: ListingQuery,
): ListingEntry[] {
  const entries = new Map<string, ListingEntry>();
  for (const key of keys) {
    if (!key.startsWith(prefix) || compareUtf8(key, startAfter) <= 0) continue;
    const [head = "", ...tail] = delimiter
      ? key.slice(prefix.length).split(delimiter)
      : [key.slice(prefix.length)];
    const entry: ListingEntry =
      tail.length > 0 ? { kind: "prefix", name: prefix + head + delimiter } : { kind: "key", name: key };
    entries.set(`${entry.kind} ${entry.name}`, entry);
  }
  return [...entries.values()];
}

function allPages(keys: readonly string[], query: ListingQuery): ListingEntry[][] {
  const pages: ListingEntry[][] = [];
  let resumeAfter: ListingEntry | undefined;
  do {
    const page = listPage(keys, { ...query, resumeAfter });
    pages.push(page.entries);
    resumeAfter = page.next;
  } while (resumeAfter);
  return pages;
}

describe("a listing in pages", () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    "is the model's listing cut up (seed %i)",
    (seed) => {
      const random = randomNumbers(seed);
      const keys = randomKeys({ seed, count: 80 }).sort(compareUtf8);
      const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)] as T;
      for (let run = 0; run < 30; run++) {
        const maxKeys = pick([1, 2, 3, 5, 1000]);
        const query: ListingQuery = {
          prefix: pick(["", "a", "/", "a/", pick(keys).slice(0, 2), pick(keys)]),
          delimiter: pick(["", "/", "a", "//", "-"]),
          startAfter: pick(["", pick(keys), `${pick(keys)}a`, "b"]),
          maxKeys,
        };
        const pages = allPages(keys, query);
        expect(pages.flat(), JSON.stringify(query)).toEqual(modelListing(keys, query));
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(maxKeys);
      }
    },
  );

  it("does not promise a next page that would be empty", () => {
    const query = { prefix: "", delimiter: "/", startAfter: "", maxKeys: 2 };
    expect(listPage(["a", "b/1", "b/2"], query).next).toBeUndefined();
    expect(listPage(["a", "b/1", "b/2", "c"], query).next).toEqual({ kind: "prefix", name: "b/" });
  });
});
