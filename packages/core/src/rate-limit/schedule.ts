import { LIMITER } from "../limits.ts";
import { type Advance, type Limit, type Step, within } from "./clocks.ts";
import { leaseName } from "./key.ts";
import { divide, type Settings } from "./settings.ts";

/** Who asks to send one request. */
export interface Ask {
  projectId: string;
  generationId: string;
  /** Masters go before variants: everything else waits for them. */
  isMaster: boolean;
}

/** When a request may be sent, or when to ask again because its project holds enough slots already. */
export interface Turn {
  kind: "slot" | "later";
  /** Milliseconds since the epoch, on the clock of whoever asked. */
  atMs: number;
}

export interface Moment {
  settings: Settings;
  nowMs: number;
  /** In [0, 1): spreads those who are told to come back. */
  random: number;
}

/**
 * What a caller does to the limit, given what is known of it. Cell-rate scheduling: the account's clock moves on by
 * one interval for every reservation, and a reservation's slot is that clock less what may go ahead of it. Each project
 * also moves a clock of its own; how far that one may be ahead of the time bounds what it holds. While slots lie in the
 * future it moves by as many intervals as there are projects. Pure.
 */
export function stepOf(limit: Limit, ask: Ask, moment: Moment): Step {
  const { settings, nowMs } = moment;
  if (isFull(limit, ask, moment)) return comeBack(limit, ask, moment);
  const { slackMs, aheadMs } = divide(settings);
  const account: Advance = { clock: "all", byMs: settings.intervalMs, ...anew(nowMs - slackMs, settings) };
  const rest = { ...leaseOf(limit, ask, moment), stale: staleIn(limit, ask, moment) };
  const freeUntilMs = nowMs + aheadMs;
  if (within(limit, { ...account, maxMs: freeUntilMs })) {
    const own = burstOf(limit, ask, moment);
    const advances = own ? [account, own] : [{ ...account, maxMs: freeUntilMs }];
    return { kind: "slot", advances, ...rest };
  }
  const share = shareOf(limit, ask, moment);
  if (!within(limit, share)) return comeBack(limit, ask, moment);
  const borrow = ask.isMaster ? borrowed(limit, moment) : undefined;
  return { kind: "slot", advances: [account, share], ...(borrow && { borrow }), ...rest };
}

/** The turn that a step gave, from the clocks after it. */
export function turnOf(step: Step, after: Limit, { settings, nowMs }: Moment): Turn {
  if (step.kind === "later") return { kind: "later", atMs: step.atMs ?? after.clocks[step.clock] ?? nowMs };
  if (step.borrow) return { kind: "slot", atMs: step.borrow.sendAtMs };
  const { aheadMs } = divide(settings);
  const slotMs = (after.clocks.all ?? 0) - settings.intervalMs - aheadMs;
  return { kind: "slot", atMs: Math.max(nowMs, slotMs) };
}

/** How long a variant would wait that is reserved now, in milliseconds. */
export function queueMs(limit: Limit, { settings, nowMs }: Omit<Moment, "random">): number {
  return Math.max(0, (limit.clocks.all ?? 0) - divide(settings).aheadMs - nowMs);
}

/**
 * The same clock while the burst lasts: it lags behind by the whole burst, so that a crowd that sees the same state
 * needs no other write where the burst runs out among them. Undefined for a project that is ahead already.
 */
function burstOf({ clocks }: Limit, ask: Ask, { settings, nowMs }: Moment): Advance | undefined {
  const clock = `own_${ask.projectId}`;
  const byMs = settings.intervalMs;
  if ((clocks[clock] ?? 0) > nowMs - byMs) return undefined;
  const { slackMs, aheadMs } = divide(settings);
  const standing = anew(nowMs - slackMs - aheadMs - byMs, settings);
  return { clock, byMs, ...standing, maxMs: nowMs + (heldMax(ask) - 1) * byMs };
}

/**
 * Where a clock that stands is started: so far past the floor that a crowd does not find it standing again before all
 * of them have moved it on, however short the interval.
 */
function anew(floorMs: number, settings: Settings) {
  const crowdMs = Math.min(LIMITER.crowdMs, Math.floor(divide(settings).slackMs * LIMITER.crowdSlackShare));
  return crowdMs > settings.intervalMs ? { floorMs, startMs: floorMs + crowdMs } : { floorMs };
}

