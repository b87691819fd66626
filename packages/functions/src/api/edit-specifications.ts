import { idSchema } from "@likeness/core/ids";
import { authorize } from "@likeness/core/project";
import * as Specification from "@likeness/core/specification";
import * as Subject from "@likeness/core/subject";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });

/** PUT …/subjects/{subjectId}/specifications - writes the lock as a new version; names the one it is based on. */
export const handler = api(
  { path, body: Specification.EditInput },
  async ({ path: { projectId, subjectId }, body }) => {
    await authorize(projectId);
    await Subject.fromId(projectId, subjectId);
    return { body: await Specification.edit({ projectId, subjectId }, body) };
  },
);
