/**
 * The limit item as it is read. Clocks are milliseconds since the epoch: `all` is the account's, `own_<project>` what
 * a project has reserved of its share, `back_<project>` up to when its callers were told to come back.
 */
export interface Limit {
  clocks: Record<string, number>;
  /** How often a clock that stood was started anew; each run is an attribute of its own. */
  runs: Record<string, number>;
  /** Slots that masters left empty for having gone ahead, in milliseconds since the epoch. */
  loans: number[];
  /** Requests in flight, by `lease_<generation>`, and when each expires by itself. */
  leases: Record<string, number>;
  /** How many leases are in the item. */
  inFlight: number;
}

/** Moves a clock on, unless it is beyond `maxMs`: from where it is, or from `startMs` when it is not past `floorMs`. */
export interface Advance {
  clock: string;
  byMs: number;
  floorMs: number;
  /** Not before the floor, which it is when left out. */
  startMs?: number;
  maxMs?: number;
}

/** A change of the item as one write. What it says holds also when others have written in the meantime. */
export type Step = {
  advances: Advance[];
  /** Clocks to be forgotten. */
  stale: string[];
} & (
  | { kind: "later"; clock: string; atMs?: number }
  | {
      kind: "slot";
      /** Only if account's clock and loans are still as they were. */
      borrow?: { all: number; was: number[]; now: number[]; sendAtMs: number };
      lease?: { name: string; untilMs: number; inFlightMax: number; expired: string[] };
    }
);

export const NO_LIMIT: Limit = { clocks: {}, runs: {}, loans: [], leases: {}, inFlight: 0 };

/** Whether an advance would be taken. */
export function within(limit: Limit, advance: Advance): boolean {
  const { maxMs } = advance;
  return maxMs === undefined || beforehand(limit, advance) <= maxMs;
}

/** Where a clock is moved on from. */
function beforehand(limit: Limit, advance: Advance): number {
  const { clock, floorMs, startMs = floorMs } = advance;
  return isRunning(limit, advance) ? (limit.clocks[clock] ?? 0) : startMs;
}

/** Whether a clock has run past the floor; one that has not is started anew from there. */
export function isRunning({ clocks }: Limit, { clock, floorMs }: Advance): boolean {
  return (clocks[clock] ?? 0) > floorMs;
}

/** The item after a step, or undefined when it is refused: the meaning that the conditional write realizes. Pure. */
export function applied(limit: Limit, step: Step): Limit | undefined {
  if (!step.advances.every((advance) => within(limit, advance))) return undefined;
  const after: Limit = { ...limit, clocks: { ...limit.clocks }, runs: { ...limit.runs } };
  for (const name of step.stale) {
    delete after.clocks[name];
    delete after.runs[name];
  }
  for (const advance of step.advances) {
    const { clock, byMs } = advance;
    after.clocks[clock] = beforehand(limit, advance) + byMs;
    after.runs[clock] = (limit.runs[clock] ?? 0) + (isRunning(limit, advance) ? 0 : 1);
  }
  if (step.kind === "later") return after;
  const { borrow, lease } = step;
  if (borrow) {
    if (limit.clocks.all !== borrow.all || String(limit.loans) !== String(borrow.was)) return undefined;
    after.loans = borrow.now;
  }
  return lease ? leased(after, lease) : after;
}

type Lease = NonNullable<Extract<Step, { kind: "slot" }>["lease"]>;

function leased(limit: Limit, { name, untilMs, inFlightMax, expired }: Lease): Limit | undefined {
  const isRefused =
    limit.inFlight - expired.length >= inFlightMax ||
    name in limit.leases ||
    expired.some((each) => !(each in limit.leases));
  if (isRefused) return undefined;
  const kept = Object.entries(limit.leases).filter(([each]) => !expired.includes(each));
  const leases = { ...Object.fromEntries(kept), [name]: untilMs };
  return { ...limit, leases, inFlight: kept.length + 1 };
}
