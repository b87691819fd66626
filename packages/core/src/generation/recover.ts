import * as z from "zod";
import {
  type AttemptRecord,
  decideRecovery,
  type FalErrorName,
  handleFalError,
  type RecoveryDecision,
} from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { FAL, GENERATION } from "../limits.ts";
import { log } from "../log.ts";
import {
  type Decision,
  giveUp,
  goOn,
  historyOf,
  nextAttempt,
  type Retry,
  type Situation,
} from "./next-attempt.ts";
import { GENERATION_STATES, type Row } from "./record.ts";
import { askForRewrite, mayRewrite, REWRITE_ASKED, useRewrite } from "./rewrite.ts";
import { fromRef, move, ofJob } from "./rows.ts";
import { settle } from "./settle.ts";
import { secondsToTurn } from "./turn.ts";
import { withdraw } from "./withdraw.ts";

const NOT_YET = "NotYet";
const LOST: FalErrorName = "FalSubmitUnknown";

/** What the state machine knows of a failure: the error's name; its cause is not needed, the row has it. */
export const RecoverInput = z.object({
  jobId: idSchema("job"),
  generationId: idSchema("generation"),
  error: z.object({ Error: z.string(), Cause: z.string().optional() }),
});

/**
 * State DecideRecovery: what follows from a failure. Before anything is paid anew, the last request is settled by
 * asking FAL; a lost submit waits for a webhook that may name it. Every decision is kept on the row.
 */
export async function recover({ error, ...ref }: z.infer<typeof RecoverInput>): Promise<Decision> {
  const [job, rows] = await Promise.all([Job.fromId(ref.jobId), ofJob(ref.jobId)]);
  const row = rows.find(({ generationId }) => generationId === ref.generationId) ?? (await fromRef(ref));
  // Whoever stopped the job takes care of its requests; an answer on its way is stored by the reconciler.
  if (!Job.isActive(job)) return goOn(row, "give-up", 0);
  // No attempt failed: the same request is sent when its turn comes.
  if (error.Error === NOT_YET) return goOn(row, row.rewriteOf ? "rewrite" : "submit", secondsToTurn(row));
  if (row.rewriteOf) return useRewrite({ job, row, rows }, error.Error);
  if (error.Error === LOST && isThere(row)) return goOn(row, "take", 0);
  if (error.Error === LOST && row.state === "pending" && !row.isSuspect) return awaitWebhook(row);
  const history = historyOf(row, rows);
  return follow({ job, row, history }, error.Error);
}

/**
 * What a lost answer may have bought still comes by webhook. It is waited for once, whatever was lost before, since
 * giving up or sending again at once would pay for nothing.
 */
async function awaitWebhook(row: Row): Promise<Decision> {
  const failures = [...(row.failures ?? []), LOST];
  const recovery = "The answer to the submission was lost: waited for a webhook that names it";
  const history = [...(row.history ?? []), { errorName: LOST, what: recovery }];
  await move(row, { from: ["pending"], set: { isSuspect: true, failures, recovery, history } });
  return goOn(row, "submit", GENERATION.suspectWaitSeconds);
}

async function follow(situation: Situation, errorName: string): Promise<Decision> {
  const { row, history } = situation;
  const decision = decideRecovery({
    error: { name: errorName, code: row.outcome?.error?.code },
    request: row.request,
    attempts: history,
    submissions: row.attempt,
    random: Math.random(),
  });
  if (decision.action === "retry" && mayRewrite(row, decision)) {
    await noteFailure(row, errorName, { ...decision, what: REWRITE_ASKED });
    return askForRewrite(situation);
  }
  await noteFailure(row, errorName, decision);
  log().warn("recovering", {
    jobId: row.jobId,
    generationId: row.generationId,
    errorName,
    ...summary(decision),
  });
  if (decision.action === "give-up") return giveUp(row, decision.reason);
  if (decision.next === "take") return goOn(row, "take", decision.waitSeconds);
  if (decision.next === "settle") return settled(situation, decision);
  return nextAttempt(situation, { ...decision, waitSeconds: row.isSuspect ? 0 : decision.waitSeconds });
}

/** Asks FAL how the request ended; only what is certainly over may be bought again. */
async function settled(situation: Situation, decision: Retry): Promise<Decision> {
  const { row, history } = situation;
  const standing = await settle(row).catch((error) => handleFalError(error).code);
  const now = await fromRef(row);
  if (now.outcome?.error && now.state !== "pending") {
    return follow(
      { ...situation, row: now, history: [...history, lastFailure(now)] },
      now.outcome.error.name,
    );
  }
  if (isThere(now)) return goOn(now, "take", 0);
  if (standing === "unnamed") {
    return now.isSuspect ? follow({ ...situation, row: now }, LOST) : awaitWebhook(now);
  }
  // The last submission allowed is waited for, not withdrawn for one more.
  const mayDrawAgain = row.attempt < FAL.attemptsMax;
  if (standing === "waiting" && mayDrawAgain && (await withdraw(now)))
    return nextAttempt(situation, decision);
  return goOn(now, "submit", decision.waitSeconds);
}

function isThere({ outcome }: Row): boolean {
  return outcome?.imageUrl !== undefined || outcome?.text !== undefined;
}

function lastFailure({ failures, request }: Row): AttemptRecord {
  return { errorName: failures?.at(-1) ?? "", model: request.model };
}

async function noteFailure(row: Row, errorName: string, decision: RecoveryDecision): Promise<void> {
  const recovery = decision.action === "retry" ? decision.what : decision.reason;
  const failures = [...(row.failures ?? []), errorName];
  // In whatever state: the webhook that reported the failure may still be moving the row.
  const history = [...(row.history ?? []), { errorName, what: recovery }];
  await move(row, { from: GENERATION_STATES, set: { failures, recovery, history } });
}

function summary(decision: RecoveryDecision): Record<string, unknown> {
  if (decision.action === "give-up") return { action: decision.action, reason: decision.reason };
  return { action: decision.next, what: decision.what, waitSeconds: decision.waitSeconds };
}
