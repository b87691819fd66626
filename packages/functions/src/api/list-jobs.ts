import * as Job from "@likeness/core/job";
import { authorize } from "@likeness/core/project";
import { api } from "../http/api.ts";
import { jobSummary } from "../http/job-summary.ts";
import { pageQuery, projectPath } from "../http/parts.ts";

/** GET …/jobs - newest first; the details of one are at its own address. */
export const handler = api({ path: projectPath, query: pageQuery("job") }, async ({ path, query }) => {
  await authorize(path.projectId);
  const { jobs, hasMore, nextCursor } = await Job.list(path.projectId, query);
  return { body: { jobs: jobs.map(jobSummary), hasMore, nextCursor } };
});
