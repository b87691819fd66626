import * as Subject from "@likeness/core/subject";
import { api } from "../http/api.ts";
import { pageQuery, projectPath } from "../http/parts.ts";

/** GET …/subjects - newest first. */
export const handler = api({ path: projectPath, query: pageQuery("subject") }, async ({ path, query }) => ({
  body: await Subject.list(path.projectId, query),
}));
