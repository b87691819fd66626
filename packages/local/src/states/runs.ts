import type { Meter } from "../meter.ts";
import type { ExecutionRecord, ExecutionStore } from "./executions.ts";
import type { Ending, Run } from "./interpreter.ts";
import type { Machine } from "./machines.ts";
import { runTask, type TaskRunner } from "./tasks.ts";

/** The executions that are alive in this process. */
export interface Runs {
  /** Resolves when the execution is on record, long before it ends. */
  start(
    machine: Machine,
    request: { executionArn: string; name: string; input: string },
  ): Promise<ExecutionRecord>;
  /** Ends a running execution as ABORTED; resolves when that is on record. */
  stop(executionArn: string, reason: StopReason): Promise<void>;
  /** Ends, as ABORTED, every execution that an earlier process left running. */
  abortLeftovers(): Promise<void>;
  /** Lets go of everything that runs; the records stay RUNNING for the next start to find. */
  close(): void;
}

export interface StopReason {
  error?: string | undefined;
  cause?: string | undefined;
}

export interface RunsOptions {
  executions: ExecutionStore;
  runner: TaskRunner;
  meter: Meter;
  /** Called after every change of status is on record. */
  onStatus(record: ExecutionRecord): void;
}

interface Active {
  run: Run;
  stopReason?: StopReason;
  finished: Promise<void>;
}

const RESTARTED: StopReason = {
  error: "Local.Restarted",
  cause: "The process that ran this execution ended before it did",
};

/** Starts and ends executions, each exactly once, and keeps their records true. */
export function createRuns(options: RunsOptions): Runs {
  const active = new Map<string, Active>();
  const tokens = options.runner.tokens;
  let isClosed = false;

  const end = async (record: ExecutionRecord) => {
    await options.executions.put(record);
    options.onStatus(record);
  };
  const finish = async (started: ExecutionRecord, run: Run) => {
    const { ending, transitions } = await run.ending;
    tokens.closeExecution(started.executionArn);
    const stopReason = active.get(started.executionArn)?.stopReason;
    active.delete(started.executionArn);
    if (isClosed) return;
    options.meter.countTransitions(transitions);
    await end(endedRecord({ ...started, transitions }, ending, stopReason));
  };

  return {
    start: async (machine, request) => {
      const record = newRecord(machine, request);
      await options.executions.put(record);
      options.meter.countExecution();
      options.onStatus(record);
      const run = interpret(machine, { record, runner: options.runner });
      const finished = Promise.resolve().then(() => finish(record, run));
      active.set(record.executionArn, { run, finished });
      return record;
    },
    stop: async (executionArn, reason) => {
      const entry = active.get(executionArn);
      if (!entry) return;
      entry.stopReason ??= reason;
      entry.run.abort();
      tokens.closeExecution(executionArn);
      await entry.finished;
    },
    abortLeftovers: async () => {
      const leftovers = options.executions.running().filter(({ executionArn }) => !active.has(executionArn));
      for (const record of leftovers) await end(endedRecord(record, { status: "ABORTED" }, RESTARTED));
    },
    close: () => {
      isClosed = true;
      for (const [executionArn, { run }] of active) {
        run.abort();
        tokens.closeExecution(executionArn);
      }
    },
  };
}

function interpret(
  machine: Machine,
  { record, runner }: { record: ExecutionRecord; runner: TaskRunner },
): Run {
  const { executionArn, name, input } = record;
  return machine.interpret({
    machine,
    execution: { arn: executionArn, name },
    input: JSON.parse(input),
    runTask: (state, taskInput) => runTask(runner, { state, input: taskInput, executionArn }),
  });
}

function newRecord(
  machine: Machine,
  request: { executionArn: string; name: string; input: string },
): ExecutionRecord {
  return {
    ...request,
    stateMachineArn: machine.arn,
    status: "RUNNING",
    startedAt: Date.now(),
    transitions: 0,
  };
}

function endedRecord(record: ExecutionRecord, ending: Ending, stopReason?: StopReason): ExecutionRecord {
  const ended = { ...record, status: ending.status, stoppedAt: Date.now() };
  if (ending.status === "SUCCEEDED") return { ...ended, output: JSON.stringify(ending.output) };
  if (ending.status === "FAILED") return { ...ended, error: ending.error, cause: ending.cause };
  return { ...ended, error: stopReason?.error, cause: stopReason?.cause };
}
