import {
  type FalError,
  parseImageAnswer,
  parseTextAnswer,
  FalError as Refusal,
  refuseFlagged,
} from "../fal/index.ts";
import * as Job from "../job/index.ts";
import type { Outcome, Row } from "./record.ts";
import { resume } from "./resume.ts";
import { find, move, type Ref } from "./rows.ts";

const MICRO_PER_USD = 1_000_000;

/** How FAL ended a request: what it answered, or why it failed. */
export type Delivery = { requestId: string; gatewayRequestId?: string | undefined } & (
  | { payload: unknown }
  | { error: FalError }
);

export type Completion = "completed" | "duplicate" | "unknown" | "foreign" | "nobody-waits";

/**
 * The one way a request is completed, whoever brings the news: the webhook, the reconciler or a poll. The outcome is
 * written first, on condition that there is none; then the waiting state is told. Any number of deliveries have one
 * effect; one for another request of ours changes nothing.
 */
export async function complete(ref: Ref, delivery: Delivery): Promise<Completion> {
  const row = await find(ref);
  if (!row || row.state === "planned") return "unknown";
  if (!belongs(row, delivery)) return "foreign";
  const outcome = outcomeOf(row, delivery);
  const set = {
    outcome,
    requestId: row.requestId ?? delivery.requestId,
    // An answer is paid for, also one that cannot be used: a flagged picture, or none.
    charged: "payload" in delivery,
    // A language model bills by tokens: its own figure replaces our estimate.
    ...(outcome.costMicroUsd !== undefined && { priceMicroUsd: outcome.costMicroUsd }),
    answeredAt: new Date().toISOString(),
    state: "answered" as const,
  };
  const isFirst = await move(row, { from: ["pending", "submitted"], set });
  if (isFirst && !set.charged) await Job.release(await Job.fromId(ref.jobId), row.priceMicroUsd);
  const current = isFirst ? { ...row, ...set } : await find(ref);
  if (current?.state !== "answered") return "duplicate";
  return (await resume(current)) ? "completed" : "nobody-waits";
}

/** Whether a payload has the form of what the request asked for; a flagged picture has. */
export function isReadable({ kind }: Pick<Row, "kind">, payload: unknown): boolean {
  try {
    if (kind === "text") parseTextAnswer(payload);
    else parseImageAnswer(payload);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** FAL's own retries change the gateway id; the queue's request id is the one we were given. */
function belongs(row: Row, { requestId, gatewayRequestId }: Delivery): boolean {
  if (!row.requestId) return true;
  return (
    row.requestId === requestId || (gatewayRequestId !== undefined && row.requestId === gatewayRequestId)
  );
}

function outcomeOf(row: Row, delivery: Delivery): Outcome {
  if ("error" in delivery) return failed(delivery.error);
  try {
    return row.kind === "text" ? textOutcome(delivery.payload) : imageOutcome(delivery.payload);
  } catch (error) {
    if (error instanceof Refusal) return failed(error);
    throw error;
  }
}

function imageOutcome(payload: unknown): Outcome {
  const answer = parseImageAnswer(payload);
  refuseFlagged(answer);
  const { url, seed, inferenceMs } = answer;
  return { imageUrl: url, ...(seed !== null && { seed }), ...(inferenceMs !== null && { inferenceMs }) };
}

function textOutcome(payload: unknown): Outcome {
  const { text, error, costUsd } = parseTextAnswer(payload);
  if (error) throw new Refusal("BAD_ANSWER", { detail: error });
  return { text, ...(costUsd !== null && { costMicroUsd: Math.round(costUsd * MICRO_PER_USD) }) };
}

function failed({ name, code, message }: FalError): Outcome {
  return { error: { name, code, message } };
}
