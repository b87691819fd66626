import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Crew, openCrew, type RunReport, type RunSpec, replayOf } from "../../packages/sim/src/index.ts";

/** Printed, so that a failure can be repeated; another one by SIM_SEED. */
const SEED = Number(process.env.SIM_SEED ?? 1);
/** Single faults, and as many mixtures, that are drawn, while the time for them lasts. */
const RUNS = Number(process.env.SIM_RUNS ?? 100);
const DRAWING_MAX_MS = 90_000;
/** Drawn on however slow a machine. */
const RUNS_MIN = Math.min(5, RUNS);
const MINUTES = 60_000;
const SCENARIOS = ["master", "profile"] as const;

let crew: Crew;

beforeAll(async () => {
  process.stderr.write(`simulated runs from seed ${SEED}\n`);
  crew = await openCrew(2);
}, 5 * MINUTES);
afterAll(() => crew.close());

async function run(specs: RunSpec[], withLog = false): Promise<RunReport[]> {
  const reports: RunReport[] = [];
  await crew.carryOut(specs, (report) => reports.push(report), withLog);
  return reports.sort((a, b) => a.spec.seed - b.spec.seed);
}

/** Single faults and mixtures by turns, so that a slow machine, which gets less far, sees as many of each. */
function* drawn(): Generator<RunSpec> {
  const endsAt = performance.now() + DRAWING_MAX_MS;
  for (let index = 0; index < RUNS; index += 1) {
    if (index >= RUNS_MIN && performance.now() > endsAt) return;
    const each = { seed: SEED + index, scenario: SCENARIOS[(SEED + index) % 2] ?? "profile" };
    yield { kind: "single", ...each };
    yield { kind: "mixed", ...each };
  }
}

/** What went wrong, each with the command that repeats it. */
function wrongs(reports: RunReport[]): string[] {
  return reports.flatMap(({ spec, plan, violations }) =>
    violations.map(({ invariant, message }) => `${invariant} ${message} (${plan}): ${replayOf(spec)}`),
  );
}

describe("a simulated run", () => {
  it(
    "makes a master and a whole turnaround without sockets and within seconds of virtual time",
    async () => {
      const reports = await run(SCENARIOS.map((scenario, seed) => ({ kind: "plain", seed, scenario })));
      expect(wrongs(reports)).toEqual([]);
      expect(reports.map(({ endings }) => endings)).toEqual([["succeeded"], ["complete"]]);
      for (const { virtualMs } of reports) expect(virtualMs).toBeLessThan(60_000);
    },
    5 * MINUTES,
  );

  it(
    "writes the same log for the same seed, byte for byte, in any process and after any other run",
    async () => {
      const spec = { kind: "mixed", seed: SEED, scenario: "profile" } as const;
      const reports = await run([spec, spec, { ...spec, seed: SEED + 1 }, spec, spec], true);
      const logs = new Set(reports.filter(({ seed }) => seed === SEED).map(({ log }) => log?.join("\n")));
      expect(logs.size).toBe(1);
      expect([...logs][0]?.length).toBeGreaterThan(5_000);
      const other = reports.find(({ seed }) => seed !== SEED)?.log?.join("\n") ?? "";
      expect(logs).not.toContain(other);
    },
    5 * MINUTES,
  );

  it(
    "buys nothing twice when three profiles wait at a provider that takes two long requests at a time",
    async () => {
      const [report] = await run([{ kind: "busy", seed: SEED, scenario: "profile" }]);
      expect(wrongs(report ? [report] : [])).toEqual([]);
      expect(report?.endings).toEqual(["complete", "complete", "complete"]);
      expect(report).toMatchObject({ duplicates: 0, suspects: 0 });
    },
    5 * MINUTES,
  );

  it(
    "keeps every invariant under single faults and under mixtures of faults",
    async () => {
      const startedMs = performance.now();
      const reports: RunReport[] = [];
      await crew.carryOut(drawn(), (report) => reports.push(report));
      const took = `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
      const count = (kind: string) => reports.filter(({ spec }) => spec.kind === kind).length;
      process.stderr.write(`${count("single")} single faults and ${count("mixed")} mixtures in ${took}\n`);
      expect(wrongs(reports)).toEqual([]);
      expect(Math.min(count("single"), count("mixed"))).toBeGreaterThanOrEqual(RUNS_MIN);
    },
    10 * MINUTES,
  );
});
