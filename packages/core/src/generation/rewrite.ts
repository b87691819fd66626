import { config } from "../config.ts";
import { decideRecovery, rewriteRequest, rewrittenPrompt } from "../fal/index.ts";
import type * as Job from "../job/index.ts";
import {
  type Decision,
  giveUp,
  goOn,
  historyOf,
  nextAttempt,
  type Retry,
  type Situation,
} from "./next-attempt.ts";
import { plan } from "./plan.ts";
import type { Row } from "./record.ts";
import { fromRef, move } from "./rows.ts";

/** What the history of a refused attempt says while the language model is asked. */
export const REWRITE_ASKED = "The prompt was refused: a language model is asked for another one";

const LOST = "FalSubmitUnknown";

/** Whether a revision is to be proposed by a language model: only where that is switched on, and only for pictures. */
export function mayRewrite(row: Row, decision: Retry): boolean {
  if (config("rewrite").PROMPT_REWRITE === "off" || row.kind !== "image") return false;
  return decision.request.prompt !== row.request.prompt;
}

/** Plans the request to the language model: a row like any other, so that it is sent once and accounted for. */
export async function askForRewrite({ job, row }: Situation): Promise<Decision> {
  const { slot, round, attempt, generationId } = row;
  const request = rewriteRequest(row.request.prompt);
  const shot = { slot: `rewrite-${slot}`, round, attempt, request, references: [], rewriteOf: generationId };
  const [planned] = await plan(job, [shot]);
  if (!planned) return giveUp(row, "no request for another prompt could be planned");
  return goOn(await fromRef(planned), "rewrite", 0);
}

interface Answered {
  job: Job.Row;
  /** The request to the language model. */
  row: Row;
  rows: Row[];
}

/**
 * The next attempt of the refused picture, with the prompt that the language model proposed; when it failed or proposed
 * nothing that can be used, with the revision of the rules. `errorName` is how waiting for it ended.
 */
export async function useRewrite({ job, row, rows }: Answered, errorName: string): Promise<Decision> {
  const refused = await fromRef({ jobId: row.jobId, generationId: row.rewriteOf ?? "" });
  const history = historyOf(refused, rows);
  const decision = decideRecovery({
    error: { name: history.at(-1)?.errorName ?? "" },
    request: refused.request,
    attempts: history.slice(0, -1),
    submissions: refused.attempt,
    random: Math.random(),
  });
  const prompt = rewrittenPrompt(row.outcome?.text, refused.request.prompt);
  await close(row, { isUsed: prompt !== undefined, errorName });
  if (decision.action === "give-up") return giveUp(refused, decision.reason);
  const what = prompt ? "The prompt was refused: rewritten by a language model" : decision.what;
  await renote(refused, what);
  const request = prompt ? { ...refused.request, prompt } : decision.request;
  const next = { request, waitSeconds: decision.waitSeconds };
  return nextAttempt({ job, row: refused, history }, next, prompt ? "language-model" : "rules");
}

/** What may still be answered stays open: it is paid for, though its text comes too late. */
async function close(row: Row, { isUsed, errorName }: { isUsed: boolean; errorName: string }): Promise<void> {
  if (row.outcome?.text !== undefined) {
    const recovery = isUsed ? "Its text is the next prompt" : "Its text cannot be used: the rules revise";
    await move(row, { from: ["answered", "resumed"], set: { state: "done", recovery }, close: true });
    return;
  }
  const recovery = "No other prompt came: the rules revise";
  const failures = [...(row.failures ?? []), errorName];
  const history = [...(row.history ?? []), { errorName, what: recovery }];
  const isSuspect = errorName === LOST;
  const set = { failures, history, recovery, ...(isSuspect && { isSuspect }) };
  await move(row, { from: ["planned", "pending", "submitted", "answered", "resumed", "failed"], set });
  await giveUp({ ...row, ...set }, recovery);
}

/** The history told that a rewrite was asked for; now it tells what came of it. */
async function renote(refused: Row, what: string): Promise<void> {
  const earlier = refused.history ?? [];
  const last = earlier.at(-1);
  const history = last ? [...earlier.slice(0, -1), { ...last, what }] : earlier;
  await move(refused, { from: [refused.state], set: { recovery: what, history } });
}
