import { inputError, notFound } from "../errors.ts";
import { LIST, SUBJECT } from "../limits.ts";
import { authorize } from "../project/index.ts";
import { type Page, toPage } from "../table/index.ts";
import { type Drawable, Info, SUBJECT_TYPES, type SubjectKind } from "./info.ts";
import { matches, wordsOf } from "./names.ts";
import { names, Row, subjects } from "./record.ts";

/** The row of a subject, or undefined when there is none or it was deleted. Reads consistently; checks no caller. */
export async function find(projectId: string, subjectId: string): Promise<Row | undefined> {
  const { data } = await subjects().get({ projectId, subjectId }).go({ consistent: true });
  if (!data || data.deletedAt) return undefined;
  return Row.parse(data);
}

/** The row of a subject of the project; 404 when it is unknown, deleted or of another project. Checks no caller. */
export async function row(projectId: string, subjectId: string): Promise<Row> {
  const found = await find(projectId, subjectId);
  if (!found) throw notFound("subject", subjectId);
  return found;
}

/** A subject that can be drawn; styles and scenes are refused by name. Checks no caller. */
export async function fromId(projectId: string, subjectId: string): Promise<Drawable> {
  const found = await row(projectId, subjectId);
  if (isDrawable(found)) return found;
  const message = `${subjectId} is a ${found.type}; a ${SUBJECT_TYPES.join(", ")} is needed`;
  throw inputError("subject.not-drawable", [{ field: "subjectId", message }]);
}

function isDrawable(subject: Row): subject is Row & Drawable {
  return (SUBJECT_TYPES as readonly string[]).includes(subject.type);
}

/** Several subjects of a project, by id; unknown and deleted ones are left out. */
export async function fromIds(projectId: string, subjectIds: string[]): Promise<Map<string, Row>> {
  const ids = [...new Set(subjectIds)];
  if (ids.length === 0) return new Map();
  const keys = ids.map((subjectId) => ({ projectId, subjectId }));
  const { data } = await subjects().get(keys).go({ consistent: true });
  const rows = data.filter(({ deletedAt }) => !deletedAt).map((found) => Row.parse(found));
  return new Map(rows.map((found) => [found.subjectId, found]));
}

/** Every subject of a project, oldest first, some at a time; deleted ones are left out. Checks no caller. */
export async function oldestFirst(projectId: string, { limit, cursor }: Page): Promise<Row[]> {
  const query = subjects().query.primary({ projectId });
  const { data } = await (cursor ? query.gt({ subjectId: cursor }) : query)
    .where((attribute, { notExists }) => notExists(attribute.deletedAt))
    .go({ count: limit });
  return data.map((found) => Row.parse(found));
}

export interface ListFilter extends Page {
  type?: SubjectKind | undefined;
  /** Beginnings of words of the name, in any order; case and accents do not matter. */
  name?: string | undefined;
}

/** Subjects of a project of the caller, newest first, optionally of one kind or by name. */
export async function list(projectId: string, filter: ListFilter) {
  await authorize(projectId);
  const asked = filter.name === undefined ? undefined : wordsOf(filter.name);
  const rows = asked ? await named(projectId, asked, filter) : await inOrder(projectId, filter);
  const { items, hasMore, nextCursor } = toPage(rows, filter.limit, ({ subjectId }) => subjectId);
  return { subjects: items.map((found) => Info.parse(found)), hasMore, nextCursor };
}

async function inOrder(projectId: string, { cursor, limit, type }: ListFilter): Promise<Row[]> {
  const query = subjects().query.primary({ projectId });
  const range = cursor ? query.lt({ subjectId: cursor }) : query;
  const kept = range.where((attribute, { eq, notExists }) => {
    const alive = notExists(attribute.deletedAt);
    return type ? `${alive} AND ${eq(attribute.type, type)}` : alive;
  });
  const { data } = await kept.go({ count: limit + 1, order: "desc" });
  return data.map((found) => Row.parse(found));
}

/** The words' items name candidates; the rows decide, because an item may be of an earlier name. */
async function named(projectId: string, asked: string[], filter: ListFilter): Promise<Row[]> {
  const [first] = asked;
  if (!first) return [];
  const { data } = await names()
    .query.primary({ projectId })
    .begins({ word: first })
    .go({ limit: SUBJECT.searchCandidatesMax });
  const rows = await fromIds(
    projectId,
    data.map(({ subjectId }) => subjectId),
  );
  return [...rows.values()]
    .filter(({ name }) => matches(name, asked))
    .filter(({ type }) => !filter.type || type === filter.type)
    .filter(({ subjectId }) => !filter.cursor || subjectId < filter.cursor)
    .sort((a, b) => (a.subjectId < b.subjectId ? 1 : -1))
    .slice(0, LIST.limitMax + 1);
}
