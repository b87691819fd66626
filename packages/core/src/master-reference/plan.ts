import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { checkRoom } from "../project/index.ts";
import { askedColors } from "../quality/index.ts";
import { derivedSeed } from "../seed/index.ts";
import * as Subject from "../subject/index.ts";
import { knownOf } from "./known.ts";
import { requestOf } from "./request.ts";
import { roomOf, StartInput } from "./start.ts";

/** State PlanMaster: fixes every candidate's request. Running it twice plans the same rows. */
export async function plan({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const input = StartInput.parse(job.input);
  await checkRoom(job.projectId, roomOf(input)).catch((error) => Job.refuse(jobId, error));
  await Job.begin(jobId, input.candidates);
  const subject = await Subject.fromId(job.projectId, input.subjectId);
  const known = await knownOf(subject, input);
  const { prompt } = requestOf(input, subject, { known });
  return { jobId, candidates: await planCandidates(job, { round: 0, prompt }) };
}

/** Rows of one round of candidates with the prompt of the first round; a later round uses other seeds, which follow from the asked one. */
export async function planCandidates(
  job: Job.Row,
  { round, prompt }: { round: number; prompt: string },
): Promise<Generation.Ref[]> {
  const input = StartInput.parse(job.input);
  const subject = await Subject.fromId(job.projectId, input.subjectId);
  const shots = Array.from({ length: input.candidates }, (_, index): Generation.Shot => {
    const slot = `candidate-${index + 1}`;
    return {
      slot,
      round,
      attempt: round * 100 + 1,
      references: input.references ?? [],
      request: {
        ...requestOf(input, subject, { seed: seedOf(input, { jobId: job.jobId, index, round }) }),
        prompt,
      },
      target: {
        imageType: "master-reference",
        subjectId: subject.subjectId,
        expects: {
          backdrop: subject.type !== "location",
          colors: askedColors(`${input.description} ${subject.description}`).map(({ word }) => word),
        },
      },
    };
  });
  return Generation.plan(job, shots);
}

function seedOf(
  input: StartInput,
  { jobId, index, round }: { jobId: string; index: number; round: number },
): number {
  if (input.seed !== undefined && round === 0) return (input.seed + index) % 2 ** 31;
  return derivedSeed(input.seed ?? jobId, "candidate", index, round);
}
