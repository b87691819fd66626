import { setTimeout as sleep } from "node:timers/promises";
import { LikenessError } from "@likeness/core/errors";
import type * as Job from "@likeness/core/job";
import { JOB } from "@likeness/core/limits";
import * as Progress from "@likeness/core/progress";
import type { Reply } from "./api.ts";
import type { JobRequest } from "./place.ts";

const TERMINAL = new Set(["succeeded", "failed", "cancelled"]);
const PREFER_WAIT = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,4})"?/;

/**
 * The answer of a generate route: 202 with the job to watch; with `Prefer: wait=N` (N up to 25 s) the result itself,
 * if the job ends in time.
 */
export async function jobReply(job: Job.Row, { header }: JobRequest): Promise<Reply> {
  const waitSeconds = Math.min(
    JOB.waitMaxSeconds,
    Number(PREFER_WAIT.exec(header("prefer") ?? "")?.[1] ?? 0),
  );
  const location = `/api/v1/projects/${job.projectId}/jobs/${job.jobId}`;
  const ended = waitSeconds > 0 ? await endedWithin(job, waitSeconds * 1000) : undefined;
  if (ended?.state === "succeeded") {
    const headers = { location, "preference-applied": `wait=${waitSeconds}` };
    return { status: 200, headers, body: ended.result };
  }
  if (ended) {
    const { code = `job.${ended.state}`, message = `The job was ${ended.state}.` } = ended.problem ?? {};
    const problems =
      ended.problem?.details?.map(({ slot, reason }) => ({ field: slot, message: reason })) ?? [];
    throw new LikenessError("upstream", code, message, { problems });
  }
  return {
    status: 202,
    headers: { location },
    body: {
      ...{ jobId: job.jobId, state: job.state, statusUrl: location },
      ...(job.isReused && { reused: true }),
    },
  };
}

async function endedWithin(job: Job.Row, waitMs: number): Promise<Progress.JobView | undefined> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    await sleep(JOB.pollMs);
    const view = await Progress.ofJob(job.projectId, job.jobId);
    if (TERMINAL.has(view.state)) return view;
  }
  return undefined;
}
