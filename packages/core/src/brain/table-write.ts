import type { EntityItem } from "electrodb";
import * as z from "zod";
import { BRAIN } from "../limits.ts";
import { expiryAfterDays, isConditionFailure } from "../table/index.ts";
import { type Fact, neighbours, Properties } from "./fact.ts";
import { type Reach, reachOf } from "./reach.ts";
import {
  items,
  NODE_SLOT,
  pendingShardOf,
  REACH_PREFIX,
  reachOrder,
  targetKey,
  targetKeys,
} from "./record.ts";
import { cycleError, isLineage, kindOf, RELATION_TYPES, type Relation, UnknownNodes } from "./relations.ts";

type Item = EntityItem<ReturnType<typeof items>>;

const Node = z.object({
  nodeId: z.string(),
  revision: z.number(),
  isDeleted: z.boolean().optional(),
  properties: Properties,
  owned: z.array(z.string()),
});
type Node = z.infer<typeof Node>;

/**
 * Writes a fact: the node first (with the relations it owns, so that none is forgotten), then its relations, then what
 * is no longer said. Every write yields to a newer revision, so it may run twice, late or half. `isPending` leaves a
 * note in the same write that the graph does not know the node yet.
 */
export async function applyFact(fact: Fact, { isPending = false } = {}): Promise<void> {
  const { known, self } = await nodesOf(fact);
  if (self && self.revision > fact.revision) return;
  const relations = fact.isDeleted ? [] : fact.relations;
  const missing = neighbours({ ...fact, relations }).filter((id) => !known.has(id));
  if (missing.length > 0) throw new UnknownNodes(missing);
  const edges = [...edgesOf(fact, relations, known), ...(await reachItems(fact, relations, known))];
  const owned = edges.map(keyOf);
  const outdated = (self?.owned ?? []).filter((each) => !owned.includes(each));
  if (!(await putNode(fact, { owned: [...owned, ...outdated], isPending }))) return;
  await Promise.all(edges.map((edge) => put(edge)));
  if (fact.isDeleted) await removeAround(fact);
  if (outdated.length > 0) {
    await Promise.all(outdated.map((each) => bury(fact, each)));
    await putNode(fact, { owned, isPending });
  }
  if (self && kindOf(fact.nodeId) === "subject" && !fact.isDeleted) await refreshCopies(fact);
}

async function nodesOf(fact: Fact): Promise<{ known: Map<string, Node>; self: Node | undefined }> {
  const ids = [fact.nodeId, ...neighbours(fact)];
  const keys = ids.map((nodeId) => ({ projectId: fact.projectId, nodeId, slot: NODE_SLOT }));
  const { data } = await items().get(keys).go({ consistent: true });
  const nodes = data.map((row) => Node.parse(row));
  const self = nodes.find(({ nodeId }) => nodeId === fact.nodeId);
  const others = nodes.filter((node) => node !== self && !node.isDeleted);
  return { known: new Map(others.map((node) => [node.nodeId, node])), self };
}

function edgesOf(fact: Fact, relations: Relation[], known: Map<string, Node>): Item[] {
  return relations
    .filter((relation) => !isLineage(relation))
    .map(({ type, fromId, toId, version }) => {
      const order = `edge#${type}`;
      const target = toId === fact.nodeId ? fact : known.get(toId);
      return {
        ...{
          projectId: fact.projectId,
          nodeId: fromId,
          slot: `${order}#${toId}`,
          order,
          toId,
          type,
          version,
        },
        ...targetKeys({ projectId: fact.projectId, nodeId: fromId, order, toId }),
        kind: "edge" as const,
        revision: fact.revision,
        ownerId: fact.nodeId,
        target: target?.properties,
        targetRevision: target?.revision ?? 0,
      };
    });
}

const Ancestor = z.object({ path: z.array(z.string()), types: z.array(z.enum(RELATION_TYPES)) });

