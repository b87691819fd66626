import { inputError, LikenessError, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { SUBJECT } from "../limits.ts";
import { authorize } from "../project/index.ts";
import { isConditionFailure } from "../table/index.ts";
import {
  type CreateInput,
  DESIGN_FIELDS,
  type DesignField,
  FIELDS_OF,
  Info,
  type SubjectKind,
  type UpdateInput,
} from "./info.ts";
import { wordsOf } from "./names.ts";
import { membersOf, publish } from "./outbox.ts";
import { fromIds, row } from "./read.ts";
import { names, pendingFields, Row, subjects } from "./record.ts";

/** Makes a subject in a project of the caller. */
export async function create(projectId: string, input: CreateInput): Promise<Info> {
  await authorize(projectId);
  checkFields(input.type, input);
  await checkNeighbours(projectId, input);
  const subjectId = newId("subject");
  const now = new Date().toISOString();
  const made: Row = {
    ...{ subjectId, projectId, ...input },
    ...{ masters: [], profiles: [], version: 1, revision: 1, createdAt: now },
    ...pendingFields(subjectId, now),
  };
  await nameWords(made);
  await subjects().create(made).go();
  await publish(made);
  return Info.parse(made);
}

/** Changes a subject of the caller's project; 409 with the current version when the change is based on an older one. */
export async function update(projectId: string, subjectId: string, input: UpdateInput): Promise<Info> {
  await authorize(projectId);
  const before = await row(projectId, subjectId);
  const { version, ...change } = input;
  if (version !== before.version) throw outdated(before, version);
  checkFields(before.type, change);
  const after = Row.parse({ ...before, ...withoutNulls(change), ...removed(change) });
  await checkNeighbours(projectId, after);
  // Words first: one that is not the name's any more is harmless, one that is missing is not found.
  if (change.name) await nameWords({ projectId, subjectId, name: change.name });
  const written = await patch(before, change);
  await publish(written);
  return Info.parse(written);
}

async function patch(before: Row, change: Omit<UpdateInput, "version">): Promise<Row> {
  const { projectId, subjectId, version } = before;
  const gone = Object.keys(removed(change)) as Array<DesignField | "style">;
  const set = { ...withoutNulls(change), ...pendingFields(subjectId, new Date().toISOString()) };
  try {
    const { data } = await subjects()
      .patch({ projectId, subjectId })
      .set(set)
      .add({ version: 1, revision: 1 })
      .remove(gone)
      .where(
        ({ version: current, deletedAt }, { eq, notExists }) =>
          `${eq(current, version)} AND ${notExists(deletedAt)}`,
      )
      .go({ response: "all_new" });
    return Row.parse(data);
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    throw outdated(await row(projectId, subjectId), version);
  }
}

function outdated(current: Row, version: number): LikenessError {
  const message = `${current.subjectId} is at version ${current.version} now; the change is based on ${version}.`;
  return new LikenessError("conflict", "subject.version", message, {
    problems: [{ field: "version", message: `the current version is ${current.version}` }],
  });
}

function withoutNulls<T extends object>(change: T) {
  const kept = Object.entries(change).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> };
}

function removed(change: object): Record<string, undefined> {
  const gone = Object.entries(change).filter(([, value]) => value === null);
  return Object.fromEntries(gone.map(([field]) => [field, undefined]));
}

function checkFields(type: SubjectKind, given: object): void {
  const foreign = (Object.keys(DESIGN_FIELDS) as DesignField[]).filter((field) => {
    const value = (given as Partial<Record<DesignField, unknown>>)[field];
    return value !== undefined && value !== null && !FIELDS_OF[type].includes(field);
  });
  if (foreign.length === 0) return;
  const problems = foreign.map((field) => ({ field, message: `a ${type} has no ${field}` }));
  throw inputError("subject.field", problems);
}

type Neighbours = Pick<Partial<Row>, "subjectId" | "styleId" | "locationId" | "cast">;

