import { idSchema } from "@likeness/core/ids";
import * as Subject from "@likeness/core/subject";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });

/** GET …/subjects/{subjectId}/lighting - the light of a scene, its own or its location's. */
export const handler = api({ path }, async ({ path: { projectId, subjectId } }) => ({
  body: await Subject.lightingDesign(projectId, subjectId),
}));
