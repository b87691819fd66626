import { createHash } from "node:crypto";
import * as z from "zod";
import { config } from "../config.ts";
import { CHECK_TYPES } from "../consistency/index.ts";
import { findModel, microUsdToUsd, priceMicroUsd } from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { OPINION } from "../limits.ts";
import * as RateLimit from "../rate-limit/index.ts";
import { SeenByModel } from "./answer.ts";
import { OPINION_SYSTEM_PROMPT, opinionPrompt } from "./question.ts";

/** The endpoint; which language model stands behind it is a setting. */
export const VISION_ENDPOINT = "openrouter/router/vision";

/** What a job of this kind was asked: two pictures, in which respect, and whom. */
export const Asked = z.object({
  newImageId: idSchema("media"),
  referenceId: idSchema("media"),
  checkType: z.enum(CHECK_TYPES),
  /** The language model, as its provider names it. */
  model: z.string(),
});
export type Asked = z.infer<typeof Asked>;

/** What such a job answers. */
export const Seen = SeenByModel.extend({ model: z.string() });

/** The language model that is asked: `OPINION_MODEL`, else the one that describes masters. */
export function opinionModel(): string {
  const { OPINION_MODEL, VISION_MODEL } = config("models");
  return OPINION_MODEL ?? VISION_MODEL;
}

/**
 * Has the question put to the model; whoever asks the same again joins that job, or gets the answer it was given. No
 * more than `OPINION.requestsMax` requests are paid for, whatever fails. Does not check the caller.
 */
export async function start(place: Job.Place, asked: Asked): Promise<Job.Row> {
  const price = priceMicroUsd(findModel(VISION_ENDPOINT), { width: 0, height: 0, references: 2 });
  return Job.start({
    ...place,
    operation: "second-opinion",
    input: asked,
    total: 0,
    maxCostUsd: microUsdToUsd(price * OPINION.requestsMax),
    unchanged: { fingerprint: fingerprintOf(asked), isForced: false, resultOf },
    admit: RateLimit.checkQueue,
  });
}

async function resultOf(jobId: string): Promise<Record<string, unknown> | undefined> {
  return (await Job.find(jobId))?.result;
}

/** Pictures never change: the same question about them has the same answer. */
function fingerprintOf(asked: Asked): string {
  const question = [OPINION_SYSTEM_PROMPT, opinionPrompt(asked.checkType, { isRepair: false })];
  return createHash("sha256")
    .update(JSON.stringify(["second-opinion", asked, question]))
    .digest("hex");
}
