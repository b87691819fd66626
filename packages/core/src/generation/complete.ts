import {
  type FalError,
  parseImageAnswer,
  parseTextAnswer,
  FalError as Refusal,
  refuseFlagged,
} from "../fal/index.ts";
import * as Job from "../job/index.ts";
import * as RateLimit from "../rate-limit/index.ts";
import { countAmount, post, settleAmount, UNPOSTED } from "./post.ts";
import { type Claimed, recognize } from "./recognize.ts";
import type { GenerationState, Outcome, Row } from "./record.ts";
import { noteTold, resume, tell } from "./resume.ts";
import { find, move, type Ref } from "./rows.ts";

const MICRO_PER_USD = 1_000_000;
const WAITING: readonly GenerationState[] = ["pending", "submitted"];

/** How FAL ended a request: what it answered, or why it failed. */
export type Answer = { payload: unknown } | { error: FalError };

export interface Delivery extends Claimed {
  /** Asked for only when the delivery is about the row's own request. */
  answer: (row: Row) => Promise<Answer>;
}

/** `early`: it cannot be told yet whose request it is; to be delivered again. */
export type Completion = "completed" | "duplicate" | "unknown" | "foreign" | "early" | "nobody-waits";

/**
 * The one way a request is completed, whoever brings the news: the webhook, the reconciler or a poll. The outcome is
 * written first, on condition that there is none; then the waiting state is told. Any number of deliveries have one
 * effect; one for another request of ours changes nothing.
 */
export async function complete(ref: Ref, delivery: Delivery): Promise<Completion> {
  const row = await find(ref);
  if (!row || row.state === "planned") return "unknown";
  const recognition = await recognize(row, delivery);
  if (recognition !== "own") return recognition;
  const isWaiting = WAITING.includes(row.state);
  const { current, isToPost } = isWaiting ? await answered(row, delivery) : { current: row, isToPost: false };
  if (current?.state !== "answered") return "duplicate";
  const isTold = await (isToPost ? tellAndPost(current) : resume(current));
  return isTold ? "completed" : "nobody-waits";
}

/** Side by side; one write on the row notes both, unless the state was faster and has written there already. */
async function tellAndPost(row: Row): Promise<boolean> {
  const [isTold, isCounted] = await Promise.all([tell(row), countAmount(row)]);
  const isNoted = isTold && (await noteTold(row, { isPosted: isCounted }));
  if (isCounted) await (isNoted ? settleAmount(row) : post(row));
  return isTold;
}

interface Answered {
  current: Row | undefined;
  /** Only who wrote the outcome posts its amount. */
  isToPost: boolean;
}

/** Writes the outcome unless another delivery was faster; the row as it is then. */
async function answered(row: Row, delivery: Delivery): Promise<Answered> {
  const answer = await delivery.answer(row);
  const outcome = outcomeOf(row, answer);
  const set = {
    outcome,
    requestId: row.requestId ?? delivery.requestId,
    // An answer is paid for, also one that cannot be used: a flagged picture, or none.
    charged: "payload" in answer,
    // A language model bills by tokens: its own figure replaces our estimate.
    ...(outcome.costMicroUsd !== undefined && { priceMicroUsd: outcome.costMicroUsd }),
    ...("payload" in answer && UNPOSTED),
    answeredAt: new Date().toISOString(),
    state: "answered" as const,
  };
  if (!(await move(row, { from: WAITING, set }))) return { current: await find(row), isToPost: false };
  if (!set.charged) await Job.release(await Job.fromId(row.jobId), row.priceMicroUsd);
  await RateLimit.leave(row.generationId);
  return { current: { ...row, ...set }, isToPost: set.charged };
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

function outcomeOf(row: Row, answer: Answer): Outcome {
  if ("error" in answer) return failed(answer.error);
  try {
    return row.kind === "text" ? textOutcome(answer.payload) : imageOutcome(answer.payload);
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
