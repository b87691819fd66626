import type { Faults } from "../../fal-sandbox/src/faults.ts";
import {
  availabilityPlan,
  mixedPlan,
  NO_FAULTS,
  type Plan,
  PROVIDER_FAULTS,
  providerPlan,
  singlePlan,
} from "./faults/plans.ts";
import { strikesFor } from "./faults/strikes.ts";
import type { Strike } from "./gate.ts";
import type { Machine } from "./machine.ts";
import { type Random, randomStream } from "./random.ts";
import { type RunOptions, type RunResult, simulate } from "./run.ts";
import type { Scenario } from "./scenario.ts";

/** One run in plain data: what a worker is told, and all that a replay needs. */
export interface RunSpec {
  kind: "plain" | "single" | "call" | "provider" | "mixed" | "availability" | "busy";
  seed: number;
  scenario: Scenario;
  /** For `call`: which of the run's calls, from 1, and what strikes it. */
  point?: number | undefined;
  strike?: Strike | undefined;
  /** For `provider`: which fault of the sandbox, at which request. */
  fault?: string | undefined;
  nth?: number | undefined;
  /** Of a profile that a single fault strikes; two neighbours when left out. */
  angles?: readonly number[] | undefined;
}

/** A scenario whose every fault is to be listed. */
export type Listing = Pick<RunSpec, "scenario" | "angles">;

/**
 * A profile whose faults are enumerated: the calls made for one more angle are the same calls again. Two neighbours are
 * near enough to be measured and complete at once; a front and a back are not, and go through every repair round.
 */
const NEIGHBOURS = [0, 30] as const;

/** Enough angles for a partial profile. */
const FOUR_ANGLES = [0, 90, 180, 270] as const;

/** The seed by which calls are ordered where single faults are placed, so that a call keeps its number. */
const ORDER_SEED = 1;

/** Carries a spec out. */
export async function carryOut(machine: Machine, spec: RunSpec): Promise<RunResult> {
  const result = await simulate(machine, await optionsOf(machine, spec));
  return { ...result, seed: spec.seed };
}

async function optionsOf(machine: Machine, spec: RunSpec): Promise<RunOptions> {
  const { seed, scenario, angles = NEIGHBOURS } = spec;
  const ordered = { seed: ORDER_SEED, scenario, angles };
  switch (spec.kind) {
    case "call":
      return { ...ordered, plan: singlePlan({ point: spec.point ?? 1, strike: spec.strike ?? "error" }) };
    case "provider":
      return { ...ordered, plan: providerPlan({ fault: spec.fault as keyof Faults, nth: spec.nth ?? 1 }) };
    case "single":
      return { ...ordered, plan: await drawSingle(machine, spec) };
    case "mixed":
      return mixedOptions(spec, randomStream(seed, "faults"));
    case "availability":
      return { seed, scenario, plan: availabilityPlan(randomStream(seed, "faults")) };
    case "busy":
      return { seed, scenario: "profile", plan: NO_FAULTS, ...BUSY };
    default:
      return { seed, scenario, plan: NO_FAULTS };
  }
}

/** Two requests at a time, each longer than a minute, for three profiles: most of the time is spent in the queue. */
const BUSY = { jobs: 3, fal: { concurrency: 2, latencyMs: 65_000, latencySpread: 0.2 } } as const;

const FULL_SHARE = 0.15;
const CANCEL_SHARE = 0.08;
const STOP_SHARE = 0.04;
const CONCURRENCIES = [2, 4, 12];
const LATENCIES_MS = [800, 8_000, 40_000];

function mixedOptions({ seed, scenario }: RunSpec, random: Random): RunOptions {
  const beside = random.next();
  const fal = {
    concurrency: CONCURRENCIES[random.below(CONCURRENCIES.length)] ?? 2,
    latencyMs: LATENCIES_MS[random.below(LATENCIES_MS.length)] ?? 800,
  };
  return {
    ...{ seed, scenario, fal },
    angles: random.next() < FULL_SHARE ? undefined : FOUR_ANGLES,
    beside: beside < CANCEL_SHARE ? "cancel" : beside < CANCEL_SHARE + STOP_SHARE ? "stop" : undefined,
    plan: mixedPlan(random),
  };
}

const PROVIDER_SHARE = 0.2;

async function drawSingle(machine: Machine, { seed, ...listing }: RunSpec): Promise<Plan> {
  const random = randomStream(seed, "single");
  const calls = await callsOf(machine, listing);
  if (random.next() < PROVIDER_SHARE) {
    const fault = PROVIDER_FAULTS[random.below(PROVIDER_FAULTS.length)] ?? "drop";
    return providerPlan({ fault, nth: 1 + random.below(submissionsIn(calls)) });
  }
  for (;;) {
    const index = random.below(calls.length);
    const call = calls[index];
    const strikes = call ? strikesFor(call) : [];
    const strike = strikes[random.below(strikes.length)];
    if (strike) return singlePlan({ point: index + 1, strike });
  }
}

type Calls = RunResult["calls"];
const baselines = new Map<string, Promise<Calls>>();

/** The calls of a run without faults, in the order in which single faults are placed. */
function callsOf(machine: Machine, { scenario, angles = NEIGHBOURS }: Listing): Promise<Calls> {
  const key = JSON.stringify([scenario, angles]);
  const known =
    baselines.get(key) ??
    simulate(machine, { seed: ORDER_SEED, scenario, angles, plan: NO_FAULTS }).then(({ calls }) => calls);
  baselines.set(key, known);
  return known;
}

/** Every single fault there is for a scenario: each that applies at each call, and each of the provider's at each request. */
export async function everySingle(machine: Machine, listing: Listing): Promise<RunSpec[]> {
  const calls = await callsOf(machine, listing);
  const base = { seed: ORDER_SEED, ...listing };
  const atCalls = calls.flatMap((call, index) =>
    strikesFor(call).map((strike) => ({ ...base, kind: "call" as const, point: index + 1, strike })),
  );
  // What the provider does to one angle it does to any: the first request and the last one stand for all.
  const requests = [...new Set([1, submissionsIn(calls)])];
  const atProvider = PROVIDER_FAULTS.flatMap((fault) =>
    requests.map((nth) => ({ ...base, kind: "provider" as const, fault, nth })),
  );
  return [...atCalls, ...atProvider];
}

function submissionsIn(calls: Calls): number {
  return calls.filter(({ service, label }) => service === "fal" && label.includes(" POST ")).length;
}

/** The command that repeats a run. */
export function replayOf({ kind, seed, scenario, point, strike, fault, nth, angles }: RunSpec): string {
  const place = point === undefined ? "" : ` --point ${point} --strike ${strike}`;
  const provider = fault === undefined ? "" : ` --fault ${fault} --nth ${nth}`;
  const views = angles === undefined ? "" : ` --angles ${angles.join(",")}`;
  return `npm run sim -- --kind ${kind} --scenario ${scenario} --seed ${seed} --runs 1${place}${provider}${views}`;
}
