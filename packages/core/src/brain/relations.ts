import { inputError, LikenessError } from "../errors.ts";
import { ID_PREFIX } from "../ids.ts";

/** Every relation there is; from the first to the second: "a subject HAS_MASTER_REFERENCE an image". */
export const RELATION_TYPES = [
  "HAS_MASTER_REFERENCE",
  "HAS_360_PROFILE",
  "USES_REFERENCE",
  "DERIVED_FROM",
  "APPEARS_IN",
  "VERIFIED_AGAINST",
] as const;
export type RelationType = (typeof RELATION_TYPES)[number];

/** Relations that say what something was made from; between pictures, turnarounds and reports they never form a cycle. */
export const LINEAGE_TYPES = ["DERIVED_FROM", "USES_REFERENCE", "VERIFIED_AGAINST"] as const;

export type NodeKind = "subject" | "image" | "collection" | "report";

const KIND_OF_PREFIX: Record<string, NodeKind> = {
  [ID_PREFIX.subject]: "subject",
  [ID_PREFIX.media]: "image",
  [ID_PREFIX.collection]: "collection",
  [ID_PREFIX.report]: "report",
};

/** What may stand at both ends, as `from>to`. A subject uses a style, which is a subject too. */
const ENDS: Record<RelationType, readonly string[]> = {
  HAS_MASTER_REFERENCE: ["subject>image"],
  HAS_360_PROFILE: ["subject>collection"],
  USES_REFERENCE: ["image>image", "image>collection", "subject>subject"],
  DERIVED_FROM: ["image>image", "collection>image", "report>image", "report>collection"],
  APPEARS_IN: ["subject>subject"],
  VERIFIED_AGAINST: ["report>image", "report>collection"],
};

export interface Relation {
  type: RelationType;
  fromId: string;
  toId: string;
  /** Which version of the subject's masters or turnarounds this is, where it is one. */
  version?: number | undefined;
}

/** The kind of node an id names; throws `relation.unknown-kind` for ids of anything else. */
export function kindOf(nodeId: string): NodeKind {
  const kind = KIND_OF_PREFIX[nodeId.split("_")[0] ?? ""];
  if (kind) return kind;
  throw inputError("relation.unknown-kind", [
    { field: "nodeId", message: `${nodeId} is no node of the graph` },
  ]);
}

/** Whether a relation counts as lineage: what a picture, turnaround or report was made from. */
export function isLineage({ type, fromId }: Pick<Relation, "type" | "fromId">): boolean {
  return (LINEAGE_TYPES as readonly string[]).includes(type) && kindOf(fromId) !== "subject";
}

/** Refuses relations of unknown type, between the wrong things, or of a thing to itself. */
export function checkRelation({ type, fromId, toId }: Relation): void {
  const ends = ENDS[type];
  if (!ends) {
    const message = `"${String(type)}" is no relation; there are ${RELATION_TYPES.join(", ")}`;
    throw inputError("relation.unknown-type", [{ field: "type", message }]);
  }
  if (fromId === toId) throw cycleError(fromId, toId);
  const found = `${kindOf(fromId)}>${kindOf(toId)}`;
  if (ends.includes(found)) return;
  const message = `${type} joins ${ends.join(" or ")}, not ${found}`;
  throw inputError("relation.wrong-ends", [{ field: "toId", message }]);
}

/** A relation that would make something an ancestor of itself. */
export function cycleError(fromId: string, toId: string): LikenessError {
  const message = `${fromId} cannot be made from ${toId}: that was made from ${fromId}, or is the same.`;
  return new LikenessError("conflict", "relation.cycle", message, {
    problems: [{ field: "toId", message: "would close a cycle" }],
  });
}

/** Relations to nodes the project does not have; those of other projects look the same. */
export class UnknownNodes extends LikenessError {
  override name = "UnknownNodes";
  readonly nodeIds: string[];
  constructor(nodeIds: string[]) {
    const problems = nodeIds.map((id) => ({ field: "toId", message: `no node ${id} in this project` }));
    super("input", "relation.unknown-node", `Not in this project: ${nodeIds.join(", ")}.`, { problems });
    this.nodeIds = nodeIds;
  }
}