const CAST_KINDS: readonly SubjectKind[] = ["character", "prop"];

/** Everything a subject names must be of its project and of the right kind; styles never follow one another in a ring. */
async function checkNeighbours(projectId: string, subject: Neighbours): Promise<void> {
  const { styleId, locationId, cast = [] } = subject;
  const known = await fromIds(projectId, [...membersOf(subject), ...(styleId ? [styleId] : [])]);
  const fault = (field: string, id: string, kinds: readonly SubjectKind[]) => {
    const found = known.get(id);
    if (found && kinds.includes(found.type)) return [];
    const message = found ? `${id} is a ${found.type}` : `no subject ${id} in this project`;
    return [{ field, message: `${message}; a ${kinds.join(" or ")} is needed` }];
  };
  const problems = [
    ...(styleId ? fault("styleId", styleId, ["style"]) : []),
    ...(locationId ? fault("locationId", locationId, ["location"]) : []),
    ...cast.flatMap((id, index) => fault(`cast.${index}`, id, CAST_KINDS)),
  ];
  if (problems.length > 0) throw inputError("subject.neighbour", problems);
  if (styleId) await checkStyles(projectId, { first: styleId, subjectId: subject.subjectId });
}

async function checkStyles(
  projectId: string,
  chain: { first: string; subjectId: string | undefined },
): Promise<void> {
  let next: string | undefined = chain.first;
  for (let depth = 0; next; depth++) {
    if (next === chain.subjectId || depth >= SUBJECT.styleDepthMax) {
      const message = `leads back to ${chain.subjectId ?? chain.first}, or over more than ${SUBJECT.styleDepthMax} styles`;
      throw inputError("subject.style-cycle", [{ field: "styleId", message }]);
    }
    next = (await fromIds(projectId, [next])).get(next)?.styleId;
  }
}

async function nameWords({ projectId, subjectId, name }: Pick<Row, "projectId" | "subjectId" | "name">) {
  await Promise.all(wordsOf(name).map((word) => names().put({ projectId, word, subjectId }).go()));
}

/** Adds a finished master or turnaround as the newest version and makes it current. Idempotent; false when it was there. */
export async function addVersion(
  { projectId, subjectId }: Pick<Row, "projectId" | "subjectId">,
  added: { masterId: string } | { profileId: string },
): Promise<boolean> {
  const [list, current, id] =
    "masterId" in added
      ? (["masters", "currentMasterId", added.masterId] as const)
      : (["profiles", "currentProfileId", added.profileId] as const);
  try {
    const { data } = await subjects()
      .patch({ projectId, subjectId })
      .set({ [current]: id, ...pendingFields(subjectId, new Date().toISOString()) })
      .append({ [list]: [id] })
      .add({ revision: 1 })
      .where(
        (attribute, { contains, notExists }) =>
          `${notExists(attribute.deletedAt)} AND NOT ${contains(attribute[list], id)}`,
      )
      .go({ response: "all_new" });
    await publish(Row.parse(data));
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Makes an earlier version current again; what was made from others is stale from then on. */
export async function makeCurrent(
  { projectId, subjectId }: Pick<Row, "projectId" | "subjectId">,
  chosen: { kind: "master" | "profile"; version: number },
): Promise<Info> {
  await authorize(projectId);
  const before = await row(projectId, subjectId);
  const id = (chosen.kind === "master" ? before.masters : before.profiles)[chosen.version - 1];
  if (!id) throw notFound(`${chosen.kind} version`, String(chosen.version));
  const field = chosen.kind === "master" ? "currentMasterId" : "currentProfileId";
  const { data } = await subjects()
    .patch({ projectId, subjectId })
    .set({ [field]: id, ...pendingFields(subjectId, new Date().toISOString()) })
    .add({ revision: 1 })
    .where(({ deletedAt }, { notExists }) => notExists(deletedAt))
    .go({ response: "all_new" });
  const written = Row.parse(data);
  await publish(written);
  return Info.parse(written);
}
