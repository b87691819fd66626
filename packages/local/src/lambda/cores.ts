import { availableParallelism } from "node:os";
import type { FunctionDefinition } from "./runtime.ts";

/** From this size on a Lambda has a whole core for itself. */
const CORE_MEMORY_MB = 1769;

/** Whether a function would have a whole core for itself. */
export function hasCore({ memoryMb }: Pick<FunctionDefinition, "memoryMb">): boolean {
  return memoryMb >= CORE_MEMORY_MB;
}

/** Runs work when a core is free for it. */
export type Cores = <T>(
  definition: Pick<FunctionDefinition, "memoryMb">,
  work: () => Promise<T>,
) => Promise<T>;

/** They wait for the network about as long as they compute, so each core takes two. */
const CALLS_PER_CORE = 2;

/**
 * Functions that would have a core of their own share the cores of this machine, in the order they came; all others
 * start at once. Without it a burst of encodes fills the thread pool that the table's disk needs as well.
 */
export function shareCores(slots = availableParallelism() * CALLS_PER_CORE): Cores {
  const waiting: Array<() => void> = [];
  let free = slots;
  return async (definition, work) => {
    if (!hasCore(definition)) return await work();
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
