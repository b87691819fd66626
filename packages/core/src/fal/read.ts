import * as z from "zod";
import { FAL } from "../limits.ts";
import { followable } from "./address.ts";
import { classified, type FalFailure, falErrorFrom, falErrorFromTransport } from "./classify.ts";
import { FalError } from "./errors.ts";
import { parseLosslessJson } from "./lossless-json.ts";
import { bodyOf, type Fetch, guarded, leniently, Unanswered } from "./transport.ts";

/** Where FAL said a request can be asked about; kept on the generation row. */
export interface QueueUrls {
  statusUrl: string;
  responseUrl: string;
  cancelUrl: string;
}

/** There is no failed state at FAL: a failed or cancelled request is `completed` with an error. */
export type QueueState =
  | { state: "in-queue"; position: number | null }
  | { state: "in-progress" }
  | { state: "completed"; inferenceMs: number | null; error: FalError | null }
  | { state: "not-found" };

export type CancelOutcome = "cancelled" | "requested" | "already-completed" | "not-found";

export interface ReaderOptions {
  apiKey: () => string;
  queueBaseUrl: string;
  fetch: Fetch;
}

const Status = z.object({
  status: z.enum(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]),
  queue_position: z.number().nullish().catch(null),
  metrics: z.object({ inference_time: z.number().nullish() }).nullish().catch(null),
  error: z.unknown().optional(),
  error_type: z.unknown().optional(),
});

interface Answer extends FalFailure {
  status: number;
  text: string;
  headers: Headers;
}

/** How a request stands. Throws FalError when FAL cannot be asked. */
export async function readStatus(options: ReaderOptions, urls: QueueUrls): Promise<QueueState> {
  const answer = await call(options, { method: "GET", url: urls.statusUrl });
  if (isForgotten(answer)) return { state: "not-found" };
  if (answer.status >= 300) throw answer.status === 404 ? unreadable(404) : falErrorFrom(answer);
  const parsed = Status.safeParse(answer.body);
  if (!parsed.success) throw new FalError("BAD_ANSWER", { detail: "(status)", cause: parsed.error });
  const { status, queue_position, metrics, error, error_type } = parsed.data;
  if (status === "IN_QUEUE") return { state: "in-queue", position: queue_position ?? null };
  if (status === "IN_PROGRESS") return { state: "in-progress" };
  const seconds = metrics?.inference_time;
  const hasFailed = [error, error_type].some((value) => value !== undefined && value !== null);
  return {
    state: "completed",
    inferenceMs: typeof seconds === "number" ? Math.round(seconds * 1000) : null,
    error: hasFailed ? falErrorFrom({ body: answer.body }) : null,
  };
}

/**
 * The payload of a finished request. A model's failure is replayed by FAL and thrown as its FalError. NOT_READY means
 * that the request still waits or runs, NETWORK_ERROR that the answer could not be read now: neither says anything
 * about the request itself, which may have succeeded and been paid.
 */
export async function readResult(options: ReaderOptions, urls: QueueUrls): Promise<unknown> {
  const answer = await call(options, { method: "GET", url: urls.responseUrl });
  const { status, text } = answer;
  if (status === 202 || (status === 400 && isUnclassified(answer))) {
    throw new FalError("NOT_READY", { statusCode: status });
  }
  if (status >= 200 && status < 300) return parseLosslessJson(text);
  if (OURS.has(status)) throw unreadable(status);
  if ((status >= 500 || answer.body === undefined) && isUnclassified(answer)) {
    throw (await failureOf(options, urls)) ?? unreadable(status);
  }
  throw falErrorFrom(answer);
}

/** Statuses that concern the reading caller, never what a model answered. */
const OURS = new Set([401, 402, 403, 407, 408, 429]);

/** A failure without a typed cause may be a gateway's or the model's; only the status of the request can tell. */
async function failureOf(options: ReaderOptions, urls: QueueUrls): Promise<FalError | null> {
  const state = await readStatus(options, urls).catch(() => undefined);
  return state?.state === "completed" ? state.error : null;
}

function unreadable(status: number): FalError {
  return new FalError("NETWORK_ERROR", { detail: `(HTTP ${status})`, statusCode: status });
}

/** Asks FAL to drop a request. `requested` means that it runs already and may still complete and be billed. */
export async function requestCancel(options: ReaderOptions, urls: QueueUrls): Promise<CancelOutcome> {
  const answer = await call(options, { method: "PUT", url: urls.cancelUrl });
  if (isForgotten(answer)) return "not-found";
  if (answer.status === 400) return "already-completed";
  if (answer.status === 202) return "requested";
  if (answer.status >= 300) throw answer.status === 404 ? unreadable(404) : falErrorFrom(answer);
  return "cancelled";
}

/** Calls that change nothing when repeated, so they are: on lost answers and on failures of a gateway. */
async function call(options: ReaderOptions, target: { method: string; url: string }): Promise<Answer> {
  const url = followable(target.url, options.queueBaseUrl);
  for (let attempt = 0; ; attempt += 1) {
    const delayMs = FAL.readRetryDelaysMs[attempt];
    const answer = await once(options, { ...target, url });
    const mayPass = answer instanceof FalError || (answer.status >= 502 && isUnclassified(answer));
    if (delayMs === undefined || !mayPass) {
      if (answer instanceof FalError) throw answer;
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}

async function once(
  { apiKey, fetch }: ReaderOptions,
  { method, url }: { method: string; url: string },
): Promise<Answer | FalError> {
  try {
    const response = await guarded(fetch)(url, {
      method,
      headers: { authorization: `Key ${apiKey()}`, accept: "application/json" },
      signal: AbortSignal.timeout(FAL.readTimeoutMs),
    });
    const text = await bodyOf(response);
    return { status: response.status, headers: response.headers, text, body: leniently(text) };
  } catch (error) {
    const reason = error instanceof Unanswered ? error.reason : error;
    return falErrorFromTransport(reason, { sent: false });
  }
}

/** FAL says so itself; a 404 of anything on the way there must not make a paid request count as lost. */
function isForgotten(answer: Answer): boolean {
  return answer.status === 404 && classified(answer) === "REQUEST_NOT_FOUND";
}

function isUnclassified(answer: Answer): boolean {
  return classified(answer) === undefined;
}
