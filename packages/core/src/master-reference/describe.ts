import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { planDescription } from "./grade.ts";
import { parseSpecifications } from "./specifications.ts";

const ATTEMPTS_MAX = 2;

/**
 * State ParseDescription: checks the vision model's answer. One that does not parse is asked for again once; then
 * the master is saved with measured facts only. A failure here never fails the job.
 */
export async function parseDescription(ref: Generation.Ref) {
  const row = await Generation.fromRef(ref);
  await Generation.move(ref, { from: ["answered", "resumed"], set: { state: "done" }, close: true });
  const next = { jobId: ref.jobId, generationId: ref.generationId };
  if (parseSpecifications(row.outcome?.text ?? "")) return { ...next, verdict: "parsed" };
  const asked = (await Generation.ofJob(ref.jobId)).filter(({ slot }) => slot === "describe").length;
  const [mediaId] = row.references;
  if (asked >= ATTEMPTS_MAX || !mediaId) return { ...next, verdict: "unreadable" };
  const [repair] = await planDescription(await Job.fromId(ref.jobId), mediaId, row.attempt + 1);
  return { ...next, ...repair, verdict: "repair" };
}
