import { LikenessError } from "../errors.ts";

/** What became of one item of a batch; the others are not affected by it. */
export type Outcome<T, R> = { ok: true; item: T; value: R } | { ok: false; item: T; error: LikenessError };

export interface Batch<T, R> {
  atOnce: number;
  work: (item: T) => Promise<R>;
}

/** Works on all items, at most `atOnce` at a time, and gives every outcome in the order of the items. */
export async function sideBySide<T, R>(items: readonly T[], batch: Batch<T, R>): Promise<Outcome<T, R>[]> {
  const outcomes: Outcome<T, R>[] = new Array(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) outcomes[index] = await outcome(item, batch.work);
  };
  await Promise.all(Array.from({ length: Math.min(batch.atOnce, items.length) }, worker));
  return outcomes;
}

async function outcome<T, R>(item: T, work: (item: T) => Promise<R>): Promise<Outcome<T, R>> {
  try {
    return { ok: true, item, value: await work(item) };
  } catch (cause) {
    return { ok: false, item, error: asLikenessError(cause) };
  }
}

function asLikenessError(cause: unknown): LikenessError {
  if (cause instanceof LikenessError) return cause;
  return new LikenessError("internal", "storage.failed", "The item could not be processed.", { cause });
}
