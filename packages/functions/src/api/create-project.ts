import * as Project from "@likeness/core/project";
import { api } from "../http/api.ts";

/** POST /projects - makes a project owned by the caller. */
export const handler = api({ body: Project.CreateInput }, async ({ body }) => {
  const project = await Project.create(body);
  return { status: 201, headers: { location: `/api/v1/projects/${project.projectId}` }, body: project };
});
