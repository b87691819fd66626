import { idSchema } from "@likeness/core/ids";
import * as Media from "@likeness/core/media";
import { authorize } from "@likeness/core/project";
import { api } from "../http/api.ts";
import { imageView } from "../http/image-view.ts";
import { projectPath } from "../http/parts.ts";

const path = projectPath.extend({ mediaId: idSchema("media") });

/** PUT …/images/{mediaId}/review - a person approves or rejects a picture; what was measured stays as it is. */
export const handler = api(
  { path, body: Media.ReviewInput },
  async ({ path: { projectId, mediaId }, body }) => {
    await authorize(projectId);
    return { body: imageView(await Media.review(projectId, mediaId, body)) };
  },
);
