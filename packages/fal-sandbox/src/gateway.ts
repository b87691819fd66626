import type { Archive } from "./archive.ts";
import type { Ledger } from "./bill.ts";
import type { Clock } from "./clock.ts";
import { type Job, log, type Outcome } from "./job.ts";
import { type ErrorAnswer, infrastructureAnswer } from "./model-error.ts";
import { createQueue, type Queue } from "./queue.ts";
import type { Runner } from "./runner.ts";
import type { Courier } from "./webhook.ts";

/** What the gateway works with. */
export interface GatewayParts {
  archive: Archive;
  ledger: Ledger;
  runner: Runner;
  courier: Courier;
  clock: Clock;
  concurrency: number;
  /** Aborts when the sandbox closes; what runs then is dropped without a trace. */
  signal: AbortSignal;
}

/** A request's way from acceptance to its last webhook. */
export interface Gateway {
  /** Takes a request into the queue, where it starts at once when a slot is free. */
  accept(job: Job): Accepted;
  /** Takes a waiting request out; false when it has started. It sends no webhook and costs nothing. */
  cancelWaiting(job: Job): Promise<boolean>;
  queue: Queue;
  /** Resolves at the next change of any request. */
  nextChange(): Promise<void>;
  /** Resolves when everything under way has settled. */
  idle(): Promise<void>;
}

/** Two moments of an accepted request. Neither ever rejects; both stay open when the sandbox closes first. */
export interface Accepted {
  outcome: Promise<Outcome>;
  /** The first webhook try is over, or there is none. */
  firstWebhookTry: Promise<void>;
}

/** Connects queue, runner, archive, bill and webhooks. */
export function createGateway(parts: GatewayParts): Gateway {
  const state: State = { parts, moments: new Map(), work: new Set(), listeners: new Set() };
  const queue = createQueue({
    concurrency: parts.concurrency,
    start: (job) => run(state, job),
    onChange: () => announce(state),
  });
  return {
    queue,
    accept: (job) => {
      const accepted = enroll(state, job);
      queue.add(job);
      if (job.startTimeoutMs !== undefined) void expire(state, { queue, job, afterMs: job.startTimeoutMs });
      return accepted;
    },
    cancelWaiting: async (job) => {
      if (!queue.remove(job)) return false;
      const answer = infrastructureAnswer("client_cancelled", { detail: "Request cancelled by the client" });
      await finish(state, { job, outcome: free(answer), isSilent: true });
      return true;
    },
    nextChange: () => new Promise((resolve) => state.listeners.add(resolve)),
    idle: async () => {
      while (state.work.size > 0) await Promise.allSettled(state.work);
    },
  };
}

interface Moments {
  settleOutcome(outcome: Outcome): void;
  settleFirstTry(): void;
}

interface State {
  parts: GatewayParts;
  moments: Map<string, Moments>;
  work: Set<Promise<unknown>>;
  listeners: Set<() => void>;
}

function enroll({ moments, parts }: State, job: Job): Accepted {
  parts.archive.add(job);
  parts.ledger.add(job);
  let settleOutcome: Moments["settleOutcome"] = () => {};
  let settleFirstTry: Moments["settleFirstTry"] = () => {};
  const outcome = new Promise<Outcome>((resolve) => {
    settleOutcome = resolve;
  });
  const firstWebhookTry = new Promise<void>((resolve) => {
    settleFirstTry = resolve;
  });
  moments.set(job.requestId, { settleOutcome, settleFirstTry });
  return { outcome, firstWebhookTry };
}

/** Runs a request in its slot. The slot is free as soon as the model is done; writing down comes after. */
async function run(state: State, job: Job): Promise<void> {
  const { clock, runner, signal } = state.parts;
  if (signal.aborted) return;
  job.startedAtMs = clock.now();
  log(job, { message: "INFO:RUNNER:Started", atMs: job.startedAtMs });
  const running = runner(job);
  state.work.add(running);
  const outcome = await running;
  state.work.delete(running);
  if (!signal.aborted) track(state, finish(state, { job, outcome }));
}

interface Ending {
  job: Job;
  outcome: Outcome;
  /** Sends no webhook. */
  isSilent?: boolean;
}

async function finish(state: State, { job, outcome, isSilent = false }: Ending): Promise<void> {
  const { archive, clock, courier } = state.parts;
  job.outcome = outcome;
  job.finishedAtMs = clock.now();
  log(job, { message: `INFO:RUNNER:Finished with ${outcome.status}`, atMs: job.finishedAtMs });
  await archive.keep(job);
  job.state = "COMPLETED";
  announce(state);
  const moments = state.moments.get(job.requestId);
  state.moments.delete(job.requestId);
  moments?.settleOutcome(outcome);
  if (isSilent) moments?.settleFirstTry();
  else track(state, courier.deliver(job, outcome, moments?.settleFirstTry));
}

async function expire(state: State, { queue, job, afterMs }: { queue: Queue; job: Job; afterMs: number }) {
  const { clock, signal } = state.parts;
  try {
    await clock.sleep(afterMs, signal);
  } catch {
    return;
  }
  if (!queue.remove(job)) return;
  const answer = infrastructureAnswer("request_timeout", {
    detail: "Request was not started within the start timeout",
    headers: { "x-fal-request-timeout-type": "user" },
  });
  track(state, finish(state, { job, outcome: free(answer) }));
}

function free(answer: ErrorAnswer): Outcome {
  return { ...answer, usd: 0, billableUnits: 0 };
}

function track(state: State, work: Promise<unknown>): void {
  state.work.add(work);
  const settled = () => state.work.delete(work);
  work.then(settled, (error: Error) => {
    settled();
    process.emitWarning(error);
  });
}

function announce({ listeners }: State): void {
  const waiting = [...listeners];
  listeners.clear();
  for (const resolve of waiting) resolve();
}
