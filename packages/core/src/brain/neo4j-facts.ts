import type { Fact } from "./fact.ts";
import { isLineage, kindOf, RELATION_TYPES } from "./relations.ts";

const INTERNAL = new Set(["id", "projectId", "kind", "revision", "deleted", "run"]);

/** Facts as the parameters of the statement that applies them: one node each, relations by type. */
export function facts(given: Fact[], run?: string) {
  return given.map((fact) => {
    const { projectId, nodeId, revision, isDeleted } = fact;
    const kind = kindOf(nodeId);
    const stated = isDeleted ? [] : fact.relations;
    const relations = stated.map(({ version, ...relation }) => ({
      ...relation,
      properties: {
        owner: nodeId,
        key: keyOf(relation),
        isLineage: isLineage(relation),
        ...(version !== undefined && { version }),
      },
    }));
    return {
      id: nodeId,
      label: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
      node: {
        ...(isDeleted ? {} : fact.properties),
        ...{ id: nodeId, projectId, kind, revision, deleted: isDeleted },
        ...(run !== undefined && { run }),
      },
      keys: relations.map(({ properties }) => properties.key),
      ...Object.fromEntries(
        RELATION_TYPES.map((type) => [type, relations.filter((relation) => relation.type === type)]),
      ),
    };
  });
}

/** A node's own properties, without what the graph keeps for itself. */
export function withoutInternals(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !INTERNAL.has(name)));
}

function keyOf({ type, fromId, toId }: { type: string; fromId: string; toId: string }): string {
  return `${fromId} ${type} ${toId}`;
}
