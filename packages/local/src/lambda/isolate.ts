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

/**
 * Gives every function a thread of its own: a true process.env, its own modules, and an end by force when it
 * overruns, which also fails whatever else that thread was doing, like a crashed sandbox.
 */
export function createIsolateRuntime({ log }: { log: FunctionLog }): Runtime {
  const threads = new Map<string, Promise<Thread>>();

  const threadOf = (definition: FunctionDefinition) => {
    const known = threads.get(definition.id) ?? start(definition, log);
    threads.set(definition.id, known);
    known.then(
      ({ worker }) => worker.once("exit", () => threads.delete(definition.id)),
      () => threads.delete(definition.id),
    );
    return known;
  };

  return {
    invoke: async (definition, invocation) => {
      try {
        return await ask(await threadOf(definition), { definition, invocation });
      } catch (thrown) {
        return { ok: false, error: reportError(thrown) };
      }
    },
    close: async () => {
      const started = await Promise.allSettled(threads.values());
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
