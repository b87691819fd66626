import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { parseOpinion } from "./answer.ts";
import { Asked } from "./job.ts";

/** State SaveOpinion: the job ends with what the model saw, or with why there is no opinion. Idempotent. */
export async function save({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const rows = await Generation.ofJob(jobId);
  const costMicroUsd = Generation.spentMicroUsd(rows);
  const seen = rows.map(({ outcome }) => parseOpinion(outcome?.text ?? "")).find(Boolean);
  if (!seen) {
    const problem = { code: "opinion.unavailable", message: reasonFrom(rows.at(-1)) };
    await Job.end(jobId, { state: "failed", problem, costMicroUsd });
    return { jobId, isGiven: false };
  }
  const { model } = Asked.parse(job.input);
  await Job.end(jobId, { state: "succeeded", result: { model, ...seen }, costMicroUsd });
  await Job.remember(job, jobId);
  return { jobId, isGiven: true };
}

function reasonFrom(row: Generation.Row | undefined): string {
  if (row?.outcome?.text !== undefined) return "The model's answer could not be read.";
  return (row && Generation.reasonOf(row)) ?? "The model was not asked.";
}
