import "../secrets.ts";
import { authorize } from "@likeness/core/project";
import { VerifyInput, verify } from "@likeness/core/verification";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

/** POST …/images/verify/consistency - one picture against a picture, a master reference or a collection. */
export const handler = api(
  { path: projectPath, body: VerifyInput },
  async ({ path: { projectId }, body }) => {
    await authorize(projectId);
    return { body: await verify(projectId, body) };
  },
);
