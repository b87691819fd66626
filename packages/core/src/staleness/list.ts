import type { NodeKind } from "../brain/index.ts";
import { inputError } from "../errors.ts";
import { BRAIN } from "../limits.ts";
import { derivedFrom } from "../lineage/index.ts";
import { authorize } from "../project/index.ts";
import * as Subject from "../subject/index.ts";

/** Something made from a master version that is not current any more, and the way that says so. */
export interface Stale {
  id: string;
  kind: NodeKind;
  because: {
    subjectId: string;
    usedMasterId: string;
    usedVersion: number;
    currentMasterId: string;
    currentVersion: number;
  };
  /** From the stale thing to the master it was made from. */
  path: string[];
}

export interface StaleQuery {
  subjectId?: string | undefined;
  limit: number;
  /** The `nextCursor` of the page before. */
  cursor?: string | undefined;
}

/**
 * What is stale in the caller's project, or below one subject. Computed from which master is current, never written
 * down: making an older version current again changes the answer at once. Ordered by subject, master and id.
 */
export async function list(projectId: string, query: StaleQuery) {
  await authorize(projectId);
  const found: Stale[] = [];
  for await (const subject of subjectsOf(projectId, query)) {
    for (const stale of await staleOf(projectId, subject)) {
      if (query.cursor === undefined || cursorOf(stale) > query.cursor) found.push(stale);
    }
    if (found.length > query.limit) break;
  }
  const stale = found.slice(0, query.limit);
  const last = stale.at(-1);
  const hasMore = found.length > query.limit;
  return { stale, hasMore, nextCursor: hasMore && last ? cursorOf(last) : null };
}

function cursorOf({ because, id }: Stale): string {
  return `${because.subjectId}.${because.usedMasterId}.${id}`;
}

/** Subjects from the cursor's on, oldest first. */
async function* subjectsOf(
  projectId: string,
  { subjectId, cursor }: StaleQuery,
): AsyncGenerator<Subject.Row> {
  if (subjectId) {
    yield await Subject.row(projectId, subjectId);
    return;
  }
  const start = startOf(cursor);
  if (start) {
    const first = await Subject.find(projectId, start);
    if (first) yield first;
  }
  for (let after = start; ; ) {
    const page = await Subject.oldestFirst(projectId, { limit: BRAIN.projectionBatch, cursor: after });
    yield* page;
    if (page.length < BRAIN.projectionBatch) return;
    after = page.at(-1)?.subjectId;
  }
}

function startOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [subjectId] = cursor.split(".");
  if (/^(\w{30}\.){2}\w{30}$/.test(cursor)) return subjectId;
  throw inputError("stale.cursor", [{ field: "cursor", message: "is not the nextCursor of a page" }]);
}

/** Everything below the masters of a subject that are not current. */
async function staleOf(projectId: string, subject: Subject.Row): Promise<Stale[]> {
  const { subjectId, masters, currentMasterId } = subject;
  if (!currentMasterId) return [];
  const currentVersion = masters.indexOf(currentMasterId) + 1;
  const outdated = masters.filter((id) => id !== currentMasterId).sort();
  const below = await Promise.all(
    outdated.map(async (usedMasterId) => {
      const usedVersion = masters.indexOf(usedMasterId) + 1;
      const because = { subjectId, usedMasterId, usedVersion, currentMasterId, currentVersion };
      const kin = await derivedFrom(projectId, usedMasterId, BRAIN.lineageLimitMax);
      return kin.map(({ nodeId, kind, path }): Stale => ({ id: nodeId, kind, because, path }));
    }),
  );
  return below.flat().sort((a, b) => (cursorOf(a) < cursorOf(b) ? -1 : 1));
}
