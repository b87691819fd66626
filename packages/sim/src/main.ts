import { writeFileSync } from "node:fs";
import { type Crew, openCrew } from "./crew.ts";
import { brokenPromises, type Figures, figuresOf, tableOf } from "./figures.ts";
import { readOptions, type SimOptions, USAGE } from "./options.ts";
import { SCENARIOS, type Scenario } from "./scenario.ts";
import type { RunSpec } from "./spec.ts";
import { complain, print, progress } from "./terminal.ts";
import type { RunReport } from "./worker.ts";

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(options: SimOptions): Promise<void> {
  if (options.help) return print(USAGE);
  const size = options.kind === "every" ? options.workers : Math.min(options.workers, options.runs);
  progress(`starting ${size} workers; seed ${options.seed}`);
  const crew = await openCrew(size);
  try {
    await campaign(crew, options);
  } finally {
    crew.close();
  }
}

async function campaign(crew: Crew, options: SimOptions): Promise<void> {
  const specs = await specsOf(crew, options);
  const reports: RunReport[] = [];
  const startedMs = performance.now();
  await crew.carryOut(
    specs,
    (report) => {
      reports.push(report);
      showProgress(figuresOf(reports, performance.now() - startedMs), specs.length);
    },
    options.log !== undefined,
  );
  progress("");
  const figures = figuresOf(reports, performance.now() - startedMs);
  const last = reports.find(({ spec }) => spec === specs.at(-1)) ?? reports.at(-1);
  if (options.log && last?.log) writeFileSync(options.log, `${last.log.join("\n")}\n`);
  const broken = brokenPromises(figures, options.kind);
  print(options.json ? JSON.stringify({ options, ...figures }, null, 2) : tableOf(figures));
  for (const promise of broken) complain(promise);
  if (broken.length > 0) process.exitCode = 1;
}

function showProgress({ runs, wallSeconds, violations }: Figures, total: number): void {
  progress(
    `${runs}/${total} runs, ${(runs / wallSeconds).toFixed(2)} per second, ${violations.length} violations`,
  );
}

async function specsOf(crew: Crew, options: SimOptions): Promise<RunSpec[]> {
  const { kind, seed, runs, scenario, point, strike, fault, nth, stride, angles } = options;
  if (kind === "every") {
    const lists: RunSpec[] = [];
    for (const each of scenario ? [scenario] : SCENARIOS)
      lists.push(...(await crew.list({ scenario: each, angles })));
    return lists.filter((_, index) => index % stride === seed % stride);
  }
  if (kind === "call" && (point === undefined || strike === undefined))
    throw new Error("--kind call needs --point and --strike");
  if (kind === "provider" && fault === undefined) throw new Error("--kind provider needs --fault");
  return Array.from({ length: runs }, (_, index) => ({
    ...{ kind, seed: seed + index, scenario: scenarioOf(options, index), angles },
    ...(kind === "call" && { point, strike }),
    ...(kind === "provider" && { fault, nth }),
  }));
}

/** Seeds, not places in the list, decide, so that a replay of one run is the same run. */
function scenarioOf({ scenario, kind, seed }: SimOptions, index: number): Scenario {
  if (scenario) return scenario;
  if (kind === "availability" || kind === "busy" || kind === "plain") return "profile";
  return SCENARIOS[(seed + index) % SCENARIOS.length] ?? "profile";
}
