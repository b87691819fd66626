import { idSchema } from "@likeness/core/ids";
import * as Media from "@likeness/core/media";
import { authorize } from "@likeness/core/project";
import { api } from "../http/api.ts";
import { imageView } from "../http/image-view.ts";
import { pageQuery, projectPath } from "../http/parts.ts";

const query = pageQuery("media").extend({
  subjectId: idSchema("subject").optional(),
  imageType: Media.ImageType.optional(),
});

/** GET …/images - newest first, optionally of one subject or type. */
export const handler = api({ path: projectPath, query }, async ({ path, query: filter }) => {
  await authorize(path.projectId);
  const { images, hasMore, nextCursor } = await Media.list(path.projectId, filter);
  return { body: { images: images.map(imageView), hasMore, nextCursor } };
});
