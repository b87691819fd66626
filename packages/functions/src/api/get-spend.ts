import * as Spend from "@likeness/core/spend";
import * as z from "zod";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const query = z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional() });

/** GET …/spend?from=&to= - what the project was billed, by operation, model and day. */
export const handler = api({ path: projectPath, query }, async ({ path, query: period }) => ({
  body: await Spend.ofProject(path.projectId, period),
}));
