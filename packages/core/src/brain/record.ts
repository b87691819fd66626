import { createHash } from "node:crypto";
import { Entity } from "electrodb";
import { BRAIN } from "../limits.ts";
import { INDEX, key, lazy, tableBinding, WORK_LIST } from "../table/index.ts";
import { RELATION_TYPES } from "./relations.ts";

/**
 * Items of one node's partition, by slot: `#node` is the node itself, `edge#TYPE#target` a relation, `up#01#target` a
 * step of lineage and `up#02#…` and further its ancestors with the way to them. The list index turns relations
 * around; the work index holds nodes that the graph does not know yet. A removed relation stays for a while as `gone`.
 */
export const items = lazy(
  () =>
    new Entity(
      {
        model: { entity: "relation", service: "likeness", version: "1" },
        attributes: {
          projectId: { type: "string", required: true },
          nodeId: { type: "string", required: true },
          slot: { type: "string", required: true },
          kind: { type: ["node", "edge", "gone"] as const, required: true },
          revision: { type: "number", required: true },
          /** Of a node: what is known of it, its relations as keys of their items, and the fact when it is pending. */
          properties: { type: "any" },
          owned: { type: "any" },
          relations: { type: "any" },
          isDeleted: { type: "boolean" },
          changedAt: { type: "string" },
          graphState: { type: ["pending"] as const },
          gsi2pk: { type: "string" },
          gsi2sk: { type: "string" },
          gsi1pk: { type: "string" },
          gsi1sk: { type: "string" },
          /** Of a relation: `order` is its slot without the target. */
          toId: { type: "string" },
          order: { type: "string" },
          ownerId: { type: "string" },
          type: { type: RELATION_TYPES },
          version: { type: "number" },
          path: { type: "any" },
          types: { type: "any" },
          /** What was known of the target when this was written, and at which of its revisions. */
          target: { type: "any" },
          targetRevision: { type: "number" },
          expiresAt: { type: "number" },
        },
        indexes: {
          primary: { pk: key("pk", ["projectId", "nodeId"]), sk: key("sk", ["slot"]) },
          byTarget: {
            index: INDEX.list,
            pk: key("gsi1pk", ["gsi1pk"]),
            sk: key("gsi1sk", ["gsi1sk"]),
          },
          pending: {
            ...WORK_LIST,
            pk: key("gsi2pk", ["gsi2pk"]),
            sk: key("gsi2sk", ["gsi2sk"]),
          },
        },
      },
      tableBinding(),
    ),
);

/** Sorts before every relation, so that one read of a partition begins with the node. */
export const NODE_SLOT = "#node";

/** The shard of the index of pending nodes. */
export function pendingShardOf(nodeId: string): string {
  return `graph#${createHash("sha256").update(nodeId).digest().readUInt8(0) % BRAIN.pendingShards}`;
}

/** All shards of that index. */
export const PENDING_SHARDS = Array.from({ length: BRAIN.pendingShards }, (_, shard) => `graph#${shard}`);

/** What the slots of a node's ancestors begin with, and no others. */
export const REACH_PREFIX = "up#";

/** `up#01` for one step of lineage, `up#02` for two. */
export function reachOrder(depth: number): string {
  return `${REACH_PREFIX}${String(depth).padStart(2, "0")}`;
}

/** Where a relation stands in the index that turns relations around: at its target, by order, then by where it is from. */
export function targetKeys(relation: { projectId: string; nodeId: string; toId: string; order: string }) {
  const { projectId, nodeId, toId, order } = relation;
  return { gsi1pk: targetKey(projectId, toId), gsi1sk: `${order}#${nodeId}` };
}

/** The partition of what leads to a node. */
export function targetKey(projectId: string, toId: string): string {
  return `relation#${projectId}#${toId}`;
}
