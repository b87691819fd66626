import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { unnamed } from "./check/accounts.ts";
import { isStuck, TERMINAL } from "./check/endings.ts";
import { type Circumstances, checkInvariants, type Violation } from "./check/invariants.ts";
import { readRows, readStores, type Stores } from "./check/stores.ts";
import { openWorld, type World } from "./cloud/world.ts";
import { createEventLog, type EventLog } from "./event-log.ts";
import { type Plan, SPOILING } from "./faults/plans.ts";
import { type Fixture, plant } from "./fixture.ts";
import { type Call, Gate, type Strike } from "./gate.ts";
import { drive, pumped } from "./loop.ts";
import type { Machine } from "./machine.ts";
import { sleep } from "./process/clock.ts";
import { reseed } from "./process/entropy.ts";
import { randomStream } from "./random.ts";
import { callerOf, type JobBody, type Scenario } from "./scenario.ts";

export interface RunOptions {
  seed: number;
  scenario: Scenario;
  plan: Plan;
  /** Angles of a profile; all twelve when left out. */
  angles?: readonly number[] | undefined;
  /** How many jobs at once; default 1. */
  jobs?: number | undefined;
  fal?: Partial<{ concurrency: number; latencyMs: number; latencySpread: number }> | undefined;
  /** What happens beside the job: a caller who cancels, an operator who stops the execution. */
  beside?: "cancel" | "stop" | undefined;
}

export interface RunResult {
  seed: number;
  plan: string;
  /** How each job ended: its state, or the status of its result. */
  endings: string[];
  violations: Violation[];
  /** Every call of the run, for enumeration. */
  calls: Pick<Call, "actor" | "service" | "label">[];
  strikes: number;
  suspects: number;
  duplicates: number;
  /** The longest a request with a lost webhook waited for the reconciler, in milliseconds. */
  slowestRecoveryMs: number;
  virtualMs: number;
  log: readonly string[];
  logDigest: string;
}

const RUN_MAX_MS = 4 * 60 * 60 * 1000;
/** After the job's end: longer than the reconciler's period, so that whatever it would do has been done. */
const AFTERMATH_MS = 125_000;
const SETTLE_MAX_MS = 45 * 60 * 1000;
const FAL = { concurrency: 12, latencyMs: 800, latencySpread: 0.3 };

/** One run from an empty cloud to a checked end; equal options give equal results, log included. */
export async function simulate(machine: Machine, options: RunOptions): Promise<RunResult> {
  const { clock, root, assembly, fixture } = machine;
  const { seed, plan } = options;
  clock.reset();
  reseed(seed);
  const log = createEventLog(clock.elapsedMs);
  const calls: RunResult["calls"] = [];
  const struck: Strike[] = [];
  const gate = new Gate({
    order: randomStream(seed, "order"),
    log,
    inject: (call, point) => {
      calls.push(call);
      const strike = plan.inject(call, point);
      if (strike) struck.push(strike);
      return strike;
    },
  });
  const dataDir = mkdtempSync(join(machine.scratchDir, "run-"));
  const fal = { ...FAL, ...options.fal, faults: plan.fal };
  const opened = openWorld({
    ...{ root, assembly, dataDir, gate, log, fal },
    sidePixels: 64,
    perFunctionMax: 4,
  });
  const world = await pumped(opened, clock);
  const endings = new Map<string, string>();
  const violations: Violation[] = [];
  let bodies: JobBody[] = [];
  try {
    if (options.scenario === "profile" && fixture) await plant(world, fixture);
    const work = perform(world, { options, endings, fixture }).then((ended) =>
      settled(world, ended, struck.length > 0 || hasAfterlife(plan)),
    );
    bodies = await drive(work, { gate, clock, untilMs: RUN_MAX_MS });
  } catch (error) {
    violations.push({ invariant: "I4", message: error instanceof Error ? error.message : String(error) });
  }
  const virtualMs = clock.elapsedMs();
  const stores = await pumped(readStores(world), clock);
  const circumstances = circumstancesOf({ options, struck, endings, log });
  violations.push(...checkInvariants(stores, circumstances));
  world.close();
  rmSync(dataDir, { recursive: true, force: true });
  return {
    ...summaryOf(stores),
    ...{ seed, plan: plan.name, violations, calls, virtualMs, strikes: struck.length },
    endings: bodies.map(endingOf),
    log: log.lines(),
    logDigest: createHash("sha256").update(log.lines().join("\n")).digest("hex"),
  };
}

