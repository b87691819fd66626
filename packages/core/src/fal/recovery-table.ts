import { GENERATION } from "../limits.ts";
import type { FalErrorName } from "./errors.ts";

export type RecoveryAction =
  /** Send the same request again. */
  | "resubmit"
  /** Send it with a milder prompt. */
  | "revise"
  /** Send it to another model that can take everything it needs; without one, again to the same. */
  | "fallback"
  | "fewer-steps"
  /** The picture is unusable: draw another one. */
  | "new-seed"
  /** Do the step after the answer again; nothing is paid anew. */
  | "take"
  /** Ask FAL what became of the request and go on from there. */
  | "settle"
  | "stop";

export interface RecoveryRule {
  action: RecoveryAction;
  /** How often at most, counted over the failures with the same `budget`. */
  retriesMax: number;
  /** Failures that share a count; the error's name when absent. */
  budget?: string;
  wait: "none" | "exponential" | { seconds: number };
  message: string;
}

/** What follows from each error name, as data; the handlers of the FAL and the storage error scenarios in one. */
export const FAL_RECOVERY = {
  FalRateLimited: { ...patiently("resubmit", "FAL's rate limit was exceeded"), retriesMax: 5 },
  FalInvalidPrompt: { ...once("revise", "The prompt was refused"), retriesMax: 3, budget: "revision" },
  FalContentPolicy: { ...once("revise", "The content policy refused it"), retriesMax: 3, budget: "revision" },
  FalInvalidInput: stop("FAL refused a parameter"),
  FalReferenceUnreadable: once("resubmit", "A reference could not be read; it is handed over anew"),
  FalModelUnavailable: { ...patiently("fallback", "The model is unavailable"), retriesMax: 3 },
  FalGenerationTimeout: { ...once("fewer-steps", "FAL's generation took too long"), retriesMax: 2 },
  FalInternalError: { ...patiently("resubmit", "FAL failed internally"), retriesMax: 3 },
  FalNetworkError: { ...patiently("resubmit", "FAL could not be reached"), retriesMax: 5 },
  FalSubmitUnknown: {
    ...once("resubmit", "The answer to the submission was lost"),
    retriesMax: 2,
    wait: { seconds: GENERATION.suspectWaitSeconds },
  },
  FalBadAnswer: once("resubmit", "FAL's answer was unusable"),
  FalNotReady: { ...patiently("settle", "The result was not there yet"), retriesMax: 5 },
  FalRequestNotFound: once("resubmit", "FAL lost the request"),
  FalAuthenticationFailed: stop("FAL does not accept the key: check FAL_KEY"),
  FalAccountLocked: stop("FAL refuses the account: check its balance"),
  FalCancelled: stop("The request was cancelled"),
  JobStopped: stop("The job was stopped"),
  BudgetExhausted: stop("The request's maxCostUsd would be exceeded"),
  /** Our own wait ran out. The request may still run, so this is never a reason to submit again by itself. */
  "States.Timeout": once("settle", "No answer arrived in time"),
  StorageUnavailable: { ...patiently("take", "The bucket could not be written"), retriesMax: 3 },
  StorageCorrupt: once("take", "The stored object was damaged"),
  StorageQuotaExceeded: stop("The project's storage quota is used up; nothing is deleted for it"),
  ImageUnavailable: { ...patiently("take", "The picture could not be downloaded"), retriesMax: 5 },
  ImageTimeout: { ...patiently("take", "The download of the picture took too long"), retriesMax: 5 },
  ImageGone: once("resubmit", "FAL no longer has the picture"),
  ImageRejected: once("new-seed", "The picture cannot be used"),
  ImageTooLarge: once("new-seed", "The picture is too large"),
  ImageOriginRefused: stop("The picture lies at an address that is not allowed"),
  ImageRedirected: stop("The picture's address redirects"),
} as const satisfies Record<FalErrorName, RecoveryRule> & Record<string, RecoveryRule>;

/** For names the table does not know: a function that died, or a fault of our own. Never pays without asking FAL. */
export const UNKNOWN_ERROR_RULE: RecoveryRule = {
  ...patiently("settle", "The step failed unexpectedly"),
  retriesMax: 2,
};

function patiently(action: RecoveryAction, message: string): Omit<RecoveryRule, "retriesMax"> {
  return { action, wait: "exponential", message };
}

function once(action: RecoveryAction, message: string): RecoveryRule {
  return { action, retriesMax: 1, wait: "none", message };
}

function stop(message: string): RecoveryRule {
  return { action: "stop", retriesMax: 0, wait: "none", message };
}
