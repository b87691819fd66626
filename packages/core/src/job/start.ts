import { createHash } from "node:crypto";
import { useActor } from "../actor/index.ts";
import { newId } from "../ids.ts";
import { GENERATION, JOB } from "../limits.ts";
import { expiryAfterDays } from "../table/index.ts";
import { budgetOf } from "./budget.ts";
import { startExecution } from "./execution.ts";
import { claim, redirect } from "./idempotency.ts";
import type { Operation, Row } from "./record.ts";
import { create, find } from "./rows.ts";
import { answerUnchanged, type Unchanged } from "./unchanged.ts";

/** Where a job is to be made; `idempotencyKey` makes a repeated request answer the same job. */
export interface Place {
  projectId: string;
  idempotencyKey?: string | undefined;
}

export interface StartOptions extends Place {
  operation: Operation;
  input: Record<string, unknown>;
  /** How many pictures the job is expected to make; shown as the total until planning says better. */
  total: number;
  /** What may be spent at the provider, in dollars; no limit when left out. */
  maxCostUsd?: number | undefined;
  /** Lets an equal request of before answer this one. */
  unchanged?: Unchanged;
  /** Throws when nothing may be made now; not asked when an earlier job or its product answers. Counts by the job's id. */
  admit?: (jobId: string) => Promise<void>;
}

/**
 * Makes a job and starts its execution: row first, execution second, named by the job id, so a repeat is harmless.
 * A start that fails in passing leaves the job queued; the reconciler starts it. An unchanged request answers the job
 * that is at it, or a job that is over at once with what was made before. Does not check the caller's project.
 */
export async function start(options: StartOptions): Promise<Row> {
  const { person } = useActor();
  const fresh = newId("job");
  const key = keyOf(person, options);
  const jobId = key ? await claim(fresh, key) : fresh;
  const earlier = jobId === fresh ? undefined : await find(jobId);
  const row = earlier ?? (await make(rowOf(jobId, person, options), options));
  if (key && row.jobId !== jobId) await redirect(key, { from: jobId, to: row.jobId });
  if (row.state === "queued") await startExecution(row);
  return row;
}

function keyOf(person: string, { idempotencyKey, projectId, operation, input }: StartOptions) {
  return idempotencyKey ? { person, projectId, operation, idempotencyKey, request: input } : undefined;
}

async function make(row: Row, { unchanged, admit = async () => undefined }: StartOptions): Promise<Row> {
  if (!unchanged) {
    await admit(row.jobId);
    return create(row);
  }
  const answer = await answerUnchanged(row, unchanged, () => admit(row.jobId));
  if (answer.kind === "join") return answer.job;
  return create(answer.kind === "reuse" ? reused(row, answer.result) : row);
}

/** A job that is over as it begins: it bought nothing. */
function reused({ gsi2pk: _, ...row }: Row, result: Record<string, unknown>): Row {
  const over = { state: "succeeded" as const, stage: "succeeded", endedAt: row.createdAt };
  return { ...row, ...over, result, isReused: true, costMicroUsd: 0 };
}

function rowOf(jobId: string, person: string, options: StartOptions): Row {
  const { operation, projectId, input, total, unchanged } = options;
  return {
    ...{ jobId, projectId, person, operation, input, total },
    state: "queued",
    stage: "queued",
    createdAt: new Date().toISOString(),
    ...budgetOf(options.maxCostUsd),
    ...(unchanged && { fingerprint: unchanged.fingerprint }),
    gsi2pk: shardOf(jobId),
    expiresAt: expiryAfterDays(JOB.ttlDays),
  };
}

function shardOf(jobId: string): string {
  return `job#${createHash("sha256").update(jobId).digest().readUInt8(0) % GENERATION.openShards}`;
}
