import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { LikenessError } from "../errors.ts";
import { microUsdToUsd } from "../fal/index.ts";
import * as Job from "../job/index.ts";
import { JOB, OPINION } from "../limits.ts";
import { log } from "../log.ts";
import * as Verification from "../verification/index.ts";
import type { SeenByModel } from "./answer.ts";
import { doubtOf } from "./doubt.ts";
import { opinionModel, Seen, start } from "./job.ts";

/** Body of `verify/consistency`: what is compared, and whether a vision model is asked about a doubtful score. */
export const VerifyInput = Verification.VerifyInput.extend({
  /** `true`: only where the measured verdict is in doubt. `always`: whatever was measured. Costs money. */
  secondOpinion: z
    .union([z.boolean(), z.literal("always")], { error: 'must be true, false or "always"' })
    .default(false),
});
export type VerifyInput = z.output<typeof VerifyInput>;

/** What a vision model says, beside the measured scores and never in their place. */
export type SecondOpinion =
  | (SeenByModel & {
      status: "given";
      /** The language model that was asked. */
      model: string;
      /** Whether it comes to the measured verdict; null where it is unsure, or nothing was measured. */
      agrees: boolean | null;
      costUsd: number;
      jobId: string;
    })
  /** Not there in time: the job's address, or the same request once more, tells it without paying again. */
  | { status: "pending"; reason: string; jobId: string; statusUrl: string }
  | { status: "unavailable" | "not-needed"; reason: string; jobId?: string; costUsd: number };

export type Verified = Verification.Reported & { secondOpinion?: SecondOpinion };

/**
 * One picture against a reference set of the same project, and on request what a vision model says of it. Whatever
 * becomes of that opinion, the measured answer stands as it is. Does not check the caller.
 */
export async function verify(place: Job.Place, input: VerifyInput): Promise<Verified> {
  const deadlineMs = Date.now() + OPINION.waitMaxMs;
  const { secondOpinion, ...asked } = input;
  const measured = await Verification.verify(place.projectId, asked);
  if (!secondOpinion) return measured;
  if (secondOpinion === true && doubtOf(measured) === undefined) {
    const reason = "the measured scores are clear";
    return { ...measured, secondOpinion: { status: "not-needed", reason, costUsd: 0 } };
  }
  const job = await started(place, { asked, measured });
  if ("status" in job) return { ...measured, secondOpinion: job };
  return { ...measured, secondOpinion: opinionOf(await endedBy(deadlineMs, job), measured) };
}

type Unavailable = Extract<SecondOpinion, { status: "unavailable" | "not-needed" }>;

interface Question {
  asked: Verification.VerifyInput;
  measured: Verification.Verification;
}

/** Whatever keeps the question from being asked is an answer, unless the request itself is at fault. */
async function started(
  place: Job.Place,
  { asked: { newImageId, checkType }, measured }: Question,
): Promise<Job.Row | Unavailable> {
  try {
    const model = opinionModel();
    return await start(place, { newImageId, referenceId: measured.comparedWith, checkType, model });
  } catch (error) {
    const isKnown = error instanceof LikenessError;
    if (isKnown && (error.kind === "input" || error.kind === "conflict")) throw error;
    log().warn("no second opinion", { newImageId, error: error as Error });
    const reason = isKnown && error.kind !== "internal" ? error.message : "It could not be asked for.";
    return { status: "unavailable", reason, costUsd: 0 };
  }
}

/** The job as it is when it has ended, or at the deadline. */
async function endedBy(deadlineMs: number, job: Job.Row): Promise<Job.Row> {
  let current = job;
  while (!Job.TERMINAL_STATES.includes(current.state) && Date.now() < deadlineMs) {
    await sleep(JOB.pollMs);
    current = (await Job.find(job.jobId)) ?? current;
  }
  return current;
}

function opinionOf(job: Job.Row, { passed, status }: Verification.Verification): SecondOpinion {
  const { jobId, projectId } = job;
  const costUsd = microUsdToUsd(job.costMicroUsd ?? 0);
  if (!Job.TERMINAL_STATES.includes(job.state)) {
    const statusUrl = `/api/v1/projects/${projectId}/jobs/${jobId}`;
    return { status: "pending", reason: "the model has not answered yet", jobId, statusUrl };
  }
  const seen = Seen.safeParse(job.result);
  if (job.state !== "succeeded" || !seen.success) {
    return {
      status: "unavailable",
      reason: job.problem?.message ?? `The job was ${job.state}.`,
      jobId,
      costUsd,
    };
  }
  const { differences, verdict, model } = seen.data;
  const isOpen = verdict === "unsure" || status === "unmeasured";
  const agrees = isOpen ? null : (verdict === "same") === passed;
  return { status: "given", model, differences, verdict, agrees, costUsd, jobId };
}