/** The clock of a project's share; its bound lets a project hold a certain number of slots, a master twice as many. */
function shareOf(limit: Limit, ask: Ask, { settings, nowMs }: Moment): Advance {
  const { projectId } = ask;
  const byMs = sharers(limit, projectId, { settings, nowMs }) * settings.intervalMs;
  const maxMs = nowMs + (heldMax(ask) - 1) * byMs;
  return { clock: `own_${projectId}`, byMs, floorMs: nowMs - byMs, maxMs };
}

function heldMax({ isMaster }: Ask): number {
  return isMaster ? 2 * LIMITER.slotsHeldMax : LIMITER.slotsHeldMax;
}

/** Projects whose next slot lies in the future, and the one that asks. */
function sharers({ clocks }: Limit, projectId: string, { settings, nowMs }: Omit<Moment, "random">): number {
  const others = Object.entries(clocks).filter(
    ([name, ms]) =>
      name.startsWith("own_") && name !== `own_${projectId}` && ms > nowMs - settings.intervalMs,
  );
  return others.length + 1;
}

/**
 * A master borrows: it goes at once and its own slot, at the end of the queue, stays empty for it. No more loans are
 * out at any time than the burst keeps for them; when all are, the next one goes as the first of them is paid back.
 */
function borrowed({ clocks, loans }: Limit, { settings, nowMs }: Moment) {
  const division = divide(settings);
  if (division.loans === 0) return undefined;
  const all = clocks.all ?? 0;
  const slotMs = all - division.aheadMs;
  const live = loans.filter((ms) => ms > nowMs).sort((one, other) => one - other);
  const isFree = live.length < division.loans;
  const sendAtMs = isFree ? nowMs : Math.max(nowMs, Math.min(live[0] ?? nowMs, slotMs));
  return { all, was: loans, now: [...(isFree ? live : live.slice(1)), slotMs], sendAtMs };
}

/**
 * Told to come back when the project's share has room again, each a bit later than the one before. Very long waits
 * are cut and spread, because nobody knows how many will share the account by then; they are not written down.
 */
function comeBack(limit: Limit, ask: Ask, moment: Moment): Step {
  const { settings, nowMs, random } = moment;
  const { projectId } = ask;
  const clock = `back_${projectId}`;
  const byMs = sharers(limit, projectId, moment) * settings.intervalMs;
  const own = limit.clocks[`own_${projectId}`] ?? nowMs;
  const floorMs = Math.max(nowMs, own - LIMITER.slotsHeldMax * byMs);
  const maxMs = nowMs + LIMITER.comeBackMaxMs - byMs;
  const advance = { clock, byMs, floorMs, maxMs };
  if (within(limit, advance)) {
    return { kind: "later", clock, advances: [advance], stale: staleIn(limit, ask, moment) };
  }
  const atMs = Math.round(nowMs + LIMITER.comeBackMaxMs * (0.5 + random / 2));
  return { kind: "later", clock, atMs, advances: [], stale: [] };
}

function isFull({ leases }: Limit, { generationId }: Ask, { settings, nowMs }: Moment): boolean {
  const { inFlightMax } = settings;
  if (inFlightMax === undefined || leaseName(generationId) in leases) return false;
  return Object.values(leases).filter((ms) => ms > nowMs).length >= inFlightMax;
}

/** A request that asks again keeps the lease it has. */
function leaseOf({ leases }: Limit, { generationId }: Ask, { settings, nowMs }: Moment) {
  const { inFlightMax } = settings;
  const name = leaseName(generationId);
  if (inFlightMax === undefined || name in leases) return {};
  const expired = Object.keys(leases).filter((name) => (leases[name] ?? 0) <= nowMs);
  const untilMs = nowMs + LIMITER.leaseMs;
  return { lease: { name, untilMs, inFlightMax, expired } };
}

/** Clocks that nobody has moved for long; a few go with every write, so that the item stays small. */
function staleIn({ clocks }: Limit, { projectId }: Ask, { settings, nowMs }: Moment): string[] {
  const { slackMs, aheadMs } = divide(settings);
  const stillMs = nowMs - slackMs - aheadMs - LIMITER.staleMs;
  const isKept = (name: string) => name === "all" || name.endsWith(`_${projectId}`);
  return Object.entries(clocks)
    .filter(([name, ms]) => !isKept(name) && ms < stillMs)
    .slice(0, LIMITER.staleAtOnce)
    .map(([name]) => name);
}
