import type { Fact, Properties } from "./fact.ts";
import type { NodeKind, Relation, RelationType } from "./relations.ts";

export interface NodeRef {
  projectId: string;
  nodeId: string;
}

export interface LineageQuery extends NodeRef {
  /** `up`: what it was made from. `down`: what was made from it. */
  direction: "up" | "down";
  /** Steps at most, 1-8. */
  depth: number;
  limit: number;
  /** The `nextCursor` of the page before. */
  cursor?: string | undefined;
}

/** One thing that another was made from, by the shortest way; `path` runs from the derived thing to its source. */
export interface Kin {
  nodeId: string;
  kind: NodeKind;
  depth: number;
  path: string[];
  types: RelationType[];
}

export interface LineagePage {
  nodes: Kin[];
  nextCursor: string | null;
}

export interface RelationQuery extends NodeRef {
  direction: "out" | "in";
  /** Only relations of this type. */
  type?: RelationType | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface RelationPage {
  relations: Relation[];
  nextCursor: string | null;
}

export interface Known {
  nodeId: string;
  version?: number | undefined;
  properties: Properties;
}

/** Everything known of a subject: itself, its style guide, the scenes it is in, its masters and turnarounds by version. */
export interface Context {
  subject: Known;
  style: Known | null;
  scenes: Known[];
  masters: Known[];
  profiles: Known[];
}

/**
 * The graph. Two implementations satisfy one contract: the table, which is the truth, and Neo4j, its projection.
 * Lists are ordered (lineage by depth, then id), so both give the same pages.
 */
export interface Graph {
  /**
   * Makes nodes and relations as the facts say, in order. Throws `relation.unknown-node` when a relation leads out of
   * the project's known nodes, `relation.cycle` when it would close one; then nothing of that fact is written.
   */
  apply(facts: Fact[]): Promise<void>;
  lineage(query: LineageQuery): Promise<LineagePage>;
  relations(query: RelationQuery): Promise<RelationPage>;
  /** In one round trip; undefined when the subject is not known. */
  context(subject: NodeRef): Promise<Context | undefined>;
}
