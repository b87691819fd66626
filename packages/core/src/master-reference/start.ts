import * as z from "zod";
import { inputError } from "../errors.ts";
import { findModel } from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { MASTER, TEXT } from "../limits.ts";
import * as Media from "../media/index.ts";
import { authorize } from "../project/index.ts";
import * as Subject from "../subject/index.ts";

/** Body of `generate/master`. Pictures are named by media ids of the same project; URLs are refused. */
export const StartInput = z.strictObject({
  subjectType: Subject.SubjectType,
  subjectId: idSchema("subject"),
  description: Subject.description,
  style: Subject.style.optional(),
  references: z.array(idSchema("media")).max(TEXT.referencesMax).optional(),
  model: z.string().max(100).optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  candidates: z.int().min(1).max(MASTER.candidatesMax).default(1),
});
export type StartInput = z.output<typeof StartInput>;

/** Starts a master reference for a subject of the caller's project; the job is to be watched. */
export async function start(place: Job.Place, input: StartInput): Promise<Job.Row> {
  const { projectId } = place;
  await authorize(projectId);
  const subject = await Subject.fromId(projectId, input.subjectId);
  if (subject.type !== input.subjectType) {
    const message = `is "${input.subjectType}", but ${subject.subjectId} is a ${subject.type}`;
    throw inputError("master.subject-type", [{ field: "subjectType", message }]);
  }
  await checkReferences(projectId, input.references ?? []);
  checkModel(input);
  return Job.start({ ...place, operation: "master-reference", input, total: input.candidates });
}

async function checkReferences(projectId: string, references: string[]): Promise<void> {
  const found = await Media.fromIds(projectId, [...new Set(references)]);
  const known = new Set(found.map((media) => media.mediaId));
  const problems = references.flatMap((mediaId, index) =>
    known.has(mediaId)
      ? []
      : [{ field: `references.${index}`, message: `no image ${mediaId} in this project` }],
  );
  if (problems.length > 0) throw inputError("master.references", problems);
}

function checkModel({ model: id, references = [] }: StartInput): void {
  if (!id) return;
  const model = findModel(id);
  const { min, max } = model.references;
  if (model.kind === "vision" || model.kind === "text" || model.kind === "multi-angle") {
    throw inputError("master.model", [
      { field: "model", message: `${model.id} does not make master references` },
    ]);
  }
  if (references.length < min || references.length > max) {
    const message = `${model.id} takes ${min} to ${max} reference images, ${references.length} given`;
    throw inputError("master.model", [{ field: "references", message }]);
  }
}
