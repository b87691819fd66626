import "../secrets.ts";
import { idSchema } from "@likeness/core/ids";
import { BRAIN, LIST } from "@likeness/core/limits";
import { trace } from "@likeness/core/lineage";
import * as z from "zod";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ mediaId: idSchema("media") });
const query = z.strictObject({
  direction: z.enum(["up", "down"]).default("up"),
  depth: z.coerce.number().int().min(1).max(BRAIN.depthMax).default(BRAIN.depthMax),
  limit: z.coerce.number().int().min(1).max(BRAIN.lineageLimitMax).default(LIST.limitDefault),
  cursor: z.string().max(60).optional(),
});

/** GET …/images/{mediaId}/lineage - what it was made from, or what was made from it. */
export const handler = api({ path, query }, async ({ path: { projectId, mediaId }, query: options }) => ({
  body: await trace(projectId, mediaId, options),
}));
