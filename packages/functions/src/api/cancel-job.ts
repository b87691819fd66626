import "../secrets.ts";
import { cancel } from "@likeness/core/cancellation";
import { idSchema } from "@likeness/core/ids";
import * as Progress from "@likeness/core/progress";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ jobId: idSchema("job") });

/** DELETE …/jobs/{jobId} - cancels; what is stored stays. */
export const handler = api({ path }, async ({ path: { projectId, jobId } }) => {
  await cancel(projectId, jobId);
  return { body: await Progress.ofJob(projectId, jobId) };
});
