import { idSchema } from "@likeness/core/ids";
import { authorize } from "@likeness/core/project";
import * as Subject from "@likeness/core/subject";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

/** GET …/subjects/{subjectId} */
export const handler = api(
  { path: projectPath.extend({ subjectId: idSchema("subject") }) },
  async ({ path }) => {
    await authorize(path.projectId);
    return { body: Subject.View.parse(await Subject.row(path.projectId, path.subjectId)) };
  },
);
