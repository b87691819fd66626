import * as z from "zod";
import { inputError } from "../errors.ts";
import { priceMicroUsd } from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { PROFILE, PROFILE_ANGLES } from "../limits.ts";
import * as Media from "../media/index.ts";
import { authorize, checkRoom } from "../project/index.ts";
import * as RateLimit from "../rate-limit/index.ts";
import { seedSchema } from "../seed/index.ts";
import * as Subject from "../subject/index.ts";
import { profileModel, profileSide } from "./model.ts";

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
  seed: seedSchema().optional(),
  /** A picture of the subject, such as its back view, that the model gets beside the master. */
  guideId: idSchema("media").optional(),
  /** How often missing or failing angles are rendered again. */
  maxRepairRounds: z.int().min(0).max(PROFILE.repairRoundsMax).default(PROFILE.repairRounds),
  maxCostUsd: Job.maxCostUsd.optional(),
});
export type StartInput = z.output<typeof StartInput>;

/** Starts a turnaround from a master reference of the caller's project; the job is to be watched. */
export async function start(place: Job.Place, input: StartInput): Promise<Job.Row> {
  const { projectId } = place;
  const { maxCostUsd } = input;
  await authorize(projectId);
  const subject = await Subject.fromId(projectId, input.subjectId);
  const master = await Media.masterFromId(projectId, input.masterReferenceId, "masterReferenceId");
  if (master.subjectId !== subject.subjectId) {
    const message = `is the master of ${master.subjectId}, not of ${subject.subjectId}`;
    throw inputError("profile.wrong-subject", [{ field: "masterReferenceId", message }]);
  }
  if (input.guideId) await checkGuide(projectId, input.guideId, subject.subjectId);
  const side = profileSide(input);
  const references = input.strategy === "reference" ? 1 : 0;
  Job.checkBudget(maxCostUsd, priceMicroUsd(profileModel(input), { width: side, height: side, references }));
  const admit = async (jobId: string) => {
    await RateLimit.checkQueue();
    await checkRoom(projectId, roomOf(input));
    await RateLimit.countProfile({ projectId, jobId });
  };
  const job = { ...place, operation: "profile-360", input, total: input.angles.length } as const;
  return Job.start({ ...job, maxCostUsd, admit });
}

async function checkGuide(projectId: string, guideId: string, subjectId: string): Promise<void> {
  const guide = await Media.fromId(projectId, guideId);
  if (guide.subjectId === subjectId) return;
  throw inputError("profile.wrong-subject", [
    { field: "guideId", message: `is not a picture of ${subjectId}` },
  ]);
}

/** What the angles will need of the project's quota. */
export function roomOf(input: StartInput) {
  return { pictures: input.angles.length, side: profileSide(input) };
}
