import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { IMAGE, OPINION } from "../limits.ts";
import { Asked, VISION_ENDPOINT } from "./job.ts";
import { OPINION_SYSTEM_PROMPT, opinionPrompt } from "./question.ts";

const OPINION_SLOT = "opinion";

/** State PlanOpinion: fixes the request for a second opinion. Running it twice plans the same row. */
export async function plan({ jobId }: { jobId: string }): Promise<Generation.Ref> {
  await Job.begin(jobId, 0);
  return planRequest(await Job.fromId(jobId), 1);
}

/** The row of one request to the model; from the second on it asks to repair the answer before. */
export async function planRequest(job: Job.Row, attempt: number): Promise<Generation.Ref> {
  const { newImageId, referenceId, checkType, model } = Asked.parse(job.input);
  const references = [newImageId, referenceId];
  const request = {
    model: VISION_ENDPOINT,
    prompt: opinionPrompt(checkType, { isRepair: attempt > 1 }),
    width: IMAGE.standardSize,
    height: IMAGE.standardSize,
    references: references.length,
    vision: {
      systemPrompt: OPINION_SYSTEM_PROMPT,
      maxTokens: OPINION.answerMaxTokens,
      languageModel: model,
    },
  };
  const [ref] = await Generation.plan(job, [{ slot: OPINION_SLOT, round: 0, attempt, request, references }]);
  if (!ref) throw new Error("one shot has one row");
  return ref;
}
