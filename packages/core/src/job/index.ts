import { createHash } from "node:crypto";
import { useActor } from "../actor/index.ts";
import { notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { GENERATION, JOB } from "../limits.ts";
import { expiryAfterDays, isConditionFailure, type Page, toPage } from "../table/index.ts";
import { budgetOf } from "./budget.ts";
import { startExecution } from "./execution.ts";
import { claim } from "./idempotency.ts";
import { type JobState, jobs, type Operation, type Problem, Row } from "./record.ts";

export { BudgetExhausted, checkBudget, maxCostUsd, release, reserve } from "./budget.ts";
export { executionArnOf, startExecution, stopExecution } from "./execution.ts";
export { OPERATIONS, type Operation, Problem, Row, TERMINAL_STATES } from "./record.ts";

export interface StartOptions extends Place {
  operation: Operation;
  input: Record<string, unknown>;
  /** How many pictures the job is expected to make; shown as the total until planning says better. */
  total: number;
  /** What may be spent at the provider, in dollars; no limit when left out. */
  maxCostUsd?: number | undefined;
}

/**
 * Makes a job and starts its execution: row first, execution second, named by the job id, so a repeat is harmless.
 * A start that fails in passing leaves the job queued; the reconciler starts it. Does not check the caller's project.
 */
export async function start(options: StartOptions): Promise<Row> {
  const { person } = useActor();
  const { operation, projectId, input, idempotencyKey } = options;
  const fresh = newId("job");
  const jobId = idempotencyKey
    ? await claim(fresh, { person, projectId, operation, idempotencyKey, request: input })
    : fresh;
  const row = jobId === fresh ? await create(jobId, person, options) : await existing(jobId, person, options);
  if (row.state === "queued") await startExecution(row);
  return row;
}

async function existing(jobId: string, person: string, options: StartOptions): Promise<Row> {
  return (await find(jobId)) ?? (await create(jobId, person, options));
}

async function create(jobId: string, person: string, options: StartOptions): Promise<Row> {
  const { operation, projectId, input, total } = options;
  const row: Row = {
    ...{ jobId, projectId, person, operation, input, total },
    state: "queued",
    stage: "queued",
    createdAt: new Date().toISOString(),
    ...budgetOf(options.maxCostUsd),
    gsi2pk: shardOf(jobId),
    expiresAt: expiryAfterDays(JOB.ttlDays),
  };
  try {
    await jobs().create(row).go();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
  return row;
}

/** The job, or undefined; reads consistently. Does not check the caller. */
export async function find(jobId: string): Promise<Row | undefined> {
  const { data } = await jobs().get({ jobId }).go({ consistent: true });
  return data ? Row.parse(data) : undefined;
}

/** A job that must exist: the tasks of an execution were started with its id. */
export async function fromId(jobId: string): Promise<Row> {
  const row = await find(jobId);
  if (!row) throw notFound("job", jobId);
  return row;
}

/** Jobs of a project, newest first. Does not check the caller. */
export async function list(projectId: string, page: Page) {
  const query = jobs().query.ofProject({ projectId });
  const range = page.cursor ? query.lt({ jobId: page.cursor }) : query;
  const found = await range.go({ limit: page.limit + 1, order: "desc" });
  const { items, hasMore, nextCursor } = toPage(found.data, page.limit, (row) => row.jobId);
  return { jobs: items.map((row) => Row.parse(row)), hasMore, nextCursor };
}

/** Jobs that have not ended, of all projects: the reconciler's work list. Eventually consistent. */
export async function listOpen(): Promise<Row[]> {
  const shards = Array.from({ length: GENERATION.openShards }, (_, shard) => `job#${shard}`);
  const found = await Promise.all(shards.map((gsi2pk) => jobs().query.open({ gsi2pk }).go({ pages: "all" })));
  return found.flatMap(({ data }) => data.map((row) => Row.parse(row)));
}

/** Where a job is to be made; `idempotencyKey` makes a repeated request answer the same job. */
export interface Place {
  projectId: string;
  idempotencyKey?: string | undefined;
}

/** Notes that planning has fixed how many pictures are to be made; running it again changes nothing that matters. */
export async function begin(jobId: string, total: number): Promise<boolean> {
  const startedAt = new Date().toISOString();
  return changeWhere(jobId, ["queued", "running"], {
    stage: "rendering",
    state: "running",
    total,
    startedAt,
  });
}

/** Notes what the job is doing now; a job that is ending or over is left as it is (returns false). */
export async function advance(jobId: string, stage: string): Promise<boolean> {
  return changeWhere(jobId, ["queued", "running"], { stage, state: "running" });
}

/** Makes a job take no more steps; what runs for it is stopped by the caller. False when it is over already. */
export async function beginCancel(jobId: string): Promise<boolean> {
  return changeWhere(jobId, ["queued", "running", "cancelling"], {
    state: "cancelling",
    stage: "cancelling",
  });
}

/** Whether anything may still be sent for a job. */
export function isActive({ state }: Pick<Row, "state">): boolean {
  return state === "queued" || state === "running";
}

export interface Ending {
  state: Extract<JobState, "succeeded" | "failed" | "cancelled">;
  result?: Record<string, unknown>;
  problem?: Problem;
  costMicroUsd?: number;
}

/** Ends a job. Conditional: the first ending wins and is never changed (returns false for a later one). */
export async function end(jobId: string, ending: Ending): Promise<boolean> {
  const from: JobState[] =
    ending.state === "cancelled" ? ["queued", "running", "cancelling"] : ["queued", "running"];
  return changeWhere(jobId, from, { ...ending, stage: ending.state, endedAt: new Date().toISOString() });
}

type Change = Partial<Omit<Row, "jobId" | "projectId" | "gsi2pk">>;

async function changeWhere(jobId: string, from: JobState[], change: Change): Promise<boolean> {
  const patch = jobs().patch({ jobId }).set(change);
  try {
    await (change.endedAt ? patch.remove(["gsi2pk"]) : patch)
      .where(
        (attribute, operation) =>
          `(${from.map((state) => operation.eq(attribute.state, state)).join(" OR ")})`,
      )
      .go();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

function shardOf(jobId: string): string {
  return `job#${createHash("sha256").update(jobId).digest().readUInt8(0) % GENERATION.openShards}`;
}
