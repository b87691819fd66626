import { IMAGE } from "../limits.ts";
import { type PutInput, type PutResult, putImmutable } from "./put.ts";
import { type Outcome, sideBySide } from "./side-by-side.ts";

/** Stores many objects, at most ten at once; each has its own outcome, in the order given. Never throws. */
export function uploadBatch(items: readonly PutInput[]): Promise<Outcome<PutInput, PutResult>[]> {
  return sideBySide(items, { atOnce: IMAGE.uploadsAtOnce, work: putImmutable });
}
