import * as Project from "@likeness/core/project";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

/** GET /projects/{projectId} */
export const handler = api({ path: projectPath }, async ({ path }) => ({
  body: await Project.fromId(path.projectId),
}));
