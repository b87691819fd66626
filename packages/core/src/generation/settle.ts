import { FalError, falReader, handleFalError, type QueueUrls } from "../fal/index.ts";
import { type Answer, type Completion, complete } from "./complete.ts";
import type { Row } from "./record.ts";
import { resume } from "./resume.ts";

/** How an open request stands at FAL; `unnamed` means that we never learned its request id. */
export type Settlement = Completion | "waiting" | "running" | "unnamed" | "lost";

/**
 * Closes what FAL has finished, by asking. The reconciler and recovery use it, so that nothing is bought again
 * before the last request was settled. Throws FalError when FAL cannot be asked.
 */
export async function settle(row: Row): Promise<Settlement> {
  const { requestId, statusUrl, responseUrl, cancelUrl } = row;
  // Whoever wrote the answer may have died before telling the waiting state.
  if (row.state === "answered") return (await resume(row)) ? "completed" : "nobody-waits";
  if (!requestId || !statusUrl || !responseUrl || !cancelUrl) return "unnamed";
  const urls = { statusUrl, responseUrl, cancelUrl };
  const status = await falReader().status(urls);
  if (status.state === "in-queue") return "waiting";
  if (status.state === "in-progress") return "running";
  if (status.state === "not-found") {
    const error = new FalError("REQUEST_NOT_FOUND", { requestId });
    await complete(row, { requestId, answer: async () => ({ error }) });
    return "lost";
  }
  return complete(row, { requestId, answer: () => answerOf(urls) });
}

/** A finished request's payload, or the failure that FAL replays in its place. */
export async function answerOf(urls: QueueUrls): Promise<Answer> {
  try {
    return { payload: await falReader().result(urls) };
  } catch (thrown) {
    const error = handleFalError(thrown);
    // Not an answer of the model: FAL could not be read just now, so the request stays open.
    if (error.code === "NETWORK_ERROR" || error.code === "NOT_READY") throw error;
    return { error };
  }
}
