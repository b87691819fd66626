import { AsyncLocalStorage } from "node:async_hooks";
import { syncBuiltinESMExports } from "node:module";

/** What a function running inside this process sees in place of the process's own surroundings. */
export interface ProcessScope {
  environment: Record<string, string>;
  write(text: string): void;
}

const current = new AsyncLocalStorage<ProcessScope>();
let installed = false;

/**
 * Runs `body` so that everything it starts, at any later time, reads and writes `scope.environment` as
 * process.env and writes its output to `scope.write`. Outside such calls the process is as it was.
 */
export function inProcessScope<T>(scope: ProcessScope, body: () => T): T {
  if (!installed) install();
  return current.run(scope, body);
}

function install(): void {
  installed = true;
  process.env = environmentProxy(process.env);
  syncBuiltinESMExports();
  redirect(process.stdout);
  redirect(process.stderr);
}

// The proxy's target stays empty so that no invariant ties the answers to one environment.
function environmentProxy(outside: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const active = (): NodeJS.ProcessEnv => current.getStore()?.environment ?? outside;
  return new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_, key) => (typeof key === "string" ? active()[key] : undefined),
      has: (_, key) => typeof key === "string" && key in active(),
      ownKeys: () => Object.keys(active()),
      set: (_, key, value) => {
        active()[String(key)] = String(value);
        return true;
      },
      deleteProperty: (_, key) => Reflect.deleteProperty(active(), key),
      defineProperty: (_, key, descriptor) => {
        active()[String(key)] = String(descriptor.value);
        return true;
      },
      getOwnPropertyDescriptor: (_, key) =>
        typeof key === "string" && active()[key] !== undefined
          ? { value: active()[key], writable: true, enumerable: true, configurable: true }
          : undefined,
    },
  );
}

function redirect(stream: NodeJS.WriteStream): void {
  const original = stream.write.bind(stream) as (...parameters: unknown[]) => boolean;
  stream.write = (...parameters: unknown[]): boolean => {
    const scope = current.getStore();
    if (!scope) return original(...parameters);
    const [chunk, encodingOrDone, done] = parameters;
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString("utf8");
    // Outside the scope: whoever receives the line may well print it.
    current.exit(() => scope.write(text));
    const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
    if (typeof callback === "function") queueMicrotask(() => callback());
    return true;
  };
}
