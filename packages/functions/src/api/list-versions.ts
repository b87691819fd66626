import { idSchema } from "@likeness/core/ids";
import * as Version from "@likeness/core/version";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });

/** GET …/subjects/{subjectId}/versions - its masters and turnarounds by version. */
export const handler = api({ path }, async ({ path: { projectId, subjectId } }) => ({
  body: await Version.list(projectId, subjectId),
}));
