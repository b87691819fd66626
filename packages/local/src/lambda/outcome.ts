/** What the Lambda service reports for a failed invocation; Step Functions matches on `errorType`. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** The end of one synchronous invocation. A payload is plain JSON, already separate from the function's memory. */
export type Outcome = { ok: true; payload: unknown } | { ok: false; error: FunctionError };

/** The service's limit for synchronous payloads, both ways. */
export const PAYLOAD_MAX_BYTES = 6 * 1024 * 1024;

/** An error as Lambda's runtime would serialize it: name, message and stack lines. */
export function reportError(thrown: unknown): FunctionError {
  if (thrown instanceof Error || isErrorLike(thrown))
    return {
      errorType: thrown.name,
      errorMessage: thrown.message,
      ...(thrown.stack ? { trace: thrown.stack.split("\n") } : {}),
    };
  return { errorType: typeof thrown, errorMessage: String(thrown) };
}

/** Sends a result through JSON, as the service does: `undefined` becomes null, an oversize payload an error. */
export function toOutcome(result: unknown): Outcome {
  const json = JSON.stringify(result ?? null);
  const bytes = Buffer.byteLength(json);
  if (bytes > PAYLOAD_MAX_BYTES)
    return {
      ok: false,
      error: {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${PAYLOAD_MAX_BYTES} bytes).`,
      },
    };
  return { ok: true, payload: JSON.parse(json) };
}

/** The error of a function that did not answer within its configured time. */
export function timeoutOutcome(request: { requestId: string; timeoutMs: number }): Outcome {
  return {
    ok: false,
    error: {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${request.requestId} Error: Task timed out after ${(request.timeoutMs / 1000).toFixed(2)} seconds`,
    },
  };
}

// Errors cross realms (worker threads, module loaders), where instanceof fails.
function isErrorLike(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "name" in value && "message" in value;
}
