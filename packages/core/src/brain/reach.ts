import { BRAIN } from "../limits.ts";
import type { RelationType } from "./relations.ts";

/** A way from a node to one of its ancestors: the ids, both ends included, and the relations between them. */
export interface Reach {
  path: string[];
  types: RelationType[];
}

/** A relation to a parent, with every ancestor the parent reaches. */
export interface Step {
  type: RelationType;
  parentId: string;
  reaches: Reach[];
}

/**
 * The shortest way from a node to each of its ancestors, nearest first; of ways of one length the first by ids. Ways
 * longer than the depth limit are left out. Pure.
 */
export function reachOf(nodeId: string, steps: Step[]): Reach[] {
  const best = new Map<string, Reach>();
  for (const { type, parentId, reaches } of steps) {
    const own: Reach = { path: [nodeId, parentId], types: [type] };
    const further = reaches.map(({ path, types }) => ({ path: [nodeId, ...path], types: [type, ...types] }));
    for (const way of [own, ...further]) {
      const target = way.path.at(-1) ?? parentId;
      const known = best.get(target);
      if (way.types.length <= BRAIN.depthMax && (!known || isShorter(way, known))) best.set(target, way);
    }
  }
  return [...best.values()].sort((a, b) => (isShorter(a, b) ? -1 : 1));
}

function isShorter(a: Reach, b: Reach): boolean {
  if (a.path.length !== b.path.length) return a.path.length < b.path.length;
  return a.path.join(" ") < b.path.join(" ");
}
