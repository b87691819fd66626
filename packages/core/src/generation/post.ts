import { GENERATION } from "../limits.ts";
import { log } from "../log.ts";
import { countEntry, type Entry, settleEntry } from "../spend/index.ts";
import { HYDRATED, isConditionFailure } from "../table/index.ts";
import { generations, Row } from "./record.ts";

/** Set, in the write that makes an amount final, on a row whose amount the project's counters do not have yet. */
export const UNPOSTED = { gsi4pk: "unposted" } as const;

/**
 * Adds the row's final amount to the project's counters: counted with a mark, noted on the row, mark removed. Whoever
 * made the amount final does it, and only one can; after a crash the reconciler does, and the mark tells whether the
 * first of the three was done. Never throws: what is not posted now is posted later.
 */
export function post(row: Row): Promise<boolean> {
  const { jobId, generationId } = row;
  return tried(row, async (entry) => {
    await countEntry(entry);
    await generations().patch({ jobId, generationId }).remove(["gsi4pk"]).go();
    await settleEntry(entry);
  });
}

/** The first third of `post`, for who notes it on the row together with something else; `settleAmount` follows. */
export function countAmount(row: Row): Promise<boolean> {
  return tried(row, countEntry);
}

/** The last third of `post`. */
export function settleAmount(row: Row): Promise<boolean> {
  return tried(row, settleEntry);
}

async function tried(row: Row, step: (entry: Entry) => Promise<void>): Promise<boolean> {
  const { jobId, generationId } = row;
  try {
    await step(entryOf(row));
    return true;
  } catch (error) {
    log().warn("amount not posted; the reconciler will", { jobId, generationId, error: error as Error });
    return false;
  }
}

/** Posts what was left behind by functions that died; answers how many. Safe to run twice at the same time. */
export async function postLeftBehind(now: number): Promise<number> {
  const { data } = await generations()
    .query.unposted(UNPOSTED)
    .go({ ...HYDRATED, pages: "all" });
  const rows = data
    .map((row) => Row.parse(row))
    .filter((row) => row.gsi4pk !== undefined && now - finalAt(row) > GENERATION.postAfterMs);
  const posted = await Promise.all(rows.map(async (row) => (await lease(row, now)) && (await post(row))));
  return posted.filter(Boolean).length;
}

/** One poster at a time: another one may try only when this one is certainly dead. */
async function lease({ jobId, generationId, postingAt = 0 }: Row, now: number): Promise<boolean> {
  try {
    await generations()
      .patch({ jobId, generationId })
      .set({ postingAt: now })
      .where((attribute, { eq, exists, notExists }) => {
        const seen = postingAt === 0 ? notExists(attribute.postingAt) : eq(attribute.postingAt, postingAt);
        return `${exists(attribute.gsi4pk)} AND ${seen}`;
      })
      .go();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

function finalAt({ answeredAt, createdAt, postingAt }: Row): number {
  return postingAt ?? Date.parse(answeredAt ?? createdAt);
}

function entryOf({ answeredAt, createdAt, charged, request, ...row }: Row): Entry {
  return {
    ...{ projectId: row.projectId, generationId: row.generationId },
    day: (answeredAt ?? createdAt).slice(0, 10),
    operation: row.operation ?? "unknown",
    model: request.model,
    microUsd: row.priceMicroUsd,
    isSuspect: !charged,
  };
}
