import { randomUUID } from "node:crypto";
import { invocationContext } from "./context.ts";
import { handlerFile } from "./handler-file.ts";
import { importBundle } from "./import-bundle.ts";
import { type Outcome, reportError, timeoutOutcome, toOutcome } from "./outcome.ts";
import { inProcessScope, type ProcessScope } from "./process-scope.ts";
import type { FunctionDefinition, FunctionLog, Invocation, Runtime } from "./runtime.ts";

type Handler = (event: unknown, context: unknown) => unknown;

/**
 * Runs every function in this process: fastest, one debugger, one heap. Each bundle still sees its own
 * environment. A function that overruns is reported as timed out but cannot be stopped.
 */
export function createInlineRuntime({ log }: { log: FunctionLog }): Runtime {
  const instance = randomUUID();
  const loaded = new Map<string, { scope: ProcessScope; handler: Promise<Handler> }>();

  const load = (definition: FunctionDefinition) => {
    const known = loaded.get(definition.id);
    if (known) return known;
    const scope: ProcessScope = {
      environment: { ...definition.environment },
      write: (text) => log({ functionName: definition.name, text }),
    };
    const handler = inProcessScope(scope, () => importHandler(definition, instance));
    const entry = { scope, handler };
    loaded.set(definition.id, entry);
    // A failed import is tried again by the next invocation, as Lambda does with a failed init.
    handler.catch(() => loaded.delete(definition.id));
    return entry;
  };

  return {
    invoke: async (definition, invocation) => {
      try {
        const { scope, handler } = load(definition);
        const run = await handler;
        return await withTimeout(definition, invocation, () =>
          inProcessScope(scope, () => call(run, { definition, invocation })),
        );
      } catch (thrown) {
        return { ok: false, error: reportError(thrown) };
      }
    },
    close: async () => loaded.clear(),
  };
}

async function call(
  handler: Handler,
  { definition, invocation }: { definition: FunctionDefinition; invocation: Invocation },
): Promise<Outcome> {
  const context = invocationContext({ ...definition, requestId: invocation.requestId });
  return toOutcome(await handler(structuredClone(invocation.event), context));
}

async function withTimeout(
  definition: FunctionDefinition,
  { requestId }: Invocation,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<Outcome>((resolve) => {
    const { timeoutMs } = definition;
    timer = setTimeout(() => resolve(timeoutOutcome({ requestId, timeoutMs })), timeoutMs);
  });
  try {
    return await Promise.race([run(), expired]);
  } finally {
    clearTimeout(timer);
  }
}

async function importHandler(definition: FunctionDefinition, instance: string): Promise<Handler> {
  const { path, exportName } = handlerFile(definition);
  const handler = (await importBundle(path, `${instance}-${definition.id}`))[exportName];
  if (typeof handler !== "function") throw new Error(`${definition.handler} is undefined or not exported`);
  return handler as Handler;
}
