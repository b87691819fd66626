import { Entity } from "electrodb";
import * as z from "zod";
import { useActor } from "../actor/index.ts";
import { LikenessError, notFound } from "../errors.ts";
import { authorize } from "../project/index.ts";
import { isConditionFailure, key, lazy, tableBinding } from "../table/index.ts";
import { type Described, Look, lookOf, type Measured } from "./look.ts";

export { checkLook, type LockFinding, type Seen } from "./check.ts";
export { type Described, Look, lookOf, lookWords, type Measured } from "./look.ts";

const SOURCES = ["extracted", "edited"] as const;

/**
 * One version of a subject's lock: read from a master and measured, or written by a person, who then has the say.
 * `masterReferenceId` is the master that it, or the first version it goes back to, was read from.
 */
export const Info = z.object({
  projectId: z.string(),
  subjectId: z.string(),
  version: z.number(),
  source: z.enum(SOURCES),
  masterReferenceId: z.string().optional(),
  person: z.string().optional(),
  look: Look,
  createdAt: z.string(),
});
export type Info = z.infer<typeof Info>;

/** Body of a change; `version` is the one it is based on, 0 for the first. */
export const EditInput = z.strictObject({ version: z.int().min(0), look: Look });

const specifications = lazy(
  () =>
    new Entity(
      {
        model: { entity: "specification", service: "likeness", version: "1" },
        attributes: {
          projectId: { type: "string", required: true },
          subjectId: { type: "string", required: true },
          version: { type: "number", required: true, padding: { length: 6, char: "0" } },
          source: { type: SOURCES, required: true },
          masterReferenceId: { type: "string" },
          person: { type: "string" },
          look: { type: "any", required: true },
          createdAt: { type: "string", required: true },
        },
        indexes: { primary: { pk: key("pk", ["projectId", "subjectId"]), sk: key("sk", ["version"]) } },
      },
      tableBinding(),
    ),
);

/** The newest lock of a subject, or undefined before the first. Reads consistently; checks no caller. */
export async function current(projectId: string, subjectId: string): Promise<Info | undefined> {
  const { data } = await specifications()
    .query.primary({ projectId, subjectId })
    .go({ order: "desc", limit: 1, consistent: true });
  return data[0] && Info.parse(data[0]);
}

/** A lock of a subject of the caller's project, the newest or a version; 404 when there is none. */
export async function read(projectId: string, subjectId: string, version?: number): Promise<Info> {
  await authorize(projectId);
  if (version === undefined) {
    const newest = await current(projectId, subjectId);
    if (newest) return newest;
    throw notFound("specification", subjectId);
  }
  const { data } = await specifications().get({ projectId, subjectId, version }).go({ consistent: true });
  if (!data) throw notFound("specification version", String(version));
  return Info.parse(data);
}

/**
 * The lock that a person wrote, as of a moment (ISO 8601), or undefined: what was only extracted from a master is in
 * the master itself. Checks no caller.
 */
export async function editedBy(projectId: string, subjectId: string, at: string): Promise<Info | undefined> {
  const { data } = await specifications()
    .query.primary({ projectId, subjectId })
    .where(({ createdAt }, { lte }) => lte(createdAt, at))
    .go({ order: "desc", count: 1, consistent: true });
  const found = data[0] && Info.parse(data[0]);
  return found?.source === "edited" ? found : undefined;
}

/** Writes the lock as a person wants it, as a new version; 409 with the current one when based on an older. */
export async function edit(
  { projectId, subjectId }: Pick<Info, "projectId" | "subjectId">,
  input: z.output<typeof EditInput>,
): Promise<Info> {
  const { person } = useActor();
  // What the lock was read from stays known: a check asks what that picture shows.
  const { masterReferenceId } = (await current(projectId, subjectId)) ?? {};
  const fresh = {
    projectId,
    subjectId,
    source: "edited" as const,
    person,
    masterReferenceId,
    look: input.look,
  };
  const info = await add(fresh, input.version);
  if (info) return info;
  const newest = (await current(projectId, subjectId))?.version ?? 0;
  const message = `The lock of ${subjectId} is at version ${newest} now; the change is based on ${input.version}.`;
  throw new LikenessError("conflict", "specification.version", message, {
    problems: [{ field: "version", message: `the current version is ${newest}` }],
  });
}

/**
 * Records what a new master looks like. A lock that a person wrote stays; the same master is recorded once. Answers
 * the lock that holds afterwards.
 */
export async function extract(
  {
    projectId,
    subjectId,
    masterReferenceId,
  }: Required<Pick<Info, "projectId" | "subjectId" | "masterReferenceId">>,
  seen: { described: Described; measured: Measured },
): Promise<Info> {
  const look = lookOf(seen.described, seen.measured);
  for (;;) {
    const before = await current(projectId, subjectId);
    if (before?.source === "edited" || before?.masterReferenceId === masterReferenceId) return before;
    const fresh = { projectId, subjectId, masterReferenceId, source: "extracted" as const, look };
    const info = await add(fresh, before?.version ?? 0);
    if (info) return info;
  }
}

/** The next version, unless somebody was faster. */
async function add(fresh: Omit<Info, "version" | "createdAt">, base: number): Promise<Info | undefined> {
  const newest = (await current(fresh.projectId, fresh.subjectId))?.version ?? 0;
  if (newest !== base) return undefined;
  const info: Info = { ...fresh, version: base + 1, createdAt: new Date().toISOString() };
  try {
    await specifications().create(info).go();
    return info;
  } catch (error) {
    if (isConditionFailure(error)) return undefined;
    throw error;
  }
}
