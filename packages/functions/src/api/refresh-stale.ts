import * as Staleness from "@likeness/core/staleness";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

/** POST …/refresh - starts the jobs that make stale things anew; with `dryRun` only says which and for how much. */
export const handler = api({ path: projectPath, body: Staleness.RefreshInput }, async ({ path, body }) => ({
  status: body.dryRun ? 200 : 202,
  body: await Staleness.refresh(path.projectId, body),
}));
