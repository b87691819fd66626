import { falReader } from "../fal/index.ts";
import * as Job from "../job/index.ts";
import { log } from "../log.ts";
import * as RateLimit from "../rate-limit/index.ts";
import type { Row } from "./record.ts";
import { move } from "./rows.ts";

/**
 * Takes a request back from FAL's queue; false when it runs already or is done, and will be billed. Throws FalError
 * when FAL cannot be asked. Idempotent.
 */
export async function withdraw(row: Row): Promise<boolean> {
  const { statusUrl, responseUrl, cancelUrl, jobId, generationId } = row;
  if (!statusUrl || !responseUrl || !cancelUrl) return false;
  const outcome = await falReader().cancel({ statusUrl, responseUrl, cancelUrl });
  log().info("request withdrawn", { jobId, generationId, outcome });
  if (outcome !== "cancelled") return false;
  const error = {
    name: "FalCancelled",
    code: "CANCELLED",
    message: "The request was cancelled in FAL's queue.",
  };
  const set = { state: "failed" as const, charged: false, outcome: { error } };
  if (await move(row, { from: ["submitted"], set, close: true })) {
    await Job.release(await Job.fromId(jobId), row.priceMicroUsd);
    await RateLimit.leave(generationId);
  }
  return true;
}
