import type { Usage } from "../../packages/local/src/meter.ts";
import { BUCKET_CLASSES, NETWORK_WAITS_MS, PRICES, UNSEEN } from "./prices.ts";

/** All that one profile used, as the local cloud counted it. */
export interface ProfileUse extends Usage {
  /** What the functions wrote to their logs. */
  logBytes: number;
  /** What the API answered to its caller. */
  answerBytes: number;
}

export interface CostLine {
  part: string;
  quantity: number;
  unit: string;
  usd: number;
}

/** The bill of a profile without FAL, part by part. Throws for an operation whose price class is not known. */
export function costOf(use: ProfileUse): CostLine[] {
  const { functions, table, bucket, httpRequests, executions, logBytes, answerBytes } = use;
  const invocations = Object.values(functions).reduce((sum, each) => sum + each.invocations, 0);
  const bytesLogged =
    logBytes + invocations * UNSEEN.logBytesPerInvocation + httpRequests * UNSEEN.logBytesPerHttpRequest;
  const classes = bucketClasses(bucket.operations);
  return [
    line(
      "Step Functions",
      "stateTransition",
      use.stateTransitions + executions * UNSEEN.transitionsPerExecution,
    ),
    line("Lambda requests", "lambdaRequest", invocations),
    line("Lambda time", "lambdaTime", gigabyteSeconds(functions)),
    line("Table writes", "tableWrite", table.writeUnits),
    line("Table reads", "tableRead", table.readUnits),
    line("Bucket writes", "bucketClassA", classes.bucketClassA),
    line("Bucket reads", "bucketClassB", classes.bucketClassB),
    line("HTTP requests", "httpRequest", httpRequests),
    line("Logs", "logs", bytesLogged),
    line("Transfer", "transferOut", bucket.bytesIn + answerBytes),
  ];
}

/** US dollars of all lines. */
export function totalUsd(lines: CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

/** Memory times time, with the waits for the network that this machine does not have. */
export function gigabyteSeconds(functions: Usage["functions"]): number {
  return Object.entries(functions).reduce((sum, [name, { invocations, billedMs, memoryMb }]) => {
    const waitMs = NETWORK_WAITS_MS.find(({ of }) => of.test(name))?.waitMs ?? 0;
    return sum + (memoryMb / 1024) * ((billedMs + invocations * waitMs) / 1000);
  }, 0);
}

function bucketClasses(operations: Record<string, number>) {
  const counts = { bucketClassA: 0, bucketClassB: 0, free: 0 };
  for (const [operation, count] of Object.entries(operations)) {
    const known = BUCKET_CLASSES[operation];
    if (!known) throw new Error(`No price class for the bucket operation ${operation}`);
    counts[known] += count;
  }
  return counts;
}

function line(part: string, name: keyof typeof PRICES, quantity: number): CostLine {
  const { usd, per, unit } = PRICES[name];
  return { part, quantity, unit, usd: (quantity * usd) / per };
}
