import * as Cleanup from "../cleanup/index.ts";
import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import * as Media from "../media/index.ts";
import * as Specification from "../specification/index.ts";
import * as Subject from "../subject/index.ts";
import { pick } from "./grade.ts";
import { resultOf } from "./result.ts";
import { parseSpecifications, type VisualSpecifications } from "./specifications.ts";

/** State SaveMaster: gives the picked candidate its specifications, puts the others aside and ends the job. */
export async function save({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const rows = await Generation.ofJob(jobId);
  const master = await pick(job, rows);
  if (!master) throw new Error(`${jobId} has no candidate left to save`);
  const specifications = specificationsOf(master, rows);
  await Media.settle(master, { specifications });
  await putAside(job, rows, master.mediaId);
  await Job.remember(job, master.mediaId);
  await become(master, specifications);
  await Job.end(jobId, {
    state: "succeeded",
    result: resultOf({ ...master, specifications }),
    costMicroUsd: Generation.spentMicroUsd(rows),
  });
  return { jobId, mediaId: master.mediaId };
}

/** The master is the subject's newest version, and what it looks like is locked unless a person locked something else. */
async function become(
  { projectId, subjectId, mediaId, measures }: Media.Info,
  described: VisualSpecifications,
): Promise<void> {
  if (!subjectId) return;
  const colorPalette = measures.palette.map(({ hex }) => hex);
  const measured = { colorPalette, headRatio: measures.headRatio };
  await Specification.extract({ projectId, subjectId, masterReferenceId: mediaId }, { described, measured });
  await Subject.addVersion({ projectId, subjectId }, { masterId: mediaId });
}

/** What the model described, and the palette as measured from the pixels, which it cannot get wrong. */
function specificationsOf(master: Media.Info, rows: Generation.Row[]): VisualSpecifications {
  const answers = rows.filter((row) => row.slot === "describe" && row.outcome?.text);
  const described = answers.map((row) => parseSpecifications(row.outcome?.text ?? "")).find((found) => found);
  return { ...described, colorPalette: master.measures.palette.map(({ hex }) => hex) };
}

async function putAside(job: Job.Row, rows: Generation.Row[], masterId: string): Promise<void> {
  const others = rows.flatMap((row) =>
    row.mediaId && row.mediaId !== masterId && row.state === "done" ? [row.mediaId] : [],
  );
  const pictures = await Media.fromIds(job.projectId, others);
  await Promise.all(pictures.map((media) => Cleanup.putAside(media)));
}
