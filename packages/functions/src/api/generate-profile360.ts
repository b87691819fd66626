import * as Profile360 from "@likeness/core/profile-360";
import { api } from "../http/api.ts";
import { jobReply } from "../http/job-reply.ts";
import { projectPath } from "../http/parts.ts";
import { placeOf } from "../http/place.ts";

/** POST …/images/generate/profile360 - starts the turnaround; 202 with the job to watch. */
export const handler = api({ path: projectPath, body: Profile360.StartInput }, async (request) =>
  jobReply(await Profile360.start(placeOf(request), request.body), request),
);
