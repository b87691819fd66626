import { randomUUID } from "node:crypto";
import type { Clock } from "./clock.ts";
import type { Strikes } from "./faults.ts";
import { type Job, type Outcome, retentionMs } from "./job.ts";
import type { Signer } from "./signing.ts";
import { composeWebhook, type WebhookMessage } from "./webhook-message.ts";

/** How webhooks are retried. FAL: 15 s for the first answer, 120 s later, at most 31 tries. */
export interface WebhookPolicy {
  firstTimeoutMs: number;
  retryTimeoutMs: number;
  triesMax: number;
  /** Multiplies the waits between tries (5 s, doubling up to 120 s). */
  backoffScale: number;
}

/** FAL's own policy, as far as it is documented. */
export const FAL_WEBHOOK_POLICY: WebhookPolicy = {
  firstTimeoutMs: 15_000,
  retryTimeoutMs: 120_000,
  triesMax: 31,
  backoffScale: 1,
};

const BACKOFF_FIRST_MS = 5_000;
const BACKOFF_MAX_MS = 120_000;

/** Delivers the outcomes of requests to their webhook addresses. */
export interface Courier {
  /** Settles when the webhook was taken or given up. `onFirstTry` is called once, after the first try or its loss. */
  deliver(job: Job, outcome: Outcome, onFirstTry?: () => void): Promise<void>;
}

interface Parts {
  signer: Signer;
  clock: Clock;
  userId: string;
  policy: WebhookPolicy;
  /** Ends all deliveries. */
  signal: AbortSignal;
}

/** A courier that goes on until `signal` aborts. Redirects are not followed and end the delivery; loopback is allowed. */
export function createCourier(parts: Parts): Courier {
  const held = new Set<() => void>();
  const releaseHeld = () => {
    for (const release of held) release();
  };
  return {
    deliver: async (job, outcome, onFirstTry = () => {}) => {
      if (job.webhookUrl === undefined) return onFirstTry();
      const trip = { ...parts, job, outcome, url: job.webhookUrl };
      try {
        if (job.strikes.delay) await parts.clock.sleep(job.strikes.delay.delayMs, parts.signal);
        if (job.strikes.reorder) await hold(held, trip, job.strikes.reorder.holdMs);
        if (job.strikes.jwksRotated) await parts.signer.rotate();
        if (job.strikes.unknownRequest) await post(trip, unknownRequest(trip), parts.policy.firstTimeoutMs);
        await deliverWithRetries(trip, onFirstTry);
        if (!job.strikes.reorder) releaseHeld();
      } catch (error) {
        if (!parts.signal.aborted) throw error;
      } finally {
        onFirstTry();
      }
    },
  };
}

interface Trip extends Parts {
  job: Job;
  outcome: Outcome;
  url: string;
}

async function deliverWithRetries(trip: Trip, onFirstTry: () => void): Promise<void> {
  const { job, clock, policy, signal, outcome } = trip;
  const endsAtMs = (job.finishedAtMs ?? clock.now()) + retentionMs(outcome);
  for (let attempt = 1; attempt <= policy.triesMax; attempt += 1) {
    const verdict = await tryOnce(trip, attempt);
    onFirstTry();
    if (verdict === "taken") return repeat(trip, job.strikes.duplicate?.copies ?? 0);
    if (verdict === "refused" || clock.now() > endsAtMs) return;
    if (attempt < policy.triesMax) await clock.sleep(backoffMs(attempt) * policy.backoffScale, signal);
  }
}

type Verdict = "taken" | "refused" | "again";

async function tryOnce(trip: Trip, attempt: number): Promise<Verdict> {
  const { job, policy } = trip;
  const { drop } = job.strikes;
  if (drop !== undefined && attempt <= (drop.attempts ?? 1))
    return drop.attempts === undefined ? "refused" : "again";
  const timeoutMs = attempt === 1 ? policy.firstTimeoutMs : policy.retryTimeoutMs;
  return post(trip, compose(trip, strikingAt(job.strikes, attempt)), timeoutMs);
}

async function repeat(trip: Trip, copies: number): Promise<void> {
  for (let copy = 0; copy < copies; copy += 1) {
    await post(trip, compose(trip, trip.job.strikes), trip.policy.retryTimeoutMs);
  }
}

/** Faults that corrupt a message hit the first `attempts` tries only, so that a true retry can follow. */
function strikingAt(strikes: Strikes, attempt: number): Strikes {
  const entries = Object.entries(strikes).filter(([, rule]) => attempt <= (rule.attempts ?? 1));
  return Object.fromEntries(entries);
}

function compose({ signer, job, outcome, userId, clock }: Trip, strikes: Strikes): WebhookMessage {
  const { requestId, gatewayRequestId } = job;
  return composeWebhook(signer, {
    requestId,
    gatewayRequestId,
    outcome,
    strikes,
    userId,
    nowMs: clock.now(),
  });
}

function unknownRequest({ signer, outcome, userId, clock }: Trip): WebhookMessage {
  const requestId = randomUUID();
  return composeWebhook(signer, {
    requestId,
    gatewayRequestId: requestId,
    outcome,
    strikes: {},
    userId,
    nowMs: clock.now(),
  });
}

async function post(trip: Trip, { headers, body }: WebhookMessage, timeoutMs: number): Promise<Verdict> {
  const limit = AbortSignal.any([trip.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(trip.url, {
      method: "POST",
      headers,
      body: new Uint8Array(body),
      redirect: "manual",
      signal: limit,
    });
    await response.body?.cancel();
    if (response.ok) return "taken";
    return response.status >= 300 && response.status < 400 ? "refused" : "again";
  } catch {
    trip.signal.throwIfAborted();
    return "again";
  }
}

/** Waits until another webhook has gone out, or for `holdMs`. */
async function hold(held: Set<() => void>, { clock, signal }: Trip, holdMs: number): Promise<void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  held.add(release);
  const overtaken = new AbortController();
  const timer = clock.sleep(holdMs, AbortSignal.any([signal, overtaken.signal])).catch(() => {});
  await Promise.race([released, timer]);
  overtaken.abort();
  held.delete(release);
}

function backoffMs(attempt: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (attempt - 1));
}
