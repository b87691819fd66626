import * as Project from "@likeness/core/project";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

/** POST …/collaborators - lets another person see and use the project. */
export const handler = api(
  { path: projectPath, body: Project.CollaboratorInput },
  async ({ path, body }) => ({
    status: 201,
    body: await Project.addCollaborator(path.projectId, body),
  }),
);
