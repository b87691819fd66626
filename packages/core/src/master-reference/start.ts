import * as z from "zod";
import { inputError } from "../errors.ts";
import { priceMicroUsd } from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { IMAGE, MASTER, TEXT } from "../limits.ts";
import * as Media from "../media/index.ts";
import { authorize, checkRoom } from "../project/index.ts";
import * as RateLimit from "../rate-limit/index.ts";
import { seedSchema } from "../seed/index.ts";
import * as Subject from "../subject/index.ts";
import { masterModel } from "./model.ts";
import { fingerprintOf } from "./request.ts";
import { reusedResult } from "./result.ts";
import { saidOf } from "./said.ts";

/** Body of `generate/master`. Pictures are named by media ids of the same project; URLs are refused. */
export const StartInput = z.strictObject({
  subjectType: Subject.SubjectType,
  subjectId: idSchema("subject"),
  description: Subject.description,
  style: Subject.style.optional(),
  references: z.array(idSchema("media")).max(TEXT.referencesMax).optional(),
  model: z.string().max(100).optional(),
  seed: seedSchema().optional(),
  maxCostUsd: Job.maxCostUsd.optional(),
  /** Draws a new one although nothing has changed since the last. */
  force: z.boolean().default(false),
  candidates: z.int().min(1).max(MASTER.candidatesMax).default(1),
});
export type StartInput = z.output<typeof StartInput>;

/**
 * Starts a master reference for a subject of the caller's project; the job is to be watched. A request that changes
 * nothing answers the job that is at it, or one that is over at once with the master there is, unless it is forced.
 */
export async function start(place: Job.Place, input: StartInput): Promise<Job.Row> {
  const { projectId } = place;
  const { maxCostUsd } = input;
  await authorize(projectId);
  const subject = await Subject.fromId(projectId, input.subjectId);
  if (subject.type !== input.subjectType) {
    const message = `is "${input.subjectType}", but ${subject.subjectId} is a ${subject.type}`;
    throw inputError("master.subject-type", [{ field: "subjectType", message }]);
  }
  await checkReferences(projectId, input.references ?? []);
  const size = { width: IMAGE.standardSize, height: IMAGE.standardSize };
  const price = priceMicroUsd(masterModel(input), { ...size, references: input.references?.length ?? 0 });
  Job.checkBudget(maxCostUsd, price);
  const unchanged = {
    fingerprint: fingerprintOf(input, subject, await saidOf(subject)),
    isForced: input.force,
    resultOf: (mediaId: string) => reusedResult(projectId, mediaId),
  };
  const job = { ...place, operation: "master-reference", input, total: input.candidates } as const;
  const admit = async () => {
    await RateLimit.checkQueue();
    await checkRoom(projectId, roomOf(input));
  };
  return Job.start({ ...job, maxCostUsd, unchanged, admit });
}

/** What the candidates will need of the project's quota. */
export function roomOf({ candidates }: StartInput) {
  return { pictures: candidates, side: IMAGE.standardSize };
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
