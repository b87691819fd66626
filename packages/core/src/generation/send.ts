import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import { falInput, falQueue, handleFalError } from "../fal/index.ts";
import * as Job from "../job/index.ts";
import { GENERATION } from "../limits.ts";
import type { Row } from "./record.ts";
import { referenceUrls } from "./references.ts";
import { move } from "./rows.ts";
import { withdraw } from "./withdraw.ts";

/** The job was stopped; nothing is sent for it any more. */
export class JobStopped extends LikenessError {
  override name = "JobStopped";
  constructor(jobId: string) {
    super("conflict", "job.stopped", `Job ${jobId} is over or being cancelled; nothing more is sent.`);
  }
}

/**
 * Sends a claimed request to FAL, once: reserves its price on the job, looks a last time whether the job goes on, and
 * posts. A job that was cancelled meanwhile has the request withdrawn again. What is thrown is kept on the row.
 */
export async function send(row: Row, job: Job.Row): Promise<void> {
  try {
    const submission = await submissionOf(row);
    await Job.reserve(job, row.priceMicroUsd);
    await assertActive(row.jobId);
    const { queuePosition: _, ...names } = await falQueue().submit(submission);
    const named = { ...names, submittedAt: new Date().toISOString() };
    const isOpen = await move(row, {
      from: ["pending"],
      set: { ...named, charged: true, state: "submitted" },
    });
    // The webhook was faster than the answer to the submit: only the names are missing on the row.
    if (!isOpen) await move(row, { from: ["answered", "resumed", "done", "failed"], set: named });
    if (!Job.isActive(await Job.fromId(row.jobId))) await withdraw({ ...row, ...named });
  } catch (error) {
    throw await noted(row, job, error);
  }
}

async function submissionOf(row: Row) {
  const webhookBase = config("fal").FAL_WEBHOOK_URL;
  const { model, input } = falInput(row.request, {
    referenceUrls: await referenceUrls(row),
    ...(row.kind === "text" && { languageModel: config("models").VISION_MODEL }),
  });
  return {
    model,
    input,
    webhookUrl: webhookBase && `${webhookBase}/${row.jobId}/${row.generationId}`,
    startTimeoutSeconds: GENERATION.startTimeoutSeconds,
  };
}

async function assertActive(jobId: string): Promise<void> {
  if (!Job.isActive(await Job.fromId(jobId))) throw new JobStopped(jobId);
}

/** Keeps the failure on the row. A lost answer leaves the row open: a webhook may still name the request. */
async function noted(row: Row, job: Job.Row, error: unknown): Promise<Error> {
  const failure = error instanceof LikenessError ? error : handleFalError(error);
  const outcome = { error: { name: failure.name, code: failure.code, message: failure.message } };
  if (failure.code === "SUBMIT_UNKNOWN") {
    await move(row, { from: ["pending"], set: { outcome } });
    return failure;
  }
  await move(row, { from: ["pending"], set: { state: "failed", outcome }, close: true });
  if (!(failure instanceof Job.BudgetExhausted)) await Job.release(job, row.priceMicroUsd);
  return failure;
}
