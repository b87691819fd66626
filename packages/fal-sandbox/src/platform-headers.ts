import type { IncomingHttpHeaders } from "node:http";
import * as z from "zod";

const seconds = z.coerce.number().gt(0.1);
const Lifecycle = z.object({ expiration_duration_seconds: z.number().positive().nullish() });

/** The wishes that come by header, not in the model's input. */
export interface PlatformWishes {
  priority: "normal" | "low";
  startTimeoutMs?: number;
  mediaLifetimeSeconds?: number;
  isStored: boolean;
}

/** Reads the `X-Fal-…` headers of a submit; a value outside its range gives the sentence to answer 400 with. */
export function readPlatformHeaders(headers: IncomingHttpHeaders): PlatformWishes | { problem: string } {
  const timeout = headers["x-fal-request-start-timeout"] ?? headers["x-fal-request-timeout"];
  const startTimeout = seconds.optional().safeParse(timeout);
  if (!startTimeout.success) {
    return { problem: "X-Fal-Request-Timeout must be a number of seconds above 0.1" };
  }
  const priority = z.enum(["normal", "low"]).default("normal").safeParse(headers["x-fal-queue-priority"]);
  if (!priority.success) return { problem: "X-Fal-Queue-Priority must be normal or low" };
  const lifecycle = readLifecycle(headers["x-fal-object-lifecycle-preference"]);
  if (lifecycle === undefined) {
    return { problem: "X-Fal-Object-Lifecycle-Preference must be JSON with expiration_duration_seconds" };
  }
  return {
    priority: priority.data,
    startTimeoutMs: startTimeout.data === undefined ? undefined : startTimeout.data * 1_000,
    mediaLifetimeSeconds: lifecycle.expiration_duration_seconds ?? undefined,
    isStored: headers["x-fal-store-io"] !== "0",
  };
}

function readLifecycle(header: string | string[] | undefined): z.infer<typeof Lifecycle> | undefined {
  if (header === undefined) return {};
  try {
    return Lifecycle.parse(JSON.parse(String(header)));
  } catch {
    return undefined;
  }
}
