import { SendTaskFailureCommand, SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { statesClient } from "../clients.ts";
import { log } from "../log.ts";
import type { Row } from "./record.ts";
import { move } from "./rows.ts";

/** Errors that mean nobody waits with this token any more; trying again can never help. */
const NOBODY_WAITS = new Set(["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"]);

/**
 * Tells the waiting state that its request was answered; only the id travels, the outcome is on the row. Answers
 * false when nobody waits any more. Throws what is transient, so that the caller's caller tries again.
 */
export async function resume(row: Row): Promise<boolean> {
  if (!(await tell(row))) return false;
  await noteTold(row);
  return true;
}

/** The first half of `resume`; `noteTold` follows. */
export async function tell(row: Row): Promise<boolean> {
  const { taskToken, jobId, generationId } = row;
  if (!taskToken) return false;
  try {
    await sendOutcome(row, taskToken);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !NOBODY_WAITS.has(error.name)) throw error;
    log().warn("nobody waits for this answer", { jobId, generationId, reason: error.name });
    return false;
  }
}

/** Notes that the waiting state was told, and maybe that the amount is counted; false when the state had gone on before. */
export function noteTold(row: Row, { isPosted = false } = {}): Promise<boolean> {
  return move(row, { from: ["answered"], set: { state: "resumed" }, close: true, isPosted });
}

async function sendOutcome({ generationId, outcome }: Row, taskToken: string): Promise<void> {
  const output = JSON.stringify({ generationId });
  if (outcome?.error) {
    const { name } = outcome.error;
    await statesClient().send(new SendTaskFailureCommand({ taskToken, error: name, cause: output }));
  } else {
    await statesClient().send(new SendTaskSuccessCommand({ taskToken, output }));
  }
}
