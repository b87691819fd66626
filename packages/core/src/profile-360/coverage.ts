import { PROFILE, partialMinimum } from "../limits.ts";
import { gapsOf } from "./angles.ts";

export interface Coverage {
  /** The angles that were asked for. */
  asked: number[];
  /** Angles with a good picture. */
  good: number[];
  /** Missing angles that must not be tried again: refused for good, or out of attempts. */
  exhausted: number[];
  repairRoundsLeft: number;
  /** Whether the simplified plan was tried already. */
  wasSimplified: boolean;
}

export type Verdict =
  | { verdict: "complete" | "partial" | "simplified" | "failed"; missing: number[] }
  | { verdict: "again"; plan: "repair" | "simplify"; angles: number[] };

/**
 * What a profile is worth and what to render next. All asked angles good: complete. Missing ones are repaired while
 * rounds are left. Then two thirds are a partial profile; below that, for full turns only, the fewest further
 * angles that make a simplified one; else it failed. Pure.
 */
export function judgeCoverage(coverage: Coverage): Verdict {
  const { asked, good, exhausted } = coverage;
  const missing = asked.filter((angle) => !good.includes(angle));
  if (missing.length === 0) return { verdict: "complete", missing };
  const open = missing.filter((angle) => !exhausted.includes(angle));
  if (open.length > 0 && coverage.repairRoundsLeft > 0)
    return { verdict: "again", plan: "repair", angles: open };
  if (good.length >= partialMinimum(asked.length)) return { verdict: "partial", missing };
  if (asked.length < PROFILE.simplifiedFromAngles) return { verdict: "failed", missing };
  const further = simplifiedPlan(good, open);
  if (further?.length === 0) return { verdict: "simplified", missing };
  if (further && !coverage.wasSimplified) return { verdict: "again", plan: "simplify", angles: further };
  return { verdict: "failed", missing };
}

/**
 * The fewest angles of `open` that, with `good`, make a set of 8 with no gap over 60 degrees; undefined when there
 * are none. Within a gap the farthest reachable angle first is optimal; the rest fills up from the widest gaps.
 */
export function simplifiedPlan(good: number[], open: number[]): number[] | undefined {
  if (good.length > 0) return completed(good, open, []);
  const plans = open.map((start) => completed([start], without(open, start), [start]));
  return plans.filter((plan) => plan !== undefined).sort((a, b) => a.length - b.length)[0];
}

function completed(good: number[], open: number[], chosen: number[]): number[] | undefined {
  const bridge = gapsOf(good).flatMap((gap) => bridged(gap, open) ?? [undefined]);
  if (bridge.includes(undefined)) return undefined;
  const further = [...chosen, ...bridge.filter((angle) => angle !== undefined)];
  const base = good.filter((angle) => !chosen.includes(angle));
  while (base.length + further.length < PROFILE.simplifiedAngles) {
    const next = splitWidestGap([...base, ...further], open);
    if (next === undefined) return undefined;
    further.push(next);
  }
  return further;
}

function bridged(gap: { from: number; degrees: number }, open: number[]): number[] | undefined {
  const steps = open
    .map((angle) => (angle - gap.from + 360) % 360)
    .filter((step) => step > 0 && step < gap.degrees);
  const chosen: number[] = [];
  let at = 0;
  while (gap.degrees - at > PROFILE.simplifiedGapMaxDegrees) {
    const reachable = steps.filter((step) => step > at && step - at <= PROFILE.simplifiedGapMaxDegrees);
    if (reachable.length === 0) return undefined;
    at = Math.max(...reachable);
    chosen.push((gap.from + at) % 360);
  }
  return chosen;
}

function splitWidestGap(angles: number[], open: number[]): number | undefined {
  const widest = gapsOf(angles).sort((a, b) => b.degrees - a.degrees);
  for (const { from, degrees } of widest) {
    const inside = open.filter((angle) => !angles.includes(angle) && (angle - from + 360) % 360 < degrees);
    const middle = inside.sort((a, b) => offCentre(a, from, degrees) - offCentre(b, from, degrees))[0];
    if (middle !== undefined) return middle;
  }
  return undefined;
}

function offCentre(angle: number, from: number, degrees: number): number {
  return Math.abs(((angle - from + 360) % 360) - degrees / 2);
}

function without(angles: number[], angle: number): number[] {
  return angles.filter((other) => other !== angle);
}
