import { replayOf } from "./spec.ts";
import type { RunReport } from "./worker.ts";

/** What a campaign found. */
export interface Figures {
  runs: number;
  jobs: number;
  /** Jobs by how they ended: complete, partial, simplified, succeeded, failed, cancelled. */
  endings: Record<string, number>;
  strikes: number;
  violations: { replay: string; plan: string; invariant: string; message: string }[];
  /** Accepted requests that nobody could name, each of them on a row marked suspect. */
  suspects: number;
  unnamedRequests: number;
  /** The longest from the provider's end to our answer, over all requests of all runs. */
  slowestRecoverySeconds: number;
  virtualHours: number;
  wallSeconds: number;
  /** Commands that repeat the runs with a failed job. */
  failures: string[];
}

/** Counts up reports; the order in which they come does not matter. */
export function figuresOf(reports: readonly RunReport[], wallMs: number): Figures {
  const endings: Record<string, number> = {};
  for (const ending of reports.flatMap((report) => report.endings))
    endings[ending] = (endings[ending] ?? 0) + 1;
  const sum = (of: (report: RunReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  return {
    runs: reports.length,
    jobs: sum((report) => report.endings.length),
    endings,
    strikes: sum(({ strikes }) => strikes),
    violations: reports.flatMap(({ spec, plan, violations }) =>
      violations.map((violation) => ({ replay: replayOf(spec), plan, ...violation })),
    ),
    suspects: sum(({ suspects }) => suspects),
    unnamedRequests: sum(({ duplicates }) => duplicates),
    slowestRecoverySeconds: Math.max(0, ...reports.map(({ slowestRecoveryMs }) => slowestRecoveryMs)) / 1000,
    virtualHours: sum(({ virtualMs }) => virtualMs) / 3_600_000,
    wallSeconds: wallMs / 1000,
    failures: reports.flatMap(({ spec, endings: ends }) => (ends.includes("failed") ? [replayOf(spec)] : [])),
  };
}

/** Shares that are promised under the everyday mix. */
const PROMISED = { usable: 0.999, complete: 0.99, recoverySeconds: 240 } as const;

/** Share of the jobs with one of these endings. */
export function shareOf({ jobs, endings }: Figures, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (endings[name] ?? 0), 0) / Math.max(1, jobs);
}

const COMPLETE = ["complete", "succeeded"];
const USABLE = [...COMPLETE, "partial"];

/** The figures as a table for people. */
export function tableOf(figures: Figures): string {
  const { jobs, runs, wallSeconds, endings } = figures;
  const rows: [string, string][] = [
    ["runs", `${runs} (${jobs} jobs, ${figures.strikes} faults at calls)`],
    [
      "endings",
      Object.entries(endings)
        .map(([name, count]) => `${name} ${count}`)
        .join(", ") || "none",
    ],
    ["complete", percent(shareOf(figures, COMPLETE))],
    ["complete or partial", percent(shareOf(figures, USABLE))],
    ["invariant violations", String(figures.violations.length)],
    ["accepted, answer lost", `${figures.unnamedRequests}, on ${figures.suspects} rows marked suspect`],
    ["slowest recovery", `${figures.slowestRecoverySeconds.toFixed(1)} s`],
    ["virtual time", `${figures.virtualHours.toFixed(1)} h`],
    [
      "wall time",
      `${wallSeconds.toFixed(1)} s, ${(jobs / Math.max(wallSeconds, 0.001)).toFixed(2)} jobs per second`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

/** What was promised and not kept; empty when all is well. */
export function brokenPromises(figures: Figures, kind: string): string[] {
  const violations = figures.violations.map(
    ({ invariant, message, plan, replay }) => `${invariant} ${message}\n    with ${plan}\n    ${replay}`,
  );
  if (kind !== "availability") return violations;
  const { usable, complete, recoverySeconds } = PROMISED;
  const shares = [
    { name: "complete or partial", share: shareOf(figures, USABLE), least: usable },
    { name: "complete", share: shareOf(figures, COMPLETE), least: complete },
  ];
  return [
    ...violations,
    ...shares
      .filter(({ share, least }) => share < least)
      .map(({ name, share, least }) => `${percent(share)} ${name}; ${percent(least)} is promised`),
    ...(figures.slowestRecoverySeconds > recoverySeconds
      ? [
          `a request was recovered after ${figures.slowestRecoverySeconds} s; ${recoverySeconds} s is promised`,
        ]
      : []),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
