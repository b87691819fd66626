import { Entity } from "electrodb";
import * as z from "zod";
import { useActor } from "../actor/index.ts";
import { LikenessError, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { STORAGE, TEXT } from "../limits.ts";
import { INDEX, key, lazy, type Page, tableBinding, toPage } from "../table/index.ts";
import { Info, projects } from "./record.ts";

export { Info } from "./record.ts";
export { checkRoom, ProjectFull, returnRoom, settleRoom, takeRoom, untakeRoom } from "./room.ts";

export const CreateInput = z.strictObject({
  name: z.string().trim().min(1).max(TEXT.nameMaxChars),
});

export const CollaboratorInput = z.strictObject({
  person: z.string().trim().min(1).max(TEXT.nameMaxChars),
});

/** The partition of the list index that names every project, by the membership of its owner. */
const ALL = "projects";

const memberships = lazy(
  () =>
    new Entity(
      {
        model: { entity: "membership", service: "likeness", version: "1" },
        attributes: {
          person: { type: "string", required: true },
          projectId: { type: "string", required: true },
          role: { type: ["owner", "collaborator"] as const, required: true },
          gsi1pk: { type: "string" },
        },
        indexes: {
          primary: { pk: key("pk", ["person"]), sk: key("sk", ["projectId"]) },
          all: { index: INDEX.list, pk: key("gsi1pk", ["gsi1pk"]), sk: key("gsi1sk", ["projectId"]) },
        },
      },
      tableBinding(),
    ),
);

/** Makes a project owned by the caller. The row comes first: a crash leaves a project nobody sees, never a dangling membership. */
export async function create(input: z.infer<typeof CreateInput>): Promise<Info> {
  const { person } = useActor();
  const info: Info = {
    projectId: newId("project"),
    name: input.name,
    owner: person,
    usedBytes: 0,
    quotaBytes: STORAGE.quotaBytes,
    createdAt: new Date().toISOString(),
  };
  await projects().create(info).go();
  await memberships().create({ person, projectId: info.projectId, role: "owner", gsi1pk: ALL }).go();
  return info;
}

/** Ids of all projects, oldest first: what a rebuild goes through. Checks no caller; no function of the API calls it. */
export async function listAll(): Promise<string[]> {
  const { data } = await memberships().query.all({ gsi1pk: ALL }).go({ pages: "all" });
  return data.map(({ projectId }) => projectId);
}

/** The project, if the caller is its owner or collaborator; otherwise 404, as if it did not exist. */
export async function fromId(projectId: string): Promise<Info> {
  await authorize(projectId);
  const { data } = await projects().get({ projectId }).go();
  if (!data) throw notFound("project", projectId);
  return Info.parse(data);
}

/** Refuses with 404 unless the caller belongs to the project. Reads consistently, so a removed person is out at once. */
export async function authorize(projectId: string): Promise<{ role: "owner" | "collaborator" }> {
  const { person } = useActor();
  const { data } = await memberships().get({ person, projectId }).go({ consistent: true });
  if (!data) throw notFound("project", projectId);
  return { role: data.role };
}

/** The caller's projects, newest first. */
export async function list(page: Page) {
  const { person } = useActor();
  const query = memberships().query.primary({ person });
  const range = page.cursor ? query.lt({ projectId: page.cursor }) : query;
  const found = await range.go({ limit: page.limit + 1, order: "desc", pages: "all" });
  const { items, hasMore, nextCursor } = toPage(found.data, page.limit, (row) => row.projectId);
  const keys = items.map(({ projectId }) => ({ projectId }));
  const rows = keys.length > 0 ? (await projects().get(keys).go({ preserveBatchOrder: true })).data : [];
  return { projects: rows.flatMap((row) => (row ? [Info.parse(row)] : [])), hasMore, nextCursor };
}

/** Lets another person see and use the project; only its owner may. Idempotent. */
export async function addCollaborator(
  projectId: string,
  input: z.infer<typeof CollaboratorInput>,
): Promise<{ projectId: string; person: string; role: "owner" | "collaborator" }> {
  const { role } = await authorize(projectId);
  if (role !== "owner") {
    throw new LikenessError(
      "forbidden",
      "project.owner-only",
      "Only the owner of a project adds collaborators.",
    );
  }
  if (input.person === useActor().person) return { projectId, person: input.person, role };
  const membership = { person: input.person, projectId, role: "collaborator" as const };
  await memberships().put(membership).go();
  return membership;
}
