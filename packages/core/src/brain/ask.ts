import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import { BRAIN } from "../limits.ts";
import { log } from "../log.ts";
import { neo4jGraph } from "./neo4j.ts";
import type { Graph } from "./port.ts";
import { tableGraph } from "./table.ts";

let awayUntilMs = 0;

/** An answer, and whether it is the table's because the graph is away. */
export interface Answer<T> {
  answer: T;
  degraded: boolean;
}

/**
 * Asks the graph where one is configured, and the table where none is. A graph that is away costs one failure; then
 * the table answers, marked `degraded`, and goes on doing so for half a minute. Only functions that read the graph
 * import this: it brings Neo4j's driver along.
 */
export async function ask<T>(
  question: (graph: Graph) => Promise<T>,
  graphOf: () => Graph = neo4jGraph,
): Promise<Answer<T>> {
  if (!config("graph").NEO4J_URI) return { answer: await question(tableGraph()), degraded: false };
  if (Date.now() >= awayUntilMs) {
    try {
      return { answer: await question(graphOf()), degraded: false };
    } catch (error) {
      if (error instanceof LikenessError && error.kind !== "internal") throw error;
      awayUntilMs = Date.now() + BRAIN.awayMs;
      log().warn("the graph is away; the table answers", { error: error as Error });
    }
  }
  return { answer: await question(tableGraph()), degraded: true };
}
