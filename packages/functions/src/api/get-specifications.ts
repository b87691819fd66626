import { idSchema } from "@likeness/core/ids";
import * as Specification from "@likeness/core/specification";
import * as z from "zod";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ subjectId: idSchema("subject") });
const query = z.strictObject({ version: z.coerce.number().int().min(1).optional() });

/** GET …/subjects/{subjectId}/specifications - its locked look, the newest or a version. */
export const handler = api(
  { path, query },
  async ({ path: { projectId, subjectId }, query: { version } }) => ({
    body: await Specification.read(projectId, subjectId, version),
  }),
);
