import { createHash } from "node:crypto";
import { LikenessError } from "../errors.ts";
import { JOB } from "../limits.ts";
import { isConditionFailure } from "../table/index.ts";
import { idempotencies } from "./idempotency-record.ts";

export interface Claim {
  person: string;
  projectId: string;
  operation: string;
  idempotencyKey: string;
  /** What was asked; a repeated key with another request is refused. */
  request: unknown;
}

/**
 * The job id that belongs to an idempotency key: `jobId` when the key is new, the earlier one when it was used for
 * the same request in the last 24 hours. Another request under the same key is a 422.
 */
export async function claim(jobId: string, { request, ...key }: Claim): Promise<string> {
  const requestHash = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  const nowSeconds = Math.floor(Date.now() / 1000);
  const row = { ...key, jobId, requestHash, expiresAt: nowSeconds + JOB.idempotencyHours * 3600 };
  try {
    // TTL sweeps late: an expired row counts as absent.
    await idempotencies()
      .put(row)
      .where(
        (attribute, operation) =>
          `${operation.notExists(attribute.jobId)} OR ${operation.lt(attribute.expiresAt, nowSeconds)}`,
      )
      .go();
    return jobId;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
  const { data } = await idempotencies().get(key).go({ consistent: true });
  if (data?.requestHash === requestHash) return data.jobId;
  throw new LikenessError(
    "mismatch",
    "idempotency.mismatch",
    "This Idempotency-Key was used for another request; use a new key or repeat the same request.",
    { problems: [{ field: "Idempotency-Key", message: "belongs to a different request body" }] },
  );
}

/** Makes a key answer another job than the one it was claimed for, which was never made. Idempotent. */
export async function redirect(
  { request: _, ...key }: Claim,
  { from, to }: { from: string; to: string },
): Promise<void> {
  try {
    await idempotencies()
      .patch(key)
      .set({ jobId: to })
      .where((attribute, operation) => operation.eq(attribute.jobId, from))
      .go();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}
