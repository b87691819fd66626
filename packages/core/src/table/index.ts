import { dynamoClient } from "../clients.ts";
import { config } from "../config.ts";

/**
 * The one table. `pk`/`sk` and four indexes serve every access pattern; the attribute `expiresAt` (seconds since
 * the epoch) is swept by DynamoDB days late, so every read of an expiring row filters it itself.
 */
export const INDEX = { list: "gsi1", work: "gsi2", types: "gsi3", ledger: "gsi4" } as const;

/** A work list: the index holds keys only, so that a row at work may change without being copied there each time. */
export const WORK_LIST = { index: INDEX.work, projection: "keys_only" } as const;

/** A second work list for rows that may be on both: what the ledger still has to hear of. */
export const LEDGER_LIST = { index: INDEX.ledger, projection: "keys_only" } as const;

/** Reads the rows of a work list from the table; one that is gone or cannot be read now waits for the next look. */
export const HYDRATED = { hydrate: true } as const;

/** The rows that are still on their work list: the index may be behind them. */
export function stillListed<T extends { gsi2pk?: string | undefined }>(rows: T[]): T[] {
  return rows.filter(({ gsi2pk }) => gsi2pk !== undefined);
}

/** Client and name for an ElectroDB entity; read lazily, so importing a record touches no environment. */
export function tableBinding() {
  return { client: dynamoClient(), table: config("table").TABLE_NAME };
}

/** Computes once, on first use. */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const CONDITION_FAILED = "ConditionalCheckFailedException";

/** Whether a write was refused by its own condition: a result, not a failure. */
export function isConditionFailure(error: unknown): boolean {
  let current = error;
  while (current instanceof Error) {
    if (current.name === CONDITION_FAILED || current.message.includes("The conditional request failed"))
      return true;
    current = current.cause;
  }
  return false;
}

/** Seconds since the epoch, `days` from `now` (milliseconds). */
export function expiryAfterDays(days: number, now = Date.now()): number {
  return Math.floor(now / 1000) + days * 24 * 60 * 60;
}

type KeyField = "pk" | "sk" | `gsi${1 | 2 | 3 | 4}${"pk" | "sk"}`;

/** One key of an index. Casing is kept: ids are upper-case and idempotency keys mean what their bytes say. */
export function key<const C extends readonly string[], F extends KeyField>(field: F, composite: C) {
  return { field, composite: [...composite] as unknown as C, casing: "none" as const };
}

/** How much of a list is asked for; `cursor` is the id of the last item seen. */
export interface Page {
  limit: number;
  cursor?: string | undefined;
}

/** Cuts one row more than asked into a page: whether there is more, and where it goes on. */
export function toPage<T>(rows: T[], limit: number, idOf: (row: T) => string) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit;
  return { items, hasMore, nextCursor: hasMore && last ? idOf(last) : null };
}
