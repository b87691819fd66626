import { availableParallelism } from "node:os";
import { hasCore } from "./cores.ts";
import { createInlineRuntime } from "./inline.ts";
import { createIsolateRuntime } from "./isolate.ts";
import type { FunctionLog, Runtime } from "./runtime.ts";

/**
 * What would have a core of its own in the cloud has threads of its own here, as many as it is busy for and this machine
 * has cores, so that no work on pixels holds up the table, the webhooks and the states; all other functions share this
 * process's one thread.
 */
export function createMixedRuntime(options: { log: FunctionLog }): Runtime {
  const inline = createInlineRuntime(options);
  const isolate = createIsolateRuntime({ ...options, threadsEach: availableParallelism() });
  return {
    invoke: (definition, invocation) =>
      (hasCore(definition) ? isolate : inline).invoke(definition, invocation),
    close: async () => {
      await Promise.all([inline.close(), isolate.close()]);
    },
  };
}
