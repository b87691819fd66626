import { idSchema } from "@likeness/core/ids";
import { LIST } from "@likeness/core/limits";
import * as Staleness from "@likeness/core/staleness";
import * as z from "zod";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const query = z.strictObject({
  subjectId: idSchema("subject").optional(),
  limit: z.coerce.number().int().min(1).max(LIST.limitMax).default(LIST.limitDefault),
  cursor: z.string().max(100).optional(),
});

/** GET …/stale - what was made from masters that are not current any more, and the way that says so. */
export const handler = api({ path: projectPath, query }, async ({ path, query: asked }) => ({
  body: await Staleness.list(path.projectId, asked),
}));
