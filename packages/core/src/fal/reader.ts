import { config } from "../config.ts";
import { log } from "../log.ts";
import {
  type CancelOutcome,
  type QueueState,
  type QueueUrls,
  readResult,
  readStatus,
  requestCancel,
} from "./read.ts";

/** The part of FAL's queue that costs nothing: asking how a request stands, its result, and dropping it. */
export interface FalReader {
  status(urls: QueueUrls): Promise<QueueState>;
  /** The payload; integers beyond 2^53 are strings. A model's failure is thrown as FalError. */
  result(urls: QueueUrls): Promise<unknown>;
  cancel(urls: QueueUrls): Promise<CancelOutcome>;
}

/** The container's reader. It needs no client library, so functions that never submit stay small. */
export function falReader(): FalReader {
  const { FAL_KEY, FAL_QUEUE_BASE_URL } = config("fal");
  const options = { apiKey: () => FAL_KEY, queueBaseUrl: FAL_QUEUE_BASE_URL, fetch };
  const noted = <T>(verb: string, url: string, answer: T): T => {
    log().debug(`fal.${verb}`, { url });
    return answer;
  };
  return {
    status: (urls) => noted("status", urls.statusUrl, readStatus(options, urls)),
    result: (urls) => noted("result", urls.responseUrl, readResult(options, urls)),
    cancel: (urls) => noted("cancel", urls.cancelUrl, requestCancel(options, urls)),
  };
}
