import type { FalClient } from "@fal-ai/client";
import * as z from "zod";
import { inputError, LikenessError } from "../errors.ts";
import { GENERATION } from "../limits.ts";
import { falErrorFrom, falErrorFromTransport } from "./classify.ts";
import { FalError } from "./errors.ts";
import type { ModelId } from "./models.ts";
import type { QueueUrls } from "./read.ts";
import { Refused, Unanswered } from "./transport.ts";

export interface Submission {
  model: ModelId;
  input: Record<string, unknown>;
  webhookUrl?: string | undefined;
  /** FAL drops the request, unbilled, when it has not started by then; more than 1. */
  startTimeoutSeconds?: number | undefined;
  /** How long FAL keeps the pictures it makes. */
  storage?: { expiresInSeconds: number } | undefined;
  priority?: "normal" | "low" | undefined;
}

export interface Submitted extends QueueUrls {
  requestId: string;
  gatewayRequestId?: string | undefined;
  queuePosition: number | null;
}

const Accepted = z.object({
  request_id: z.string().min(1).max(200),
  gateway_request_id: z.string().max(200).nullish().catch(null),
  status_url: z.url().max(2_048),
  response_url: z.url().max(2_048),
  cancel_url: z.url().max(2_048),
  queue_position: z.number().nullish().catch(null),
});

/**
 * Puts one request into FAL's queue with exactly one HTTP attempt: there is no idempotency key, so whoever repeats
 * it may pay twice. SUBMIT_UNKNOWN when FAL may have accepted it although no usable answer came back.
 */
export async function submitOnce(client: FalClient, submission: Submission): Promise<Submitted> {
  const { model, input, webhookUrl, startTimeoutSeconds, storage, priority } = submission;
  if (startTimeoutSeconds !== undefined && !(startTimeoutSeconds > 1)) {
    throw inputError("submit.start-timeout", [
      { field: "startTimeoutSeconds", message: "must be more than 1" },
    ]);
  }
  try {
    const answer: unknown = await client.queue.submit<string>(model, {
      input,
      abortSignal: AbortSignal.timeout(GENERATION.submitTimeoutMs),
      ...(webhookUrl && { webhookUrl }),
      ...(startTimeoutSeconds && { startTimeout: startTimeoutSeconds }),
      ...(storage && { storageSettings: { expiresIn: storage.expiresInSeconds } }),
      ...(priority && { priority }),
    });
    return submitted(answer);
  } catch (error) {
    throw submitError(error);
  }
}

function submitted(answer: unknown): Submitted {
  const parsed = Accepted.safeParse(answer);
  if (!parsed.success)
    throw new FalError("SUBMIT_UNKNOWN", { detail: "(unusable answer)", cause: parsed.error });
  const { request_id, gateway_request_id, status_url, response_url, cancel_url, queue_position } =
    parsed.data;
  return {
    requestId: request_id,
    ...(gateway_request_id && { gatewayRequestId: gateway_request_id }),
    statusUrl: status_url,
    responseUrl: response_url,
    cancelUrl: cancel_url,
    queuePosition: queue_position ?? null,
  };
}

/** A 5xx comes from the queue itself, which may have accepted the request before it failed. */
function submitError(error: unknown): LikenessError {
  if (error instanceof Unanswered) return falErrorFromTransport(error.reason, { sent: true });
  if (error instanceof Refused) {
    const { status = 0 } = error.failure;
    const known = falErrorFrom(error.failure);
    if (status < 500) return known;
    return new FalError("SUBMIT_UNKNOWN", { statusCode: status, requestId: known.requestId });
  }
  if (error instanceof FalError && error.code === "BAD_ANSWER") {
    return new FalError("SUBMIT_UNKNOWN", { detail: "(unusable answer)", cause: error });
  }
  // Everything after the bytes may have left is one of the above, so this failed before.
  return error instanceof LikenessError ? error : new FalError("INTERNAL_ERROR", { cause: error });
}
