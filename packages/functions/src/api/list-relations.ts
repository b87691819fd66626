import { RELATION_TYPES } from "@likeness/core/brain";
import { LIST } from "@likeness/core/limits";
import { relationsOf } from "@likeness/core/lineage";
import * as z from "zod";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const query = z.strictObject({
  nodeId: z
    .string()
    .regex(/^[a-z]{3}_[0-9A-Z]{26}$/, "must be the id of a subject, image, collection or report"),
  direction: z.enum(["out", "in"]).default("out"),
  type: z.enum(RELATION_TYPES).optional(),
  limit: z.coerce.number().int().min(1).max(LIST.limitMax).default(LIST.limitDefault),
  cursor: z
    .string()
    .regex(/^(edge#[A-Z0-9_]{1,40}|up#01)#\w{30}$/, "is not the nextCursor of a page")
    .optional(),
});

/** GET …/relations?nodeId= - the relations of a subject, image, collection or report, one way. */
export const handler = api({ path: projectPath, query }, async ({ path, query: asked }) => ({
  body: await relationsOf(path.projectId, asked),
}));
