import { LikenessError, notFound } from "../errors.ts";
import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { log } from "../log.ts";
import { authorize } from "../project/index.ts";

const CAUSE = "cancelled by the caller";

/**
 * Cancels a job of the caller's project. Nothing more is sent, what waits in FAL's queue is withdrawn, what is stored
 * stays. Cancelling twice is fine; a job that ended otherwise is a 409.
 */
export async function cancel(projectId: string, jobId: string): Promise<void> {
  await authorize(projectId);
  const job = await Job.find(jobId);
  if (!job || job.projectId !== projectId) throw notFound("job", jobId);
  if (job.state === "cancelled") return;
  if (!(await Job.beginCancel(jobId))) {
    throw new LikenessError("conflict", "job.over", `Job ${jobId} is over; it cannot be cancelled any more.`);
  }
  await finishCancel(job);
}

/**
 * Stops the execution first, then withdraws every open request, then ends the row: whatever is interrupted is done
 * again by the reconciler. A request that FAL already works on is billed and stays open until its answer was noted.
 */
export async function finishCancel(job: Job.Row): Promise<void> {
  await Job.stopExecution(job, CAUSE);
  // Twice: what was being sent while the first look was taken is named at the second.
  for (const _ of [1, 2]) await Promise.all((await Generation.ofJob(job.jobId)).map(drop));
  const after = await Generation.ofJob(job.jobId);
  await Job.end(job.jobId, { state: "cancelled", costMicroUsd: Generation.spentMicroUsd(after) });
}

async function drop(row: Generation.Row): Promise<void> {
  if (row.state === "planned") {
    await Generation.move(row, { from: ["planned"], set: { state: "failed", recovery: CAUSE } });
  }
  if (row.state !== "submitted") return;
  try {
    await Generation.withdraw(row);
  } catch (error) {
    log().warn("not withdrawn; the reconciler notes its answer", { jobId: row.jobId, error: error as Error });
  }
}
