import {
  type Fact,
  type Graph,
  neighbours,
  type Relation,
  tableGraph,
  UnknownNodes,
} from "../../packages/core/src/brain/index.ts";

/** A relation as one line, to compare sets of them. */
export function relationText({ type, fromId, toId }: Relation): string {
  return `${fromId} ${type} ${toId}`;
}

/** Every relation that leads out of some nodes, sorted, read page by page: one that is there twice is here twice. */
export async function relationsFrom(graph: Graph, projectId: string, nodeIds: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const nodeId of nodeIds) {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { projectId, nodeId, direction: "out" as const, limit: 100, cursor: cursor ?? undefined };
      const page = await graph.relations(query);
      found.push(...page.relations.map(relationText));
      cursor = page.nextCursor;
    }
  }
  return found.sort();
}

/** A graph that only keeps what it was told last of each node, and refuses what it does not know. */
export function memoryGraph() {
  const facts = new Map<string, Fact>();
  const graph: Graph = {
    ...tableGraph(),
    apply: async (given) => {
      for (const fact of given) {
        const unknown = neighbours(fact).filter((id) => !facts.has(id));
        if (unknown.length > 0) throw new UnknownNodes(unknown);
        const known = facts.get(fact.nodeId);
        if (!known || known.revision <= fact.revision) facts.set(fact.nodeId, fact);
      }
    },
  };
  const relations = () => [...facts.values()].flatMap((fact) => fact.relations.map(relationText)).sort();
  return { graph, facts, relations };
}