/** The node's ancestors: its parents, and theirs, which the parents' own partitions hold already. */
async function reachItems(fact: Fact, relations: Relation[], known: Map<string, Node>): Promise<Item[]> {
  const { projectId, nodeId, revision } = fact;
  const steps = await Promise.all(
    relations.filter(isLineage).map(async ({ type, toId: parentId }) => {
      const parent = known.get(parentId);
      const reaches = parent && !hasAncestors(parent) ? [] : await ancestorsOf(projectId, parentId);
      if (reaches.some(({ path }) => path.includes(nodeId))) throw cycleError(nodeId, parentId);
      return { type, parentId, reaches };
    }),
  );
  return reachOf(nodeId, steps).map(({ path, types }) => {
    const order = reachOrder(types.length);
    const toId = path.at(-1) ?? nodeId;
    return {
      ...{ projectId, nodeId, slot: `${order}#${toId}`, order, toId, type: types[0], path, types, revision },
      ...targetKeys({ projectId, nodeId, order, toId }),
      kind: "edge" as const,
      ownerId: nodeId,
    };
  });
}

/** A node names what it owns before that is written, so one that names no ancestor has none: a query less. */
function hasAncestors({ nodeId, owned }: Node): boolean {
  return owned.some((key) => key.startsWith(`${nodeId}${SEPARATOR}${REACH_PREFIX}`));
}

async function ancestorsOf(projectId: string, nodeId: string): Promise<Reach[]> {
  const { data } = await items()
    .query.primary({ projectId, nodeId })
    .begins({ slot: REACH_PREFIX })
    .go({ consistent: true, pages: "all" });
  return data.flatMap((row) => (row.kind === "edge" ? [Ancestor.parse(row)] : []));
}

function putNode(
  fact: Fact,
  { owned, isPending }: { owned: string[]; isPending: boolean },
): Promise<boolean> {
  const { projectId, nodeId, revision, isDeleted, properties, relations } = fact;
  const changedAt = new Date().toISOString();
  const pending = {
    ...{ relations, changedAt },
    graphState: "pending" as const,
    gsi2pk: pendingShardOf(nodeId),
    gsi2sk: `${changedAt}#${nodeId}`,
  };
  return put({
    ...{ projectId, nodeId, slot: NODE_SLOT, revision, properties, owned },
    kind: "node" as const,
    ...(isDeleted && { isDeleted }),
    ...(isPending && pending),
  });
}

/** False when what is there is newer. */
async function put(item: Item): Promise<boolean> {
  try {
    await items()
      .put(item)
      .where(
        ({ revision }, { notExists, lte }) => `(${notExists(revision)} OR ${lte(revision, item.revision)})`,
      )
      .go();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

const SEPARATOR = "|";

function keyOf({ nodeId, slot }: Item): string {
  return `${nodeId}${SEPARATOR}${slot}`;
}

/** Leaves a tombstone without a target, which takes the relation out of the index. */
async function bury({ projectId, revision }: Pick<Fact, "projectId" | "revision">, ownedKey: string) {
  const [nodeId = "", slot = ""] = ownedKey.split(SEPARATOR);
  const expiresAt = expiryAfterDays(BRAIN.tombstoneDays);
  await put({ projectId, nodeId, slot, kind: "gone", revision, expiresAt });
}

/** Everything at a node that goes: its own relations, and those that others have with it. */
async function removeAround({ projectId, nodeId }: Fact): Promise<void> {
  const [own, others] = await Promise.all([
    items().query.primary({ projectId, nodeId }).go({ consistent: true, pages: "all" }),
    items()
      .query.byTarget({ gsi1pk: targetKey(projectId, nodeId) })
      .go({ pages: "all" }),
  ]);
  const edges = [...own.data, ...others.data].filter(({ kind }) => kind === "edge");
  await Promise.all(edges.map((edge) => bury({ projectId, revision: edge.revision }, keyOf(edge))));
}

/** What others keep of this node beside their relation to it, so that their context is one read. */
async function refreshCopies({ projectId, nodeId, properties, revision }: Fact): Promise<void> {
  const { data } = await items()
    .query.byTarget({ gsi1pk: targetKey(projectId, nodeId) })
    .go({ pages: "all" });
  const copies = data.filter((row) => row.kind === "edge" && row.ownerId !== nodeId);
  await Promise.all(
    copies.map(async ({ nodeId: fromId, slot }) => {
      try {
        await items()
          .patch({ projectId, nodeId: fromId, slot })
          .set({ target: properties, targetRevision: revision })
          .where(({ targetRevision }, { lt }) => lt(targetRevision, revision))
          .go();
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    }),
  );
}
