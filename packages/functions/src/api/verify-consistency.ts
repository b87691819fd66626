import "../secrets.ts";
import { authorize } from "@likeness/core/project";
import { VerifyInput, verify } from "@likeness/core/second-opinion";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";
import { placeOf } from "../http/place.ts";

/**
 * POST …/images/verify/consistency - one picture against a picture, a master reference or a collection; on request with
 * a vision model's opinion beside it.
 */
export const handler = api({ path: projectPath, body: VerifyInput }, async (request) => {
  await authorize(request.path.projectId);
  return { body: await verify(placeOf(request), request.body) };
});
