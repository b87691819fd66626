import * as z from "zod";
import { BRAIN } from "../limits.ts";
import { checkRelation, kindOf, RELATION_TYPES } from "./relations.ts";

const Value = z.union([
  z.string().max(BRAIN.propertyMaxChars),
  z.number(),
  z.boolean(),
  z.array(z.string().max(BRAIN.propertyMaxChars)),
]);

/** What is known of a node: flat values, because that is what a graph database stores. */
export const Properties = z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), Value);
export type Properties = z.infer<typeof Properties>;

const RelationShape = z.object({
  type: z.enum(RELATION_TYPES),
  fromId: z.string(),
  toId: z.string(),
  version: z.number().int().optional(),
});

/**
 * All the graph is told of one row: the node it is and every relation it owns. Applying it twice changes nothing; one
 * with a lower `revision` than what is known is ignored.
 */
export const Fact = z.object({
  projectId: z.string(),
  nodeId: z.string(),
  revision: z.number().int().min(0),
  /** The row is gone: the node keeps nothing and nothing refers to it. */
  isDeleted: z.boolean().default(false),
  properties: Properties,
  relations: z.array(RelationShape).max(BRAIN.relationsMax),
});
export type Fact = z.infer<typeof Fact>;

/** Checks a fact as a whole: known types, ends that fit, every relation at this node, at most one lineage step to a target. */
export function parseFact(input: z.input<typeof Fact>): Fact {
  kindOf(input.nodeId);
  for (const relation of input.relations) checkRelation(relation);
  const fact = Fact.parse(input);
  for (const { fromId, toId } of fact.relations) {
    if (fromId !== fact.nodeId && toId !== fact.nodeId)
      throw new Error(`${fact.nodeId} cannot state a relation from ${fromId} to ${toId}`);
  }
  return fact;
}

/** The ids at the other ends of a fact's relations, each once. */
export function neighbours({ nodeId, relations }: Pick<Fact, "nodeId" | "relations">): string[] {
  return [...new Set(relations.map(({ fromId, toId }) => (fromId === nodeId ? toId : fromId)))];
}
