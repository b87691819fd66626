import { availableParallelism, loadavg } from "node:os";

export type Cell = string | number;

/** Rows under a heading as aligned text; numbers go to the right. */
export function tableText(heading: string[], rows: Cell[][]): string {
  const lines = [heading, ...rows.map((row) => row.map(String))];
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const isNumber = heading.map((_, column) =>
    rows.every((row) => /^[-$\d<>]/.test(String(row[column] ?? ""))),
  );
  const lineOf = (cells: string[]) =>
    cells
      .map((cell, column) =>
        isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [
    lineOf(heading),
    lineOf(widths.map((width) => "-".repeat(width))),
    ...lines.slice(1).map(lineOf),
  ].join("\n");
}

/** The middle of some numbers, the mean of both middles when they are even; NaN for none. */
export function median(numbers: number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** What a figure was measured on: without it, no duration says anything. */
export function machine() {
  const [load1 = 0, load5 = 0] = loadavg();
  return {
    cores: availableParallelism(),
    load1: rounded(load1),
    load5: rounded(load5),
    node: process.version,
  };
}

export function machineText({ cores, load1, load5, node } = machine()): string {
  return `${cores} cores, load average ${load1} (1 min) ${load5} (5 min), Node ${node}`;
}

/** One figure against its bound. */
export interface Target {
  name: string;
  value: number;
  /** Exactly one of both is given. */
  atMost?: number;
  atLeast?: number;
}

export function isMet({ value, atMost, atLeast }: Target): boolean {
  if (atMost !== undefined) return value <= atMost;
  return atLeast !== undefined && value >= atLeast;
}

/** The targets one a line, and exit code 1 for the process when one is missed. */
export function judge(targets: Target[]): string {
  if (!targets.every(isMet)) process.exitCode = 1;
  return targets
    .map((target) => {
      const { name, value, atMost, atLeast } = target;
      const bound = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
      return `${isMet(target) ? "ok    " : "MISSED"}  ${name}: ${value} (${bound})`;
    })
    .join("\n");
}
