import * as z from "zod";
import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import { FalError, falInput, falQueue, handleFalError } from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { GENERATION } from "../limits.ts";
import { openShardOf, type Row } from "./record.ts";
import { referenceUrls } from "./references.ts";
import { resume } from "./resume.ts";
import { fromRef, move } from "./rows.ts";

/** What the waiting state hands over. */
export const SubmitInput = z.object({
  jobId: idSchema("job"),
  generationId: idSchema("generation"),
  taskToken: z.string().min(1),
});

/** The job was stopped; nothing is sent for it any more. */
export class JobStopped extends LikenessError {
  override name = "JobStopped";
  constructor(jobId: string) {
    super("conflict", "job.stopped", `Job ${jobId} is over or being cancelled; nothing more is sent.`);
  }
}

/**
 * Sends a planned request to FAL exactly once. The row is claimed first: a second run of the same state, or a retry,
 * only takes over the task token. Throws the FalError that the state machine's Catch decides on; the row keeps it.
 */
export async function submit(input: z.infer<typeof SubmitInput>): Promise<void> {
  const { jobId, taskToken } = input;
  const [row, job] = await Promise.all([fromRef(input), Job.fromId(jobId)]);
  if (!Job.isActive(job)) throw new JobStopped(jobId);
  const claim = { state: "pending" as const, taskToken, gsi2pk: openShardOf(row.generationId) };
  if (await move(row, { from: ["planned"], set: claim })) return send(row);
  return rejoin(await fromRef(input), taskToken);
}

async function send(row: Row): Promise<void> {
  const webhookBase = config("fal").FAL_WEBHOOK_URL;
  try {
    const { model, input } = falInput(row.request, {
      referenceUrls: await referenceUrls(row),
      ...(row.kind === "text" && { languageModel: config("models").VISION_MODEL }),
    });
    const { requestId, gatewayRequestId, statusUrl, responseUrl, cancelUrl } = await falQueue().submit({
      model,
      input,
      webhookUrl: webhookBase && `${webhookBase}/${row.jobId}/${row.generationId}`,
      startTimeoutSeconds: GENERATION.startTimeoutSeconds,
    });
    const named = { requestId, gatewayRequestId, statusUrl, responseUrl, cancelUrl, charged: true };
    const submittedAt = new Date().toISOString();
    if (await move(row, { from: ["pending"], set: { ...named, submittedAt, state: "submitted" } })) return;
    // The webhook was faster than the answer to the submit: only the names are missing on the row.
    await move(row, { from: ["answered", "resumed", "done"], set: { ...named, submittedAt } });
  } catch (error) {
    throw await noted(row, error);
  }
}

/** Keeps the failure on the row. A lost answer leaves the row open: a webhook may still name the request. */
async function noted(row: Row, error: unknown): Promise<Error> {
  const failure = error instanceof LikenessError ? error : handleFalError(error);
  const outcome = { error: { name: failure.name, code: failure.code, message: failure.message } };
  if (failure.code === "SUBMIT_UNKNOWN") await move(row, { from: ["pending"], set: { outcome } });
  else await move(row, { from: ["pending"], set: { state: "failed", outcome }, close: true });
  return failure;
}

/** Another run was here before: never send again, only wait in its place. */
async function rejoin(row: Row, taskToken: string): Promise<void> {
  if (row.state === "failed")
    throw new FalError("INTERNAL_ERROR", { detail: "(this attempt failed before)" });
  if (row.state === "pending" && !row.requestId) {
    throw new FalError("SUBMIT_UNKNOWN", { detail: "(no request id was recorded)" });
  }
  await move(row, { from: ["pending", "submitted", "answered", "resumed"], set: { taskToken } });
  const now = await fromRef(row);
  if (now.state === "answered" || now.state === "resumed" || now.state === "done")
    await resume({ ...now, taskToken });
}
