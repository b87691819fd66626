import * as z from "zod";
import { inputError } from "../errors.ts";
import { findModel } from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { PROFILE, PROFILE_ANGLES } from "../limits.ts";
import * as Media from "../media/index.ts";
import { authorize } from "../project/index.ts";
import * as Subject from "../subject/index.ts";

const angles = z
  .array(z.int("must be a whole number of degrees").min(0).max(359))
  .min(PROFILE.anglesMin)
  .max(PROFILE.anglesMax)
  .superRefine((values, context) => {
    for (const [index, angle] of values.entries()) {
      if (values.indexOf(angle) === index) continue;
      context.addIssue({ code: "custom", path: [index], message: `repeats the angle ${angle}` });
    }
  });

/** Body of `generate/profile360`. `reference` gives the master to the model; `locked-seed` is the text-only baseline. */
export const StartInput = z.strictObject({
  masterReferenceId: idSchema("media"),
  subjectId: idSchema("subject"),
  angles: angles.default([...PROFILE_ANGLES]),
  resolution: z.enum(["standard", "high"]).default("standard"),
  strategy: z.enum(["reference", "locked-seed"]).default("reference"),
  model: z.string().max(100).optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
});
export type StartInput = z.output<typeof StartInput>;

/** Starts a turnaround from a master reference of the caller's project; the job is to be watched. */
export async function start(place: Job.Place, input: StartInput): Promise<Job.Row> {
  const { projectId } = place;
  await authorize(projectId);
  const subject = await Subject.fromId(projectId, input.subjectId);
  const master = await Media.masterFromId(projectId, input.masterReferenceId, "masterReferenceId");
  if (master.subjectId !== subject.subjectId) {
    const message = `is the master of ${master.subjectId}, not of ${subject.subjectId}`;
    throw inputError("profile.wrong-subject", [{ field: "masterReferenceId", message }]);
  }
  checkModel(input);
  return Job.start({ ...place, operation: "profile-360", input, total: input.angles.length });
}

function checkModel({ model: id, strategy }: StartInput): void {
  if (!id) return;
  const model = findModel(id);
  const takesMaster = model.references.min <= 1 && model.references.max >= 1;
  const fits =
    strategy === "reference" ? takesMaster && model.kind !== "vision" : model.kind === "text-to-image";
  if (fits) return;
  const message = `${model.id} cannot be used with the strategy "${strategy}"`;
  throw inputError("profile.model", [{ field: "model", message }]);
}
