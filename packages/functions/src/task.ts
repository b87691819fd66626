import { log } from "@likeness/core/log";
import type * as z from "zod";

/**
 * A state's function: parses what the state hands over, makes one domain call and answers what the next state needs
 * (ids, never pictures). What it throws reaches the machine under the error's own name.
 */
export function task<S extends z.ZodType, R>(schema: S, run: (input: z.output<S>) => Promise<R>) {
  return async (event: unknown): Promise<R> => {
    const input = schema.parse(event);
    try {
      return await run(input);
    } catch (error) {
      log().warn("task failed", { input: idsOf(input), error: error as Error });
      throw error;
    }
  };
}

function idsOf(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return undefined;
  return Object.fromEntries(Object.entries(input).filter(([name]) => name.endsWith("Id")));
}