type Parts = { options: RunOptions; endings: Map<string, string>; fixture: Fixture | undefined };

async function perform(world: World, { options, endings, fixture }: Parts): Promise<JobBody[]> {
  const caller = callerOf(world);
  const stage = options.scenario === "profile" && fixture ? fixture.stage : await caller.stage();
  const start = () =>
    options.scenario === "profile" ? caller.profile(stage, options.angles) : caller.master(stage);
  const jobIds = await Promise.all(Array.from({ length: options.jobs ?? 1 }, start));
  if (options.beside) void disturb(world, { options, base: stage.base, jobId: jobIds[0] ?? "" });
  return Promise.all(
    jobIds.map(async (jobId) => {
      const body = await caller.ended(stage, jobId);
      endings.set(jobId, body.state);
      return body;
    }),
  );
}

async function disturb(
  world: World,
  { options, base, jobId }: { options: RunOptions; base: string; jobId: string },
) {
  await sleep(randomStream(options.seed, "beside").below(3_000));
  if (options.beside === "cancel") {
    await world.api({ method: "DELETE", path: `${base}/jobs/${jobId}`, person: "sim" });
    return;
  }
  const execution = world.states.executions().find(({ name }) => name === jobId);
  if (execution) await world.states.service("StopExecution", { executionArn: execution.executionArn });
}

/**
 * Waits until nothing is open any more, then for the reconciler to have looked at it once more; and again for what came
 * meanwhile, whose reconciler may have crashed.
 */
async function settled(world: World, bodies: JobBody[], isDisturbed: boolean): Promise<JobBody[]> {
  const startedMs = Date.now();
  do {
    while (!(await isSettled(world)) && Date.now() - startedMs < SETTLE_MAX_MS) await sleep(15_000);
    if (isDisturbed) await sleep(AFTERMATH_MS);
  } while (!(await isSettled(world)) && Date.now() - startedMs < SETTLE_MAX_MS);
  return bodies;
}

async function isSettled(world: World): Promise<boolean> {
  if (world.fal.unfinished() > 0) return false;
  if (world.states.executions().some(({ status }) => status === "RUNNING")) return false;
  const { jobs, generations } = await readRows(world);
  return jobs.every(({ state }) => TERMINAL.has(state)) && !generations.some(isStuck);
}

const LOSING: ReadonlySet<Strike> = new Set(["lost", "crash-before", "crash-after"]);

function circumstancesOf({
  options,
  struck,
  endings,
  log,
}: {
  options: RunOptions;
  struck: Strike[];
  endings: Map<string, string>;
  log: EventLog;
}): Circumstances {
  const { fal } = options.plan;
  const provider = Object.keys(fal);
  const isLosing = provider.some((name) => name.startsWith("accepted") || name === "hang");
  const overrun = log.lines().filter((line) => line.includes("Sandbox.Timedout")).length;
  return {
    endings,
    lostSubmits: isLosing
      ? Number.POSITIVE_INFINITY
      : overrun + struck.filter((strike) => LOSING.has(strike)).length,
    isSpoiled: provider.some((name) => SPOILING.has(name)),
  };
}

function summaryOf(stores: Stores) {
  const suspects = stores.generations.filter(({ isSuspect, requestId }) => isSuspect && !requestId).length;
  const answered = stores.generations.flatMap(({ requestId, answeredAt }) => {
    const finishedAt = stores.bill.find((entry) => entry.requestId === requestId)?.inferenceEndedAtMs;
    return finishedAt && answeredAt ? [Date.parse(answeredAt) - finishedAt] : [];
  });
  return { suspects, duplicates: unnamed(stores).length, slowestRecoveryMs: Math.max(0, ...answered) };
}

function endingOf({ state, result }: JobBody): string {
  return result?.status ?? state;
}

/** A webhook that never comes is made up for before the job ends; of other faults something may still be on its way. */
function hasAfterlife({ fal }: Plan): boolean {
  return Object.keys(fal).some((name) => name !== "drop");
}
