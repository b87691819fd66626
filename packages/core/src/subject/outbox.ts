import * as Brain from "../brain/index.ts";
import { BRAIN } from "../limits.ts";
import { log } from "../log.ts";
import { HYDRATED, isConditionFailure, stillListed } from "../table/index.ts";
import { OUTBOX_SHARDS, Row, subjects } from "./record.ts";

/** What the row of a subject means for the graph; only the newest versions of its pictures are told. */
export function factOf(row: Row): Brain.Fact {
  const { projectId, subjectId, revision } = row;
  return Brain.parseFact({
    ...{ projectId, nodeId: subjectId, revision },
    isDeleted: row.deletedAt !== undefined,
    properties: propertiesOf(row),
    relations: [
      ...versions(row, "HAS_MASTER_REFERENCE"),
      ...versions(row, "HAS_360_PROFILE"),
      ...(row.styleId ? [{ type: "USES_REFERENCE" as const, fromId: subjectId, toId: row.styleId }] : []),
      ...membersOf(row).map((fromId) => ({ type: "APPEARS_IN" as const, fromId, toId: subjectId })),
    ],
  });
}

/** Who appears in a scene: its cast and its location, each once. */
export function membersOf({ cast = [], locationId }: Pick<Row, "cast" | "locationId">): string[] {
  return [...new Set([...cast, ...(locationId ? [locationId] : [])])];
}

function propertiesOf({ type, name, description, style, environment, lighting, camera }: Row) {
  return {
    ...{ type, name, description },
    ...(style && { style }),
    ...(environment && { environment: JSON.stringify(environment).slice(0, BRAIN.propertyMaxChars) }),
    ...(lighting && { lighting: JSON.stringify(lighting).slice(0, BRAIN.propertyMaxChars) }),
    ...(camera && { camera: JSON.stringify(camera) }),
  };
}

const TOLD_MAX = 150;

function versions(row: Row, type: "HAS_MASTER_REFERENCE" | "HAS_360_PROFILE"): Brain.Relation[] {
  const ids = type === "HAS_MASTER_REFERENCE" ? row.masters : row.profiles;
  const numbered = ids.map((toId, index) => ({ type, fromId: row.subjectId, toId, version: index + 1 }));
  return numbered.slice(-TOLD_MAX);
}

/**
 * Brings the relations of a changed row where they belong, at once; what fails is left to the outbox, because the
 * change itself has been made.
 */
export async function publish(row: Row): Promise<void> {
  try {
    await relate(row);
    if (!Brain.hasGraph()) await settle(row);
  } catch (error) {
    log().warn("relations not written yet; the schedule will", {
      subjectId: row.subjectId,
      error: error as Error,
    });
  }
}

/** Writes the relations of a row into the table. Something that is gone meanwhile is not related to. */
export async function relate(row: Row): Promise<Brain.Fact> {
  const fact = factOf(row);
  try {
    await Brain.tableGraph().apply([fact]);
    return fact;
  } catch (error) {
    if (!(error instanceof Brain.UnknownNodes)) throw error;
    const { nodeIds } = error;
    const related = fact.relations.filter(
      ({ toId, fromId }) => !nodeIds.includes(toId) && !nodeIds.includes(fromId),
    );
    const reduced = { ...fact, relations: related };
    await Brain.tableGraph().apply([reduced]);
    return reduced;
  }
}

/** Rows whose relations are not where they belong, of all projects, oldest change first. Eventually consistent. */
export async function listPending(limit: number): Promise<Row[]> {
  const shards = await Promise.all(
    OUTBOX_SHARDS.map((gsi2pk) =>
      subjects()
        .query.pending({ gsi2pk })
        .go({ ...HYDRATED, limit }),
    ),
  );
  const rows = shards.flatMap(({ data }) => stillListed(data).map((row) => Row.parse(row)));
  return rows.sort((a, b) => (a.updatedAt ?? "").localeCompare(b.updatedAt ?? "")).slice(0, limit);
}

/** Takes a row out of the outbox; one that was changed meanwhile stays (false). */
export async function settle({ projectId, subjectId, revision }: Row): Promise<boolean> {
  try {
    await subjects()
      .patch({ projectId, subjectId })
      .remove(["graphState", "gsi2pk", "gsi2sk"])
      .where((attribute, { eq }) => eq(attribute.revision, revision))
      .go();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
