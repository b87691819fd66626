import type * as z from "zod";
import { config } from "../config.ts";
import { type Fact, parseFact } from "./fact.ts";
import { applyFact } from "./table-write.ts";

/** Whether a graph is configured beside the table. */
export function hasGraph(): boolean {
  return config("graph").NEO4J_URI !== undefined;
}

/**
 * Writes what a row means for the graph: its relations into the table, and, where there is a graph, a note in the same
 * write that it does not know them yet. Call it before the row of something that never changes is written: a step
 * that dies in between leaves relations nobody can see, and its next run completes them.
 */
export async function remember(fact: z.input<typeof Fact>): Promise<void> {
  await applyFact(parseFact(fact), { isPending: hasGraph() });
}
