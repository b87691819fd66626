import { LikenessError } from "../errors.ts";
import { StorageMissing, StorageQuotaExceeded, StorageRefused, StorageUnavailable } from "./errors.ts";

/** What was tried, for the message: `verb` completes "the bucket cannot …". */
export interface Attempt {
  verb: "store" | "read" | "describe" | "delete" | "list" | "copy";
  key: string;
}

/** S3 error codes that pass by themselves, whatever status they come with. `BadDigest` means damaged on the way. */
const PASSING = new Set([
  "BadDigest",
  "ClientDisconnect",
  "ConditionalRequestConflict",
  "IncompleteBody",
  "InternalError",
  "OperationAborted",
  "RequestTimeout",
  "ServiceUnavailable",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "TooManyRequests",
]);
const PASSING_STATUS = new Set([408, 425, 429]);
const FULL = new Set([
  "QuotaExceeded",
  "ServiceQuotaExceeded",
  "StorageQuotaExceeded",
  "InsufficientStorage",
]);
const FULL_STATUS = 507;

/**
 * The typed error for what the S3 client threw. Classified by code and status, never by text; an error without a
 * status never reached the bucket and counts as unavailable. `NoSuchBucket` is a wrong setting, not a missing object.
 */
export function storageFailure(cause: unknown, attempt: Attempt): LikenessError {
  if (cause instanceof LikenessError) return cause;
  const action = `${attempt.verb} ${attempt.key}`;
  const name = cause instanceof Error ? cause.name : "";
  const status = statusOf(cause);
  if (FULL.has(name) || status === FULL_STATUS) return new StorageQuotaExceeded(attempt.key, cause);
  if (PASSING.has(name) || isPassing(status)) return new StorageUnavailable(action, cause);
  if (status === 404 && name !== "NoSuchBucket") return new StorageMissing(attempt.key, cause);
  return new StorageRefused(action, cause);
}

/** Whether a conditional put was refused because the key is taken. */
export function isKeyTaken(cause: unknown): boolean {
  return statusOf(cause) === 412;
}

function isPassing(status: number | undefined): boolean {
  return status === undefined || status >= 500 || PASSING_STATUS.has(status);
}

function statusOf(cause: unknown): number | undefined {
  if (typeof cause !== "object" || cause === null || !("$metadata" in cause)) return undefined;
  const metadata = cause.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
