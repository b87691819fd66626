import { idSchema } from "@likeness/core/ids";
import * as Progress from "@likeness/core/progress";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

/** GET …/jobs/{jobId} - how far it is, what it cost so far, and its result or problem. */
export const handler = api({ path: projectPath.extend({ jobId: idSchema("job") }) }, async ({ path }) => ({
  body: await Progress.ofJob(path.projectId, path.jobId),
}));
