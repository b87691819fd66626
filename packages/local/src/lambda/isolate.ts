import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { compileEntry } from "../typescript-entry.ts";
import { handlerFile } from "./handler-file.ts";
import { type Outcome, reportError, timeoutOutcome } from "./outcome.ts";
import type { FunctionDefinition, FunctionLog, Invocation, Runtime } from "./runtime.ts";
import type { WorkerRequest, WorkerResponse } from "./worker-entry.ts";

interface Thread {
  worker: Worker;
  waiting: Map<string, (outcome: Outcome) => void>;
}

interface Place {
  thread: Promise<Thread>;
  busy: number;
}

export interface IsolateOptions {
  log: FunctionLog;
  /** A busy function gets another thread, up to so many; then its invocations share them. Default 1. */
  threadsEach?: number | undefined;
}

/**
 * Gives every function a thread of its own: a true process.env, its own modules, and an end by force when it
 * overruns, which also fails whatever else that thread was doing, like a crashed sandbox.
 */
export function createIsolateRuntime({ log, threadsEach = 1 }: IsolateOptions): Runtime {
  const places = new Map<string, Place[]>();

  const placeFor = (definition: FunctionDefinition): Place => {
    const known = places.get(definition.id) ?? [];
    places.set(definition.id, known);
    const [quietest] = known.toSorted((one, other) => one.busy - other.busy);
    if (quietest && (quietest.busy === 0 || known.length >= threadsEach)) return quietest;
    const place = { thread: start(definition, log), busy: 0 };
    const leave = () => void known.splice(known.indexOf(place), 1);
    place.thread.then(({ worker }) => worker.once("exit", leave), leave);
    known.push(place);
    return place;
  };

  return {
    invoke: async (definition, invocation) => {
      const place = placeFor(definition);
      place.busy += 1;
      try {
        return await ask(await place.thread, { definition, invocation });
      } catch (thrown) {
        return { ok: false, error: reportError(thrown) };
      } finally {
        place.busy -= 1;
      }
    },
    close: async () => {
      const started = await Promise.allSettled([...places.values()].flat().map(({ thread }) => thread));
      await Promise.all(
        started.map((entry) => (entry.status === "fulfilled" ? entry.value.worker.terminate() : undefined)),
      );
    },
  };
}

async function start(definition: FunctionDefinition, log: FunctionLog): Promise<Thread> {
  const { path, exportName } = handlerFile(definition);
  const code = await compileEntry(new URL("./worker-entry.ts", import.meta.url), "cjs");
  const worker = new Worker(code, {
    eval: true,
    env: definition.environment,
    execArgv: [],
    stdout: true,
    stderr: true,
    workerData: { url: pathToFileURL(path).href, exportName },
  });
  forward(worker.stdout, (text) => log({ functionName: definition.name, text }));
  forward(worker.stderr, (text) => log({ functionName: definition.name, text }));
  const thread: Thread = { worker, waiting: new Map() };
  worker.on("message", ({ requestId, outcome }: WorkerResponse) => finish(thread, requestId, outcome));
  worker.on("error", (thrown) => failAll(thread, { ok: false, error: reportError(thrown) }));
  worker.on("exit", (code) =>
    failAll(thread, {
      ok: false,
      error: {
        errorType: "Runtime.ExitError",
        errorMessage: `Runtime exited with error: exit status ${code}`,
      },
    }),
  );
  return thread;
}

function ask(
  thread: Thread,
  { definition, invocation }: { definition: FunctionDefinition; invocation: Invocation },
): Promise<Outcome> {
  const { requestId } = invocation;
  return new Promise((resolve) => {
    const { timeoutMs } = definition;
    const timer = setTimeout(() => {
      finish(thread, requestId, timeoutOutcome({ requestId, timeoutMs }));
      void thread.worker.terminate();
    }, timeoutMs);
    thread.waiting.set(requestId, (outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
    const { name, arn, memoryMb } = definition;
    thread.worker.postMessage({
      event: invocation.event,
      context: { name, arn, memoryMb, timeoutMs, requestId },
    } satisfies WorkerRequest);
  });
}

function finish(thread: Thread, requestId: string, outcome: Outcome): void {
  const answer = thread.waiting.get(requestId);
  thread.waiting.delete(requestId);
  answer?.(outcome);
}

function failAll(thread: Thread, outcome: Outcome): void {
  for (const requestId of [...thread.waiting.keys()]) finish(thread, requestId, outcome);
}

function forward(stream: Readable, write: (text: string) => void): void {
  stream.setEncoding("utf8");
  stream.on("data", write);
}
