import {
  ExecutionAbortedError,
  ExecutionError,
  ExecutionTimeoutError,
  StateMachine,
} from "aws-local-stepfunctions";
import { allStates, type Definition, type State, withTimeouts } from "./definition.ts";
import { TaskFailure, TOKEN_PLACEHOLDER } from "./tasks.ts";

/** How an execution ended, in the words of DescribeExecution. */
export type Ending =
  | { status: "SUCCEEDED"; output: unknown }
  | { status: "FAILED"; error: string; cause: string }
  | { status: "TIMED_OUT" }
  | { status: "ABORTED" };

/** A running execution. `ending` never rejects. */
export interface Run {
  ending: Promise<{ ending: Ending; transitions: number }>;
  abort(): void;
}

export interface RunRequest {
  machine: { arn: string; name: string };
  execution: { arn: string; name: string };
  input: unknown;
  runTask(state: State, input: unknown): Promise<unknown>;
}

/** The longest JSON, in bytes, that a state may take or give. */
export const STATE_DATA_MAX_BYTES = 262_144;

type Library = Parameters<StateMachine["run"]>;

/** Makes a definition runnable. It must already have passed `unsupported`, which the library itself does not check. */
export function createInterpreter(definition: Definition): (request: RunRequest) => Run {
  provideWithResolvers();
  const runnable = withTimeouts(definition) as unknown as ConstructorParameters<typeof StateMachine>[0];
  const machine = new StateMachine(runnable, { validationOptions: { noValidate: true } });
  const tasks = allStates(definition).filter(({ state }) => state.Type === "Task");
  return (request) => start(machine, tasks, request);
}

function start(machine: StateMachine, tasks: { name: string; state: State }[], request: RunRequest): Run {
  let fatal: Ending | undefined;
  let isOver = false;
  const stopTooLarge = (what: string) => {
    fatal ??= { status: "FAILED", error: "States.DataLimitExceeded", cause: tooLarge(what) };
    abort();
  };
  const handlers = tasks.map(({ name, state }) => [
    name,
    async (input: unknown) => {
      // A retry that wakes after the end must not run the task again.
      if (isOver) throw new TaskFailure("States.Runtime", "The execution is over");
      const output = await request.runTask(state, input);
      if (!isOver && isTooLarge(output)) stopTooLarge(`The state/task '${name}' returned a result`);
      return output;
    },
  ]);
  const run = machine.run(request.input as Library[0], {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    context: contextObject(request),
  });
  const abort = () => {
    isOver = true;
    run.abort();
  };
  const counted = countTransitions(run.eventLogs, (state) =>
    stopTooLarge(`The output of the state '${state}'`),
  );
  const ending = run.result
    .then(
      (output): Ending => ({ status: "SUCCEEDED", output }),
      (thrown: unknown) => endingOf(thrown),
    )
    .then(async (ended) => {
      isOver = true;
      return { ending: fatal ?? ended, transitions: await counted };
    });
  return { ending, abort };
}

function contextObject({ machine, execution }: RunRequest): Record<string, Record<string, unknown>> {
  return {
    Execution: { Id: execution.arn, Name: execution.name },
    StateMachine: { Id: machine.arn, Name: machine.name },
    Task: { Token: TOKEN_PLACEHOLDER },
  };
}

type Events = ReturnType<StateMachine["run"]>["eventLogs"];

async function countTransitions(events: Events, onTooLarge: (state: string) => void): Promise<number> {
  let transitions = 0;
  for await (const event of events) {
    if (event.type === "StateEntered" || event.type === "StateRetried") transitions += 1;
    if (event.type === "StateExited" && isTooLarge(event.state.output)) onTooLarge(event.state.name);
  }
  return transitions;
}

function endingOf(thrown: unknown): Ending {
  if (thrown instanceof ExecutionTimeoutError) return { status: "TIMED_OUT" };
  if (thrown instanceof ExecutionAbortedError) return { status: "ABORTED" };
  const cause = thrown instanceof ExecutionError ? thrown.cause : thrown;
  if (cause instanceof Error) return { status: "FAILED", error: cause.name, cause: cause.message };
  return { status: "FAILED", error: "States.Runtime", cause: String(cause) };
}

function isTooLarge(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value) ?? "") > STATE_DATA_MAX_BYTES;
}

function tooLarge(what: string): string {
  return `${what} with a size exceeding the maximum number of bytes service limit.`;
}

// The library expects Node 22; this is the only thing it uses that Node 20 has not.
function provideWithResolvers(): void {
  const promises = Promise as unknown as { withResolvers?: unknown };
  promises.withResolvers ??= <T>() => {
    let resolve: (value: T | PromiseLike<T>) => void = () => undefined;
    let reject: (reason?: unknown) => void = () => undefined;
    const promise = new Promise<T>((onResolve, onReject) => {
      resolve = onResolve;
      reject = onReject;
    });
    return { promise, resolve, reject };
  };
}
