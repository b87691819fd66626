import * as Project from "@likeness/core/project";
import { api } from "../http/api.ts";
import { pageQuery } from "../http/parts.ts";

/** GET /projects - the caller's projects, newest first. */
export const handler = api({ query: pageQuery("project") }, async ({ query }) => ({
  body: await Project.list(query),
}));
