import * as Subject from "@likeness/core/subject";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

/** POST …/subjects - a character, location, prop, style or scene. */
export const handler = api({ path: projectPath, body: Subject.CreateInput }, async ({ path, body }) => {
  const subject = await Subject.create(path.projectId, body);
  const location = `/api/v1/projects/${path.projectId}/subjects/${subject.subjectId}`;
  return { status: 201, headers: { location }, body: subject };
});
