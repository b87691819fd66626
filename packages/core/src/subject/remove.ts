import * as Brain from "../brain/index.ts";
import { LikenessError } from "../errors.ts";
import { BRAIN, SUBJECT } from "../limits.ts";
import { authorize } from "../project/index.ts";
import { expiryAfterDays } from "../table/index.ts";
import { publish } from "./outbox.ts";
import { find, row } from "./read.ts";
import { pendingFields, Row, subjects } from "./record.ts";

const WHY: Partial<Record<Brain.RelationType, string>> = {
  HAS_MASTER_REFERENCE: "is its master reference",
  HAS_360_PROFILE: "is its turnaround",
  APPEARS_IN: "is a scene it appears in",
  USES_REFERENCE: "is drawn in this style",
};

/**
 * Deletes a subject of the caller's project. Refused with 409, naming what depends on it, unless forced: then scenes
 * and subjects let go of it first, and its pictures stay. The row is only marked and swept later, so that the graph
 * learns of it whatever happens.
 */
export async function remove(projectId: string, subjectId: string, { force = false } = {}): Promise<void> {
  await authorize(projectId);
  const before = await row(projectId, subjectId);
  const dependents = await dependentsOf(projectId, subjectId);
  if (dependents.length > 0 && !force) throw inUse(before, dependents);
  for (const { type, otherId } of dependents) await letGo(projectId, { type, otherId, subjectId });
  const now = new Date().toISOString();
  const { data } = await subjects()
    .patch({ projectId, subjectId })
    .set({
      deletedAt: now,
      expiresAt: expiryAfterDays(BRAIN.tombstoneDays),
      ...pendingFields(subjectId, now),
    })
    .add({ revision: 1 })
    .go({ response: "all_new" });
  await publish(Row.parse(data));
}

interface Dependent {
  type: Brain.RelationType;
  otherId: string;
}

async function dependentsOf(projectId: string, nodeId: string): Promise<Dependent[]> {
  const node = { projectId, nodeId, limit: BRAIN.relationsMax };
  const graph = Brain.tableGraph();
  const [out, into] = await Promise.all([
    graph.relations({ ...node, direction: "out" }),
    graph.relations({ ...node, direction: "in" }),
  ]);
  return [
    ...out.relations
      .filter(({ type }) => type !== "USES_REFERENCE")
      .map(({ type, toId }) => ({ type, otherId: toId })),
    ...into.relations
      .filter(({ type }) => type === "USES_REFERENCE")
      .map(({ type, fromId }) => ({ type, otherId: fromId })),
  ];
}

function inUse({ subjectId, name }: Row, dependents: Dependent[]): LikenessError {
  const message = `${dependents.length} things depend on ${name}; delete with force=true to let them go.`;
  const problems = dependents
    .slice(0, SUBJECT.dependentsShown)
    .map(({ type, otherId }) => ({ field: otherId, message: WHY[type] ?? type }));
  return new LikenessError("conflict", "subject.in-use", `${subjectId}: ${message}`, { problems });
}

/** A scene loses a member, a subject its style; pictures are left as they are. */
async function letGo(projectId: string, { type, otherId, subjectId }: Dependent & { subjectId: string }) {
  if (type !== "APPEARS_IN" && type !== "USES_REFERENCE") return;
  const other = await find(projectId, otherId);
  if (!other) return;
  const isPlace = other.locationId === subjectId;
  const gone = [
    ...(isPlace ? ["locationId" as const] : []),
    ...(other.styleId === subjectId ? ["styleId" as const] : []),
  ];
  const { data } = await subjects()
    .patch({ projectId, subjectId: otherId })
    .set({
      ...(other.cast && { cast: other.cast.filter((id) => id !== subjectId) }),
      ...pendingFields(otherId, new Date().toISOString()),
    })
    .add({ revision: 1, version: 1 })
    .remove(gone)
    .where(({ revision }, { eq }) => eq(revision, other.revision))
    .go({ response: "all_new" });
  await publish(Row.parse(data));
}
