import { idSchema } from "@likeness/core/ids";
import * as Subject from "@likeness/core/subject";
import * as z from "zod";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });
const body = z.strictObject({ kind: z.enum(["master", "profile"]), version: z.int().min(1) });

/** PUT …/subjects/{subjectId}/versions/current - makes a version current, also an older one. */
export const handler = api({ path, body }, async ({ path: { projectId, subjectId }, body: chosen }) => ({
  body: await Subject.makeCurrent({ projectId, subjectId }, chosen),
}));
