import { parentPort, workerData } from "node:worker_threads";
import { type ContextSource, invocationContext } from "./context.ts";
import { type Outcome, reportError, toOutcome } from "./outcome.ts";

/** Asks the worker for one invocation; it answers with the same request id. */
export interface WorkerRequest {
  event: unknown;
  context: ContextSource;
}

export interface WorkerResponse {
  requestId: string;
  outcome: Outcome;
}

const { url, exportName } = workerData as { url: string; exportName: string };
const loading = import(url) as Promise<Record<string, unknown>>;
loading.catch(() => undefined);

parentPort?.on("message", async ({ event, context }: WorkerRequest) => {
  const { requestId } = context;
  const outcome = await run(event, context).catch(
    (thrown: unknown): Outcome => ({ ok: false, error: reportError(thrown) }),
  );
  parentPort?.postMessage({ requestId, outcome } satisfies WorkerResponse);
});

async function run(event: unknown, context: ContextSource): Promise<Outcome> {
  const handler = (await loading)[exportName];
  if (typeof handler !== "function") throw new Error(`${exportName} is undefined or not exported`);
  return toOutcome(await handler(event, invocationContext(context)));
}
