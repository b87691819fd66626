import type { Strikes } from "./faults.ts";
import type { ErrorAnswer } from "./model-error.ts";

/** A line of a request's log as status answers show it; the timestamp carries no zone, as FAL's does not. */
export interface LogLine {
  timestamp: string;
  message: string;
  labels: Record<string, string>;
}

/** The end of a request: what reading its result answers, and what it cost. */
export interface Outcome extends ErrorAnswer {
  /** Zero unless the model answered with success. */
  usd: number;
  billableUnits: number;
  /** In digits, because it may exceed 2^53; absent where no picture was drawn. */
  seed?: string;
}

/** A request's state. FAL has no state of failure: failed and cancelled ones are COMPLETED too. */
export type JobState = "IN_QUEUE" | "IN_PROGRESS" | "COMPLETED";

/** What a caller asked for, kept from submit to the last webhook attempt. */
export interface Job {
  readonly requestId: string;
  /** Equal to `requestId` except after a retry inside the gateway. */
  readonly gatewayRequestId: string;
  readonly endpointId: string;
  /** Position in the count of submits since the faults were set. */
  readonly number: number;
  readonly strikes: Strikes;
  readonly priority: "normal" | "low";
  readonly submittedAtMs: number;
  readonly webhookUrl?: string;
  /** Not started by then: 504. */
  readonly startTimeoutMs?: number;
  readonly mediaLifetimeSeconds?: number;
  /** False with `X-Fal-Store-IO: 0`: the result is forgotten after its short retention. */
  readonly isStored: boolean;
  input: Record<string, unknown>;
  state: JobState;
  logs: LogLine[];
  startedAtMs?: number;
  finishedAtMs?: number;
  outcome?: Outcome;
  resultReads: number;
}

const HOUR_MS = 60 * 60 * 1_000;
const LARGE_RESULT_BYTES = 10 * 1024;
const LARGE_RETENTION_MS = 6 * 60 * 1_000;

/** The owner and application of an endpoint id: the part that status, result and cancel addresses carry. */
export function appOf(endpointId: string): string {
  return endpointId.split("/").slice(0, 2).join("/");
}

/** How long FAL keeps a result at hand and goes on delivering its webhook: 1 h, or 6 min from 10 KB up. */
export function retentionMs(outcome: Outcome): number {
  return Buffer.byteLength(outcome.text) >= LARGE_RESULT_BYTES ? LARGE_RETENTION_MS : HOUR_MS;
}

/** Appends a line to the request's log. */
export function log(job: Job, { message, atMs }: { message: string; atMs: number }): void {
  const timestamp = `${new Date(atMs).toISOString().slice(0, -1)}000`;
  job.logs.push({ timestamp, message, labels: {} });
}
