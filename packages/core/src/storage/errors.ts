import { LikenessError } from "../errors.ts";

/** The bucket did not answer, or asked to come back later; the same call may simply be made again. */
export class StorageUnavailable extends LikenessError {
  override name = "StorageUnavailable" as const;
  readonly retryable = true;

  constructor(action: string, cause: unknown) {
    super("unavailable", "storage.unavailable", `The bucket cannot ${action} right now. Try again.`, {
      cause,
    });
  }
}

/** There is no object under this key. */
export class StorageMissing extends LikenessError {
  override name = "StorageMissing" as const;
  readonly retryable = false;

  constructor(key: string, cause?: unknown) {
    super("missing", "storage.missing", `No object is stored under ${key}.`, { cause });
  }
}

/** The bucket has no room left; only cleaning up helps. */
export class StorageQuotaExceeded extends LikenessError {
  override name = "StorageQuotaExceeded" as const;
  readonly retryable = false;

  constructor(key: string, cause?: unknown) {
    super("conflict", "storage.quota-exceeded", `There is no room left to store ${key}.`, { cause });
  }
}

/** Something else is already stored under an immutable key; it is left as it is. */
export class StorageKeyConflict extends LikenessError {
  override name = "StorageKeyConflict" as const;
  readonly retryable = false;

  constructor(key: string) {
    super(
      "conflict",
      "storage.key-conflict",
      `Other bytes are already stored under ${key}; keys are immutable.`,
    );
  }
}

/** The bytes that came back are not the ones that were stored. */
export class StorageCorrupt extends LikenessError {
  override name = "StorageCorrupt" as const;
  readonly retryable = false;

  constructor(key: string) {
    super(
      "internal",
      "storage.corrupt",
      `The bytes of ${key} do not match the checksum they were stored with.`,
    );
  }
}

/** The bucket refused the request for good: wrong keys, wrong bucket, or a request it does not understand. */
export class StorageRefused extends LikenessError {
  override name = "StorageRefused" as const;
  readonly retryable = false;

  constructor(action: string, cause: unknown) {
    super("internal", "storage.refused", `The bucket refuses to ${action} (${causeName(cause)}).`, { cause });
  }
}

function causeName(cause: unknown): string {
  return cause instanceof Error ? cause.name : "unknown error";
}
