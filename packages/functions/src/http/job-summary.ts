import type * as Job from "@likeness/core/job";

/** A job in a list: what it is and how it ended, without its result. */
export function jobSummary({ jobId, operation, state, stage, total, problem, createdAt, endedAt }: Job.Row) {
  return { jobId, operation, state, stage, total, createdAt, endedAt, ...(problem && { problem }) };
}
