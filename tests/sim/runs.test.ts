import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Crew, openCrew, type RunReport, type RunSpec, replayOf } from "../../packages/sim/src/index.ts";

/** Printed, so that a failure can be repeated; another one by SIM_SEED. */
const SEED = Number(process.env.SIM_SEED ?? 1);
/** Single faults, and mixtures of them, that are drawn; each takes about four seconds on a busy machine. */
const RUNS = Number(process.env.SIM_RUNS ?? 5);
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

function drawn(kind: RunSpec["kind"]): RunSpec[] {
  return Array.from({ length: RUNS }, (_, index) => ({
    ...{ kind, seed: SEED + index },
    scenario: SCENARIOS[(SEED + index) % 2] ?? "profile",
  }));
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
    "keeps every invariant under single faults",
    async () => {
      expect(wrongs(await run(drawn("single")))).toEqual([]);
    },
    5 * MINUTES,
  );

  it(
    "keeps every invariant under mixtures of faults",
    async () => {
      expect(wrongs(await run(drawn("mixed")))).toEqual([]);
    },
    5 * MINUTES,
  );
});
