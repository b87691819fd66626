import { idSchema } from "@likeness/core/ids";
import * as Version from "@likeness/core/version";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });

/** GET …/subjects/{subjectId}/versions/compare?kind=&a=&b= - two versions side by side. */
export const handler = api(
  { path, query: Version.CompareQuery },
  async ({ path: { projectId, subjectId }, query }) => ({
    body: await Version.compare(projectId, subjectId, query),
  }),
);
