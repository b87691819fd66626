import { config } from "../config.ts";
import { LIMITER } from "../limits.ts";

const MINUTE_MS = 60_000;

/** What one account may send: the interval between two submissions, and how many at once after a pause. */
export interface Settings {
  intervalMs: number;
  burst: number;
  /** Requests reserved or in flight together; no bound when left out. */
  inFlightMax?: number | undefined;
}

/** The deployment's settings. The interval is rounded up to a millisecond: the rate is never exceeded for it. */
export function settingsOf(): Settings {
  const { FAL_RATE_PER_MINUTE, FAL_BURST, FAL_IN_FLIGHT_MAX } = config("limits");
  return {
    intervalMs: Math.ceil(MINUTE_MS / FAL_RATE_PER_MINUTE),
    burst: FAL_BURST,
    inFlightMax: FAL_IN_FLIGHT_MAX,
  };
}

/**
 * How the burst is divided. `loans` are kept for masters. `slackMs` is how far the account's clock may lag behind
 * before it is set anew, `aheadMs` how far it may be ahead of the time while a submission still goes at once. For all
 * of them together: loans + slackMs / intervalMs + aheadMs / intervalMs + 1 = burst.
 */
export function divide({ burst, intervalMs }: Settings) {
  const loans = Math.floor(burst * LIMITER.mastersShare);
  const variants = burst - loans;
  const slack = Math.floor(variants * LIMITER.slackShare);
  return { loans, slackMs: slack * intervalMs, aheadMs: (variants - 1 - slack) * intervalMs };
}
