import { notFound } from "../errors.ts";
import { microUsdToUsd } from "../fal/index.ts";
import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { authorize } from "../project/index.ts";
import { shortRevision } from "./revision.ts";

/** A job as the API shows it: live progress and spending come from the rows of its requests, read consistently. */
export async function ofJob(projectId: string, jobId: string) {
  await authorize(projectId);
  const [job, rows] = await Promise.all([Job.find(jobId), Generation.ofJob(jobId)]);
  if (!job || job.projectId !== projectId) throw notFound("job", jobId);
  return viewOf(job, rows);
}

export type JobView = Awaited<ReturnType<typeof ofJob>>;

function viewOf(job: Job.Row, rows: Generation.Row[]) {
  const { jobId, projectId, operation, state, stage, total, result, problem } = job;
  const { createdAt, startedAt, endedAt } = job;
  const pictures = rows.filter(({ kind }) => kind === "image");
  const done = [...new Set(pictures.flatMap((row) => (row.state === "done" ? [row.slot] : [])))];
  return {
    ...{ jobId, projectId, operation, state, createdAt, startedAt, endedAt },
    progress: { stage, done: done.length, total, slots: slotStates(pictures) },
    costUsd: microUsdToUsd(Generation.spentMicroUsd(rows)),
    ...suspectsOf(rows),
    attempts: rows.map(attemptOf),
    ...(job.isReused && { reused: true }),
    ...(result && { result }),
    ...(problem && { problem }),
  };
}

/** What may have been billed beyond the cost: requests whose submission was never answered. */
function suspectsOf(rows: Generation.Row[]) {
  const suspects = rows.filter(({ isSuspect, charged }) => isSuspect && !charged);
  const microUsd = suspects.reduce((sum, row) => sum + row.priceMicroUsd, 0);
  return suspects.length > 0 && { suspects: { submissions: suspects.length, usd: microUsdToUsd(microUsd) } };
}

/** Per angle or candidate, how far it is. */
function slotStates(rows: Generation.Row[]): Record<string, string> {
  const states: Record<string, string> = {};
  for (const { slot, state } of rows) {
    if (states[slot] !== "done") states[slot] = state;
  }
  return states;
}

/** One request as its history shows it: what was asked of whom, how it ended and what was done about a failure. */
function attemptOf(row: Generation.Row) {
  const { slot, attempt, round, state, request, mediaId, recovery, charged, priceMicroUsd } = row;
  const error = row.fault ?? row.outcome?.error;
  return {
    ...{ slot, attempt, round, state, mediaId },
    model: request.model,
    ...(row.revision && {
      revision: { by: row.revision.by, ...shortRevision(row.revision.before, request.prompt) },
    }),
    ...(error && { error: { code: error.code, message: error.message } }),
    ...(recovery && { recovery }),
    ...(row.history && {
      history: row.history.map(({ errorName, what }) => ({ error: errorName, recovery: what })),
    }),
    // Its submission's answer was lost and nothing named it: it may have been paid for.
    ...(row.isSuspect && { isSuspect: true }),
    costUsd: charged ? microUsdToUsd(priceMicroUsd) : 0,
  };
}
