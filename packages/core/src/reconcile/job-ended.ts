import * as z from "zod";
import * as Generation from "../generation/index.ts";
import { idSchema } from "../ids.ts";
import * as Job from "../job/index.ts";
import { log } from "../log.ts";

/** EventBridge's "Step Functions Execution Status Change"; an execution is named by its job. */
export const JobEndedEvent = z.object({
  detail: z.object({
    name: idSchema("job"),
    status: z.enum(["FAILED", "TIMED_OUT", "ABORTED"]),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

const MESSAGES = {
  FAILED: "A step of the job failed for good.",
  TIMED_OUT: "The job took longer than it may.",
  ABORTED: "The job was stopped.",
} as const;
const CAUSE_MAX_CHARS = 300;

/**
 * Ends the row of a job whose execution died. A row that ended by itself stays as it is; stored pictures are kept;
 * what still waits in FAL's queue is cancelled.
 */
export async function jobEnded({ detail }: z.infer<typeof JobEndedEvent>): Promise<void> {
  const { name: jobId, status } = detail;
  const rows = await Generation.ofJob(jobId);
  const ended = await Job.end(jobId, {
    state: "failed",
    problem: { code: `job.${status.toLowerCase().replace("_", "-")}`, message: messageOf(detail) },
    costMicroUsd: Generation.spentMicroUsd(rows),
  });
  if (!ended) return;
  log().warn("job ended without a result", { jobId, status, reason: detail.error ?? undefined });
  const waiting = rows.filter((row) => row.state === "submitted");
  await Promise.allSettled(waiting.map(Generation.withdraw));
}

function messageOf({ status, error, cause }: z.infer<typeof JobEndedEvent>["detail"]): string {
  const why = [error, causeText(cause)].filter(Boolean).join(": ");
  return why ? `${MESSAGES[status]} ${why}` : MESSAGES[status];
}

/** A Lambda's cause is JSON with its error message inside. */
function causeText(cause: string | null | undefined): string | undefined {
  if (!cause) return undefined;
  const parsed = z.object({ errorMessage: z.string() }).safeParse(safeJson(cause));
  return (parsed.success ? parsed.data.errorMessage : cause).slice(0, CAUSE_MAX_CHARS);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
