import { idSchema } from "@likeness/core/ids";
import * as Subject from "@likeness/core/subject";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });

/** GET …/subjects/{subjectId}/environment - the design of a location. */
export const handler = api({ path }, async ({ path: { projectId, subjectId } }) => ({
  body: await Subject.environmentDesign(projectId, subjectId),
}));
