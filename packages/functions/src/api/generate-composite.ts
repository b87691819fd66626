import * as CompositeShot from "@likeness/core/composite-shot";
import { api } from "../http/api.ts";
import { jobReply } from "../http/job-reply.ts";
import { projectPath } from "../http/parts.ts";
import { placeOf } from "../http/place.ts";

/** POST …/images/generate/composite - starts a scene of several references; 202 with the job to watch. */
export const handler = api({ path: projectPath, body: CompositeShot.StartInput }, async (request) =>
  jobReply(await CompositeShot.start(placeOf(request), request.body), request),
);
