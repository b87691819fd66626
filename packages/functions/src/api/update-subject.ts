import { idSchema } from "@likeness/core/ids";
import * as Subject from "@likeness/core/subject";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });

/** PATCH …/subjects/{subjectId} - changes it; names the version the change is based on. */
export const handler = api(
  { path, body: Subject.UpdateInput },
  async ({ path: { projectId, subjectId }, body }) => ({
    body: await Subject.update(projectId, subjectId, body),
  }),
);
