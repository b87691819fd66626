import * as MasterReference from "@likeness/core/master-reference";
import { api } from "../http/api.ts";
import { jobReply } from "../http/job-reply.ts";
import { projectPath } from "../http/parts.ts";
import { placeOf } from "../http/place.ts";

/** POST …/images/generate/master - starts a master reference; 202 with the job to watch. */
export const handler = api({ path: projectPath, body: MasterReference.StartInput }, async (request) =>
  jobReply(await MasterReference.start(placeOf(request), request.body), request),
);
