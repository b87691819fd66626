import * as z from "zod";
import { BRAIN } from "../limits.ts";
import { HYDRATED, isConditionFailure, stillListed } from "../table/index.ts";
import { Fact } from "./fact.ts";
import { items, NODE_SLOT, PENDING_SHARDS } from "./record.ts";

const Pending = Fact.extend({ changedAt: z.string() });

/** A node that the graph does not know yet, as a fact. */
export type PendingNode = z.infer<typeof Pending>;

/** Nodes the graph is to be told of, of all projects, oldest first. Eventually consistent. */
export async function listPending(limit: number): Promise<PendingNode[]> {
  const shards = await Promise.all(
    PENDING_SHARDS.map((gsi2pk) =>
      items()
        .query.pending({ gsi2pk })
        .go({ ...HYDRATED, limit }),
    ),
  );
  return shards
    .flatMap(({ data }) => stillListed(data).map((row) => Pending.parse(row)))
    .sort((a, b) => a.changedAt.localeCompare(b.changedAt) || a.nodeId.localeCompare(b.nodeId))
    .slice(0, limit);
}

/** Notes that the graph knows a node; one that was changed meanwhile stays pending (false). */
export async function settlePending({
  projectId,
  nodeId,
  revision,
  changedAt,
}: PendingNode): Promise<boolean> {
  try {
    await items()
      .patch({ projectId, nodeId, slot: NODE_SLOT })
      .remove(["graphState", "gsi2pk", "gsi2sk", "relations"])
      .where(
        (attribute, { eq }) =>
          `${eq(attribute.revision, revision)} AND ${eq(attribute.changedAt, changedAt)}`,
      )
      .go();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Whether a node has waited so long for its row that the step which was to write it must have died. */
export function isUnborne({ changedAt }: PendingNode, now = Date.now()): boolean {
  return now - Date.parse(changedAt) > BRAIN.unborneMaxMs;
}
