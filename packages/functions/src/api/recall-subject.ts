import "../secrets.ts";
import { notFound } from "@likeness/core/errors";
import { idSchema } from "@likeness/core/ids";
import { contextOf } from "@likeness/core/lineage";
import { authorize } from "@likeness/core/project";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });

/** GET …/subjects/{subjectId}/context - everything the graph knows of it, in one round trip. */
export const handler = api({ path }, async ({ path: { projectId, subjectId } }) => {
  await authorize(projectId);
  const { answer, degraded } = await contextOf(projectId, subjectId);
  if (!answer) throw notFound("subject", subjectId);
  return { body: { ...answer, degraded } };
});
