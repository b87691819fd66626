import type { Strikes } from "./faults.ts";
import { type Job, log, type Outcome } from "./job.ts";
import { ModelError, modelErrorAnswer } from "./model-error.ts";

/** The model will fail whatever it is given, so that nothing need be drawn. */
export function isFailing(strikes: Strikes): boolean {
  return [strikes.contentPolicy, strikes.errorStatus, strikes.generationTimeout].some(Boolean);
}

/** Throws the `ModelError` of the fault that struck, if one did. */
export function failAsStruck(strikes: Strikes): void {
  const fail = (status: number, type: string, msg: string, ctx = {}): never => {
    throw new ModelError(status, {
      details: [{ loc: ["body", "prompt"], msg, type, ctx }],
      isRetryable: status === 504,
    });
  };
  if (strikes.contentPolicy) {
    fail(
      422,
      "content_policy_violation",
      "The content could not be processed because it contained material flagged by a content checker.",
      { extra_info: { reason: "partner_validation_failed" } },
    );
  }
  if (strikes.errorStatus) fail(500, "internal_server_error", "Internal server error");
  if (strikes.generationTimeout) fail(504, "generation_timeout", "Generation timed out");
}

/** The outcome of a request whose run threw; an error that is no `ModelError` becomes a 500. Costs nothing. */
export function failureOutcome(job: Job, { error, atMs }: { error: unknown; atMs: number }): Outcome {
  const reason = error instanceof Error ? error.message : String(error);
  log(job, { message: `Failed: ${reason}`, atMs });
  const known =
    error instanceof ModelError
      ? error
      : new ModelError(500, {
          details: [{ loc: ["body"], msg: "Internal server error", type: "internal_server_error" }],
        });
  const answer = modelErrorAnswer(known);
  const headers = { ...answer.headers, "x-fal-request-id": job.requestId };
  return { ...answer, headers, usd: 0, billableUnits: 0 };
}
