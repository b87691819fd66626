/** Work of one function, as Lambda bills it. */
export interface FunctionUsage {
  invocations: number;
  failures: number;
  /** Sum of the billed durations: each rounded up to a whole millisecond. */
  billedMs: number;
  memoryMb: number;
}

/** Everything a bill would be made of, counted since the meter was made or last reset. */
export interface Usage {
  functions: Record<string, FunctionUsage>;
  stateTransitions: number;
  executions: number;
  table: { readUnits: number; writeUnits: number; reads: number; writes: number };
  bucket: { operations: Record<string, number>; bytesIn: number; bytesOut: number };
  httpRequests: number;
}

/** Counts what AWS and the bucket would charge for; it knows no prices. */
export interface Meter {
  countInvocation(call: { functionId: string; durationMs: number; memoryMb: number; failed: boolean }): void;
  countTransitions(count: number): void;
  countExecution(): void;
  countTable(use: { readUnits?: number; writeUnits?: number }): void;
  countBucket(use: { operation: string; bytesIn?: number; bytesOut?: number }): void;
  countHttpRequest(): void;
  /** A copy that later counting does not change. */
  read(): Usage;
  reset(): void;
}

/** A meter at zero. */
export function createMeter(): Meter {
  let usage = zero();
  return {
    countInvocation: ({ functionId, durationMs, memoryMb, failed }) => {
      usage.functions[functionId] ??= { invocations: 0, failures: 0, billedMs: 0, memoryMb };
      const entry = usage.functions[functionId];
      entry.invocations += 1;
      entry.failures += failed ? 1 : 0;
      entry.billedMs += Math.ceil(durationMs);
    },
    countTransitions: (count) => {
      usage.stateTransitions += count;
    },
    countExecution: () => {
      usage.executions += 1;
    },
    countTable: ({ readUnits, writeUnits }) => {
      usage.table.readUnits += readUnits ?? 0;
      usage.table.writeUnits += writeUnits ?? 0;
      usage.table.reads += readUnits === undefined ? 0 : 1;
      usage.table.writes += writeUnits === undefined ? 0 : 1;
    },
    countBucket: ({ operation, bytesIn, bytesOut }) => {
      usage.bucket.operations[operation] = (usage.bucket.operations[operation] ?? 0) + 1;
      usage.bucket.bytesIn += bytesIn ?? 0;
      usage.bucket.bytesOut += bytesOut ?? 0;
    },
    countHttpRequest: () => {
      usage.httpRequests += 1;
    },
    read: () => structuredClone(usage),
    reset: () => {
      usage = zero();
    },
  };
}

function zero(): Usage {
  return {
    functions: {},
    stateTransitions: 0,
    executions: 0,
    table: { readUnits: 0, writeUnits: 0, reads: 0, writes: 0 },
    bucket: { operations: {}, bytesIn: 0, bytesOut: 0 },
    httpRequests: 0,
  };
}
