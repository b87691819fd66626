import { createFalClient, type FalClient } from "@fal-ai/client";
import * as z from "zod";
import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import { FAL, REFERENCE } from "../limits.ts";
import { log, redact } from "../log.ts";
import { moved } from "./address.ts";
import { falErrorFrom, falErrorFromTransport } from "./classify.ts";
import { FalError, handleFalError } from "./errors.ts";
import {
  type CancelOutcome,
  type QueueState,
  type QueueUrls,
  type ReaderOptions,
  readResult,
  readStatus,
  requestCancel,
} from "./read.ts";
import { type Submission, type Submitted, submitOnce } from "./submit.ts";
import { answerOf, type Fetch, guarded, Refused, Unanswered } from "./transport.ts";

export interface FalLog {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
}

export interface FalQueueOptions {
  /** Asked for every request, so that a rotated key takes effect. */
  apiKey: () => string;
  queueBaseUrl: string;
  restBaseUrl: string;
  fetch?: Fetch;
  log?: FalLog;
}

/** FAL's queue. What it throws is a FalError, or a settings error before anything was sent. */
export interface FalQueue {
  /** One HTTP attempt, never repeated; see `submitOnce`. */
  submit(submission: Submission): Promise<Submitted>;
  status(urls: QueueUrls): Promise<QueueState>;
  /** The payload; integers beyond 2^53 are strings. */
  result(urls: QueueUrls): Promise<unknown>;
  cancel(urls: QueueUrls): Promise<CancelOutcome>;
  /** Stores bytes at FAL for `REFERENCE.uploadCacheHours` and a day more; answers their public URL. */
  upload(bytes: Uint8Array, contentType: string): Promise<string>;
}

/** A queue client of its own; nothing is shared between two of them. */
export function createFalQueue(options: FalQueueOptions): FalQueue {
  const reader: ReaderOptions = { ...options, fetch: options.fetch ?? fetch };
  const client = singleAttemptClient(options);
  const logged = loggedBy(options.log);
  return {
    submit: (submission) =>
      logged({ message: "fal.submit", ...summary(submission) }, () => submitOnce(client, submission)),
    status: (urls) =>
      logged({ message: "fal.status", ...{ url: urls.statusUrl } }, () => readStatus(reader, urls)),
    result: (urls) =>
      logged({ message: "fal.result", ...{ url: urls.responseUrl } }, () => readResult(reader, urls)),
    cancel: (urls) =>
      logged({ message: "fal.cancel", ...{ url: urls.cancelUrl } }, () => requestCancel(reader, urls)),
    upload: (bytes, contentType) =>
      logged({ message: "fal.upload", ...{ contentType, bytes: bytes.byteLength } }, () =>
        upload(client, { bytes, contentType }),
      ),
  };
}

let queue: FalQueue | undefined;

/** The container's queue client, made from the settings on first use. */
export function falQueue(): FalQueue {
  if (queue) return queue;
  const { FAL_QUEUE_BASE_URL, FAL_REST_BASE_URL } = config("fal");
  queue = createFalQueue({
    apiKey: () => config("fal").FAL_KEY,
    queueBaseUrl: FAL_QUEUE_BASE_URL,
    restBaseUrl: FAL_REST_BASE_URL,
    log: log(),
  });
  return queue;
}

/** Forgets the container's client; for tests that change the settings. */
export function resetFalQueue(): void {
  queue = undefined;
}

/**
 * FAL's own client with its repeats taken away: its submit ignores `maxRetries: 0`, but repeats only errors of its
 * own kind and known transport codes, so failures reach it as neither.
 */
function singleAttemptClient({
  apiKey,
  queueBaseUrl,
  restBaseUrl,
  fetch: fetcher,
}: FalQueueOptions): FalClient {
  const bases = new Map([
    ["https://queue.fal.run", new URL(queueBaseUrl)],
    ["https://rest.fal.ai", new URL(restBaseUrl)],
  ]);
  return createFalClient({
    credentials: apiKey,
    fetch: guarded(fetcher ?? fetch),
    responseHandler: answerOf,
    requestMiddleware: async (request) => {
      const target = new URL(request.url);
      const base = bases.get(target.origin);
      if (!base) throw new FalError("BAD_ANSWER", { detail: `(unexpected address ${target.origin})` });
      return { ...request, url: moved(target, base) };
    },
  });
}

async function upload(
  client: FalClient,
  { bytes, contentType }: { bytes: Uint8Array; contentType: string },
): Promise<string> {
  const blob = new Blob([new Uint8Array(bytes)], { type: contentType });
  const keepSeconds = (REFERENCE.uploadCacheHours + 24) * 60 * 60;
  try {
    const url = await withDeadline(client.storage.upload(blob, { lifecycle: { expiresIn: keepSeconds } }));
    return z.url().parse(url);
  } catch (error) {
    if (error instanceof Refused) throw falErrorFrom(error.failure);
    if (error instanceof FalError) throw error;
    throw falErrorFromTransport(error instanceof Unanswered ? error.reason : error, { sent: false });
  }
}

/** The library's upload takes no signal; a late answer is ignored. */
async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unanswered(new Error("upload timed out"))), FAL.uploadTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One line per call: what, for which request, how it ended and how long it took. */
function loggedBy(target: FalLog | undefined) {
  return async <T>(
    entry: { message: string } & Record<string, unknown>,
    call: () => Promise<T>,
  ): Promise<T> => {
    const { message, ...fields } = entry;
    const startedMs = Date.now();
    try {
      const answer = await call();
      target?.info(message, { ...fields, ...outcome(answer), ms: Date.now() - startedMs });
      return answer;
    } catch (thrown) {
      const error = thrown instanceof LikenessError ? thrown : handleFalError(thrown);
      const { statusCode, requestId } = error instanceof FalError ? error : {};
      const { code } = error;
      target?.warn(message, { ...fields, code, statusCode, requestId, ms: Date.now() - startedMs });
      throw error;
    }
  };
}

function summary({ model, input, priority }: Submission): Record<string, unknown> {
  return { model, prompt: redact("prompt", input.prompt), seed: input.seed, priority };
}

function outcome(answer: unknown): Record<string, unknown> {
  const { requestId, state } = Object(answer) as Partial<Record<string, unknown>>;
  return { requestId, state: typeof answer === "string" ? undefined : state };
}
