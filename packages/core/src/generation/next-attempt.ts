import type { AttemptRecord, RecoveryDecision } from "../fal/index.ts";
import type * as Job from "../job/index.ts";
import { untakeRoom } from "../project/index.ts";
import { plan } from "./plan.ts";
import { isUntaken } from "./reason.ts";
import { openShardOf, type Revision, type Row } from "./record.ts";
import { move } from "./rows.ts";

/**
 * `submit` and `take` name the row to go on with, after a wait; the same one when nothing is to be paid anew. `rewrite`
 * names the request for another prompt.
 */
export interface Decision {
  action: "submit" | "take" | "rewrite" | "give-up";
  jobId: string;
  generationId: string;
  slot: string;
  waitSeconds: number;
}

/** A request that failed, and what failed of its picture before. */
export interface Situation {
  job: Job.Row;
  row: Row;
  history: AttemptRecord[];
}

/** A decision to go on. */
export type Retry = Extract<RecoveryDecision, { action: "retry" }>;

/** Plans the next attempt of a picture and closes the last one, unless that may still be answered. */
export async function nextAttempt(
  { job, row }: Situation,
  decision: Pick<Retry, "request" | "waitSeconds">,
  by: Revision["by"] = "rules",
): Promise<Decision> {
  const { slot, round, attempt, references, controlId, target } = row;
  const isRevised = decision.request.prompt !== row.request.prompt;
  const revision = isRevised && { revision: { by, before: row.request.prompt } };
  const shot = { slot, round, attempt: attempt + 1, references, request: decision.request };
  const [next] = await plan(job, [
    { ...shot, ...(controlId && { controlId }), ...(target && { target }), ...revision },
  ]);
  if (!next) return giveUp(row, "no further attempt could be planned");
  // A suspect row stays open: a webhook may still bring a picture that was paid for.
  if (!row.isSuspect) {
    await move(row, { from: ["submitted", "answered", "resumed"], set: { state: "failed" }, close: true });
  }
  return { ...next, action: "submit", slot, waitSeconds: decision.waitSeconds };
}

/** Goes on with a row as it is. */
export function goOn(
  { jobId, generationId, slot }: Row,
  action: Decision["action"],
  waitSeconds: number,
): Decision {
  return { action, jobId, generationId, slot, waitSeconds };
}

/** What was paid for stays open: what FAL may still answer, and a picture that could not be taken in time. */
export async function giveUp(row: Row, reason: string): Promise<Decision> {
  if (row.fault && row.mediaId) await untakeRoom({ projectId: row.projectId, mediaId: row.mediaId });
  if (isUntaken(row)) {
    const open = { state: "answered" as const, gsi2pk: openShardOf(row.generationId) };
    await move(row, { from: ["answered", "resumed"], set: { ...open, recovery: reason } });
    return goOn(row, "give-up", 0);
  }
  const mayBeAnswered = row.state === "submitted" || (row.isSuspect && row.state === "pending");
  if (mayBeAnswered) {
    await move(row, { from: ["pending", "submitted"], set: { recovery: reason } });
  } else {
    const over = ["planned", "pending", "answered", "resumed"] as const;
    await move(row, { from: over, set: { state: "failed", recovery: reason }, close: true });
  }
  return goOn(row, "give-up", 0);
}

/**
 * Earlier failures of this picture in this round, oldest first. Every earlier attempt counts as one at least, even
 * when its note was lost: what bounds the spending must not depend on a write that may be missing.
 */
export function historyOf(row: Row, rows: Row[]): AttemptRecord[] {
  return rows
    .filter(({ slot, round }) => slot === row.slot && round === row.round)
    .sort((a, b) => a.attempt - b.attempt)
    .flatMap((each) => {
      const unnoted = each.generationId === row.generationId ? [] : [each.outcome?.error?.name ?? "unknown"];
      const names = each.failures?.length ? each.failures : unnoted;
      return names.map((errorName) => ({ errorName, model: each.request.model }));
    });
}
