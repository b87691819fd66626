import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import { falInput, falQueue, handleFalError, type Submitted } from "../fal/index.ts";
import * as Job from "../job/index.ts";
import { GENERATION } from "../limits.ts";
import { log } from "../log.ts";
import * as RateLimit from "../rate-limit/index.ts";
import { noteOwner } from "./ownership.ts";
import type { Row } from "./record.ts";
import { referenceUrls } from "./references.ts";
import { move } from "./rows.ts";

/** The job was stopped; nothing is sent for it any more. */
export class JobStopped extends LikenessError {
  override name = "JobStopped";
  constructor(jobId: string) {
    super("conflict", "job.stopped", `Job ${jobId} is over or being cancelled; nothing more is sent.`);
  }
}

/**
 * Sends a claimed request to FAL, once. Right before the post it looks whether the job goes on and sets the price aside.
 * A request that is sent while its job is being cancelled is withdrawn by whoever cancels, or by the reconciler. What
 * is thrown is kept on the row.
 */
export async function send(row: Row): Promise<void> {
  const submission = await submissionOf(row).catch((error) => refuse(row, error));
  const job = await Job.fromId(row.jobId);
  try {
    if (!Job.isActive(job)) throw new JobStopped(row.jobId);
    await Job.reserve(job, row.priceMicroUsd);
    const submitted = await falQueue().submit(submission);
    const { queuePosition: _, ...names } = submitted;
    const named = { ...names, submittedAt: new Date().toISOString() };
    const set = { ...named, charged: true, state: "submitted" as const };
    const [isNamed] = await Promise.all([move(row, { from: ["pending"], set }), own(row, submitted)]);
    if (isNamed) return;
    // The webhook was faster than the answer to the submit: only the names are missing on the row.
    await move(row, { from: ["answered", "resumed", "done", "failed"], set: named });
  } catch (error) {
    const failure = await noted(row, error);
    const mayBeReserved = !(failure instanceof Job.BudgetExhausted || failure instanceof JobStopped);
    if (mayBeReserved && failure.code !== "SUBMIT_UNKNOWN") await Job.release(job, row.priceMicroUsd);
    throw failure;
  }
}

/** So that no webhook about this request can name another row. What was sent and paid does not fail for it. */
async function own(row: Row, { requestId, gatewayRequestId = requestId }: Submitted): Promise<void> {
  try {
    await Promise.all([...new Set([requestId, gatewayRequestId])].map((id) => noteOwner(row, id)));
  } catch (error) {
    log().warn("not noted whose request this is", {
      generationId: row.generationId,
      requestId,
      error: error as Error,
    });
  }
}

async function refuse(row: Row, error: unknown): Promise<never> {
  throw await noted(row, error);
}

async function submissionOf(row: Row) {
  const webhookBase = config("fal").FAL_WEBHOOK_URL;
  const [controlUrl] = row.controlId
    ? await referenceUrls({ projectId: row.projectId, references: [row.controlId] })
    : [];
  const { model, input } = falInput(row.request, {
    referenceUrls: await referenceUrls(row),
    controlUrl,
    ...(row.kind === "text" && {
      languageModel: row.request.vision?.languageModel ?? config("models").VISION_MODEL,
    }),
  });
  return {
    model,
    input,
    webhookUrl: webhookBase && `${webhookBase}/${row.jobId}/${row.generationId}?key=${row.addressKey ?? ""}`,
    startTimeoutSeconds: GENERATION.startTimeoutSeconds,
  };
}

/** Keeps the failure on the row. A lost answer leaves the row open: a webhook may still name the request. */
async function noted(row: Row, error: unknown): Promise<LikenessError> {
  const failure = error instanceof LikenessError ? error : handleFalError(error);
  const outcome = { error: { name: failure.name, code: failure.code, message: failure.message } };
  if (failure.code === "SUBMIT_UNKNOWN") {
    await move(row, { from: ["pending"], set: { outcome } });
  } else {
    await move(row, { from: ["pending"], set: { state: "failed", outcome }, close: true });
    await RateLimit.leave(row.generationId);
  }
  return failure;
}
