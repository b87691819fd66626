import { LikenessError, notFound } from "../errors.ts";
import { GENERATION } from "../limits.ts";
import { HYDRATED, isConditionFailure, type Page, stillListed, toPage } from "../table/index.ts";
import { type JobState, jobs, type Problem, Row } from "./record.ts";
import { find } from "./rows.ts";

export { BudgetExhausted, checkBudget, maxCostUsd, release, reserve } from "./budget.ts";
export { executionArnOf, startExecution, stopExecution } from "./execution.ts";
export { OPERATIONS, type Operation, Problem, Row, TERMINAL_STATES } from "./record.ts";
export { find, isActive } from "./rows.ts";
export { type Place, type StartOptions, start } from "./start.ts";
export { remember, type Unchanged } from "./unchanged.ts";

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
  const found = await Promise.all(
    shards.map((gsi2pk) =>
      jobs()
        .query.open({ gsi2pk })
        .go({ ...HYDRATED, pages: "all" }),
    ),
  );
  return found.flatMap(({ data }) => stillListed(data).map((row) => Row.parse(row)));
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

/** Ends a job that cannot go on for a reason the caller can understand; for whoever throws the error on. */
export async function refuse(jobId: string, error: unknown): Promise<never> {
  if (error instanceof LikenessError) {
    await end(jobId, { state: "failed", problem: { code: error.code, message: error.message } });
  }
  throw error;
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
