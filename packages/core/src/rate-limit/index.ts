import { setTimeout as sleep } from "node:timers/promises";
import { LikenessError } from "../errors.ts";
import { LIMITER } from "../limits.ts";
import type { Limit } from "./clocks.ts";
import { readLimit, take } from "./item.ts";
import { type Ask, queueMs, stepOf, type Turn, turnOf } from "./schedule.ts";
import { settingsOf } from "./settings.ts";

export { countProfile } from "./hourly.ts";
export { leave } from "./leave.ts";
export type { Ask, Turn } from "./schedule.ts";

/** What this container saw of the item last; every write is conditional, so that an old view costs a second write at most. */
let remembered: { limit: Limit; key: string; seenMs: number } | undefined;

/**
 * Reserves the account's next slot for one request, as one conditional write. `slot` is when it may be sent, now or
 * later; `later` is when to ask again, because its project holds as many slots as it may or too many asked at once.
 */
export async function reserve(ask: Ask): Promise<Turn> {
  const settings = settingsOf();
  const key = JSON.stringify(settings);
  let seen = remembered;
  for (let tries = 0; tries < LIMITER.triesMax; tries++) {
    const nowMs = Date.now();
    const moment = { settings, nowMs, random: Math.random() };
    const isFresh = seen?.key === key && Math.abs(nowMs - seen.seenMs) < LIMITER.rememberedMs;
    let limit = seen && isFresh ? seen.limit : await readLimit(settings);
    let step = stepOf(limit, ask, moment);
    // Nobody is sent away for what was true a moment ago.
    if (isFresh && step.kind === "later") {
      limit = await readLimit(settings);
      step = stepOf(limit, ask, moment);
    }
    const after = await take(step, limit, settings);
    if (after) {
      if (step.advances.length > 0) remembered = { limit: after, key, seenMs: nowMs };
      return turnOf(step, after, moment);
    }
    seen = undefined;
    if (tries > 0) await sleep(Math.random() * LIMITER.pauseMaxMs);
  }
  return { kind: "later", atMs: Date.now() + Math.ceil(Math.random() * LIMITER.crowdedMs) };
}

/** Refuses a new job with a 429 when the account's queue is so long that its first request would wait too long. */
export async function checkQueue(): Promise<void> {
  const settings = settingsOf();
  const waitMs = queueMs(await readLimit(settings), { settings, nowMs: Date.now() });
  const excessMs = waitMs - LIMITER.queueMaxSeconds * 1000;
  if (excessMs <= 0) return;
  const message = `The provider's account is busy for the next ${Math.ceil(waitMs / 1000)} seconds; try again later.`;
  const retryAfterSeconds = Math.ceil(excessMs / 1000);
  throw new LikenessError("rate", "limit.queue", message, { retryAfterSeconds });
}
