import { applied, type Limit, NO_LIMIT } from "../../../packages/core/src/rate-limit/clocks.ts";
import { type Ask, stepOf, type Turn, turnOf } from "../../../packages/core/src/rate-limit/schedule.ts";
import type { Settings } from "../../../packages/core/src/rate-limit/settings.ts";

/** Someone who asks at a time, by a clock that is off by `skewMs`, and comes back until it was sent. */
export interface Caller {
  projectId: string;
  isMaster: boolean;
  atMs: number;
  skewMs: number;
}

export interface Sent extends Caller {
  /** The slot, on the caller's own clock, and when it was really sent. */
  slotMs: number;
  sentMs: number;
  /** How often it was told to come back before it got its slot. */
  comeBacks: number;
}

export interface Account {
  limit: Limit;
  ask(ask: Ask, nowMs: number, random: number): Turn;
}

/** The limit in memory, changed as the conditional write would. */
export function account(settings: Settings): Account {
  const self: Account = {
    limit: NO_LIMIT,
    ask: (ask, nowMs, random) => {
      const moment = { settings, nowMs, random };
      const step = stepOf(self.limit, ask, moment);
      const after = applied(self.limit, step);
      if (!after) throw new Error(`a step made for this state was refused: ${JSON.stringify(step)}`);
      self.limit = after;
      return turnOf(step, after, moment);
    },
  };
  return self;
}

export interface Habits {
  /** Waits end at whole seconds, as the state machine's do. */
  isWholeSeconds?: boolean;
  random(): number;
  untilMs?: number;
}

/** Runs the callers in the order of time until all were sent. */
export function serve(
  callers: Caller[],
  settings: Settings,
  { isWholeSeconds, random, untilMs }: Habits,
): Sent[] {
  const open = account(settings);
  const queue = callers.map((caller, index) => ({ ...caller, dueMs: caller.atMs, comeBacks: 0, index }));
  queue.sort((one, other) => one.dueMs - other.dueMs || one.index - other.index);
  const insert = (caller: (typeof queue)[number]) => {
    const place = queue.findIndex(({ dueMs }) => dueMs > caller.dueMs);
    queue.splice(place === -1 ? queue.length : place, 0, caller);
  };
  const sent: Sent[] = [];
  while (queue.length > 0) {
    const next = queue.shift();
    if (!next || next.dueMs > (untilMs ?? Number.POSITIVE_INFINITY)) break;
    const { projectId, isMaster, skewMs, dueMs } = next;
    const nowMs = dueMs + skewMs;
    const turn = open.ask({ projectId, isMaster, generationId: `gen_${next.index}` }, nowMs, random());
    const waitMs = Math.max(0, turn.atMs - nowMs);
    const wakeMs = dueMs + (isWholeSeconds ? Math.ceil(waitMs / 1000) * 1000 : waitMs);
    if (turn.kind === "later") insert({ ...next, dueMs: wakeMs, comeBacks: next.comeBacks + 1 });
    else sent.push({ ...next, slotMs: turn.atMs, sentMs: wakeMs });
  }
  return sent;
}

/** By how many the sends of any window exceed `burst + window / interval`, at most; negative or zero when none does. */
export function excess(times: number[], { burst, intervalMs }: Settings, slackMs = 0): number {
  const sorted = [...times].sort((one, other) => one - other);
  let worst = Number.NEGATIVE_INFINITY;
  for (let start = 0; start < sorted.length; start++) {
    for (let end = start; end < sorted.length; end++) {
      const windowMs = (sorted[end] ?? 0) - (sorted[start] ?? 0) + slackMs;
      worst = Math.max(worst, end - start + 1 - burst - Math.floor(windowMs / intervalMs));
    }
  }
  return worst;
}
