import { TEXT } from "@likeness/core/limits";
import * as Subject from "@likeness/core/subject";
import * as z from "zod";
import { api } from "../http/api.ts";
import { pageQuery, projectPath } from "../http/parts.ts";

const query = pageQuery("subject").extend({
  type: Subject.SubjectKind.optional(),
  name: z.string().trim().min(1).max(TEXT.nameMaxChars).optional(),
});

/** GET …/subjects - newest first, optionally of one kind or by the beginnings of words of the name. */
export const handler = api({ path: projectPath, query }, async ({ path, query: filter }) => ({
  body: await Subject.list(path.projectId, filter),
}));
