import { S3Error } from "./errors.ts";
import { S3_LIMITS } from "./limits.ts";

/** Refuses a bucket name that R2 would refuse; what passes is also a safe directory name. */
export function assertBucketName(bucket: string): void {
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)) return;
  throw new S3Error(
    "InvalidBucketName",
    `The bucket name "${bucket}" must be 3-63 lower-case letters, digits and hyphens, and start and end with a letter or digit.`,
  );
}

/** Refuses a key that is not well-formed Unicode or is longer than 1,024 bytes of UTF-8. */
export function assertKey(key: string): void {
  if (Buffer.from(key, "utf8").toString("utf8") !== key) {
    throw new S3Error("InvalidURI", "The key is not well-formed Unicode.");
  }
  if (Buffer.byteLength(key, "utf8") <= S3_LIMITS.keyMaxBytes) return;
  throw new S3Error("KeyTooLongError", `The key is longer than ${S3_LIMITS.keyMaxBytes} bytes of UTF-8.`);
}
