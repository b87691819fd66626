import type { Job } from "./job.ts";

/** One accepted request on the bill. Times are milliseconds since 1970. */
export interface BillEntry {
  requestId: string;
  endpointId: string;
  usd: number;
  billableUnits: number;
  status: "IN_QUEUE" | "IN_PROGRESS" | "COMPLETED" | "FAILED" | "CANCELLED";
  /** What reading the result answers, once it is there. */
  httpStatus?: number;
  /** In digits; the one the answer tells, or that was drawn for a request without one. */
  seed?: string;
  submittedAtMs: number;
  inferenceStartedAtMs?: number;
  inferenceEndedAtMs?: number;
}

/** What this process accepted and charged. Failures of 5xx, refusals, waiting and cancelled requests cost nothing. */
export interface Bill {
  submissions: number;
  billedUsd: number;
  requests: BillEntry[];
}

/** The running account of a sandbox. */
export interface Ledger {
  add(job: Job): void;
  bill(): Bill;
}

/** An empty account. */
export function createLedger(): Ledger {
  const jobs: Job[] = [];
  return {
    add: (job) => void jobs.push(job),
    bill: () => {
      const requests = jobs.map(entryOf);
      return {
        submissions: requests.length,
        billedUsd: requests.reduce((sum, request) => sum + request.usd, 0),
        requests,
      };
    },
  };
}

function entryOf(job: Job): BillEntry {
  const { requestId, endpointId, outcome, submittedAtMs, startedAtMs, finishedAtMs } = job;
  return {
    requestId,
    endpointId,
    usd: outcome?.usd ?? 0,
    billableUnits: outcome?.billableUnits ?? 0,
    status: statusOf(job),
    httpStatus: outcome?.status,
    seed: outcome?.seed,
    submittedAtMs,
    inferenceStartedAtMs: startedAtMs,
    inferenceEndedAtMs: startedAtMs === undefined ? undefined : finishedAtMs,
  };
}

function statusOf({ state, outcome }: Job): BillEntry["status"] {
  if (outcome === undefined || state !== "COMPLETED") return state;
  if (outcome.status === 499) return "CANCELLED";
  return outcome.status < 300 ? "COMPLETED" : "FAILED";
}
