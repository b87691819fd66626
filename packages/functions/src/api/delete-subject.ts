import { idSchema } from "@likeness/core/ids";
import * as Subject from "@likeness/core/subject";
import * as z from "zod";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });
const query = z.strictObject({ force: z.enum(["true", "false"]).default("false") });

/** DELETE …/subjects/{subjectId} - 409 while something depends on it, unless `force=true`. */
export const handler = api({ path, query }, async ({ path: { projectId, subjectId }, query: { force } }) => {
  await Subject.remove(projectId, subjectId, { force: force === "true" });
  return { body: { subjectId, deleted: true } };
});
