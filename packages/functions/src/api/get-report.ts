import * as Collection from "@likeness/core/collection";
import { idSchema } from "@likeness/core/ids";
import { authorize } from "@likeness/core/project";
import { api } from "../http/api.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ collectionId: idSchema("collection") });

/** GET …/collections/{collectionId}/report - how alike the views of a turnaround are, and what people said. */
export const handler = api({ path }, async ({ path: { projectId, collectionId } }) => {
  await authorize(projectId);
  return { body: await Collection.reportOf(projectId, collectionId) };
});
