import { Entity } from "electrodb";
import * as z from "zod";
import { notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { TEXT } from "../limits.ts";
import { authorize } from "../project/index.ts";
import { key, lazy, type Page, tableBinding, toPage } from "../table/index.ts";

export const SUBJECT_TYPES = ["character", "location", "prop"] as const;
export const SubjectType = z.enum(SUBJECT_TYPES);
export type SubjectType = z.infer<typeof SubjectType>;

export const description = z.string().trim().min(1).max(TEXT.descriptionMaxChars);
export const style = z.string().trim().min(1).max(TEXT.styleMaxChars);

/** A character, location or prop as the API shows it. */
export const Info = z.object({
  subjectId: z.string(),
  projectId: z.string(),
  type: SubjectType,
  name: z.string(),
  description: z.string(),
  style: z.string().optional(),
  createdAt: z.string(),
});
export type Info = z.infer<typeof Info>;

export const CreateInput = z.strictObject({
  type: SubjectType,
  name: z.string().trim().min(1).max(TEXT.nameMaxChars),
  description,
  style: style.optional(),
});

const subjects = lazy(
  () =>
    new Entity(
      {
        model: { entity: "subject", service: "likeness", version: "1" },
        attributes: {
          subjectId: { type: "string", required: true },
          projectId: { type: "string", required: true },
          type: { type: SUBJECT_TYPES, required: true },
          name: { type: "string", required: true },
          description: { type: "string", required: true },
          style: { type: "string" },
          createdAt: { type: "string", required: true },
        },
        indexes: { primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["subjectId"]) } },
      },
      tableBinding(),
    ),
);

/** Makes a subject in a project of the caller. */
export async function create(projectId: string, input: z.infer<typeof CreateInput>): Promise<Info> {
  await authorize(projectId);
  const info: Info = {
    subjectId: newId("subject"),
    projectId,
    ...input,
    createdAt: new Date().toISOString(),
  };
  await subjects().create(info).go();
  return info;
}

/** One subject of the project; 404 when it is unknown or belongs to another project. Does not check the caller. */
export async function fromId(projectId: string, subjectId: string): Promise<Info> {
  const { data } = await subjects().get({ projectId, subjectId }).go({ consistent: true });
  if (!data) throw notFound("subject", subjectId);
  return Info.parse(data);
}

/** Subjects of a project of the caller, newest first. */
export async function list(projectId: string, page: Page) {
  await authorize(projectId);
  const query = subjects().query.primary({ projectId });
  const range = page.cursor ? query.lt({ subjectId: page.cursor }) : query;
  const found = await range.go({ limit: page.limit + 1, order: "desc" });
  const { items, hasMore, nextCursor } = toPage(found.data, page.limit, (row) => row.subjectId);
  return { subjects: items.map((row) => Info.parse(row)), hasMore, nextCursor };
}
