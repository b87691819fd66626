import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { OPINION } from "../limits.ts";
import { parseOpinion } from "./answer.ts";
import { planRequest } from "./plan.ts";

/** State ReadOpinion: checks the model's answer. One that cannot be read is asked for again while requests are left. */
export async function read(ref: Generation.Ref) {
  const row = await Generation.fromRef(ref);
  await Generation.move(ref, { from: ["answered", "resumed"], set: { state: "done" }, close: true });
  const same = { jobId: ref.jobId, generationId: ref.generationId };
  if (parseOpinion(row.outcome?.text ?? "")) return { ...same, verdict: "read" };
  if (row.attempt >= OPINION.requestsMax) return { ...same, verdict: "unreadable" };
  const repair = await planRequest(await Job.fromId(ref.jobId), row.attempt + 1);
  return { ...repair, verdict: "repair" };
}
