import { type ErrorKind, type ErrorOptions, LikenessError } from "../errors.ts";

interface FalErrorRule {
  /** Name that state machines match on. */
  name: `Fal${string}`;
  kind: ErrorKind;
  retryable: boolean;
  message: string;
}

/** Every way a FAL request can fail, as data. `retryable` says that the same request may succeed later. */
export const FAL_ERRORS = {
  RATE_LIMIT_EXCEEDED: rule("FalRateLimited", "rate", true, "FAL refused the request for its rate limit."),
  INVALID_PROMPT: rule("FalInvalidPrompt", "input", false, "FAL cannot use the prompt."),
  INVALID_INPUT: rule("FalInvalidInput", "internal", false, "FAL refused a parameter of the request."),
  CONTENT_POLICY_VIOLATION: rule("FalContentPolicy", "input", false, "FAL's content policy refused this."),
  REFERENCE_UNREADABLE: rule(
    "FalReferenceUnreadable",
    "upstream",
    true,
    "FAL cannot read a reference image.",
  ),
  MODEL_UNAVAILABLE: rule("FalModelUnavailable", "unavailable", true, "The model cannot be reached at FAL."),
  AUTHENTICATION_FAILED: rule("FalAuthenticationFailed", "upstream", false, "FAL does not accept our key."),
  ACCOUNT_LOCKED: rule(
    "FalAccountLocked",
    "unavailable",
    false,
    "FAL refuses our account: balance exhausted, locked, or not entitled to the model.",
  ),
  GENERATION_TIMEOUT: rule("FalGenerationTimeout", "timeout", true, "FAL stopped the generation: too slow."),
  INTERNAL_ERROR: rule("FalInternalError", "upstream", true, "FAL failed internally."),
  NETWORK_ERROR: rule("FalNetworkError", "upstream", true, "FAL could not be reached."),
  SUBMIT_UNKNOWN: rule(
    "FalSubmitUnknown",
    "upstream",
    true,
    "The answer to a submission was lost; FAL may have accepted it.",
  ),
  BAD_ANSWER: rule("FalBadAnswer", "upstream", true, "FAL answered something unusable."),
  NOT_READY: rule("FalNotReady", "unavailable", true, "The result is not there yet."),
  REQUEST_NOT_FOUND: rule("FalRequestNotFound", "upstream", true, "FAL does not know this request any more."),
  CANCELLED: rule("FalCancelled", "conflict", false, "The request was cancelled."),
} as const satisfies Record<string, FalErrorRule>;

export type FalErrorCode = keyof typeof FAL_ERRORS;
export type FalErrorName = (typeof FAL_ERRORS)[FalErrorCode]["name"];

export interface FalErrorOptions extends ErrorOptions {
  /** What is added to the code's own message, e.g. FAL's detail; shown to the caller. */
  detail?: string | undefined;
  statusCode?: number | undefined;
  /** FAL's id of the request, for its support. */
  requestId?: string | undefined;
}

/** A failure at FAL. `name` is what state machines match on, `code` selects the recovery, both from `FAL_ERRORS`. */
export class FalError extends LikenessError {
  declare readonly code: FalErrorCode;
  override readonly name: FalErrorName;
  readonly retryable: boolean;
  readonly statusCode: number | undefined;
  readonly requestId: string | undefined;

  constructor(code: FalErrorCode, options: FalErrorOptions = {}) {
    const known = FAL_ERRORS[code];
    super(known.kind, code, options.detail ? `${known.message} ${options.detail}` : known.message, options);
    this.name = known.name;
    this.retryable = known.retryable;
    this.statusCode = options.statusCode;
    this.requestId = options.requestId;
  }
}

/** Any thrown value as a FalError; what is not one already becomes INTERNAL_ERROR with its cause. */
export function handleFalError(error: unknown): FalError {
  return error instanceof FalError ? error : new FalError("INTERNAL_ERROR", { cause: error });
}

/** Whether sending the same request again can help at all; how often is decided by the recovery table. */
export function shouldRetry(error: FalError): boolean {
  return error.retryable;
}

const DELAY_BASE_SECONDS = 2;
const DELAY_MAX_SECONDS = 60;

/**
 * Seconds before try number `attempt` + 1 (the first try is 1): doubling from 2 to 60 with half of it random.
 * `random` is a number in [0, 1), an argument so that tests and simulations decide it.
 */
export function getRetryDelay(attempt: number, random: number): number {
  const full = Math.min(DELAY_MAX_SECONDS, DELAY_BASE_SECONDS * 2 ** (Math.max(1, attempt) - 1));
  return Math.ceil(full / 2 + (full / 2) * random);
}

function rule<N extends `Fal${string}`>(
  ...[name, kind, retryable, message]: [name: N, kind: ErrorKind, retryable: boolean, message: string]
) {
  return { name, kind, retryable, message };
}
