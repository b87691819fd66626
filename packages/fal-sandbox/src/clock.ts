import { setTimeout as wait } from "node:timers/promises";

/** Time as the sandbox sees it, so that a test can shift or stop it. `sleep` rejects when its signal aborts. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (durationMs, signal) => wait(durationMs, undefined, { signal }),
};
