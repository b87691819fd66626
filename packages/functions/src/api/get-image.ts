import { idSchema } from "@likeness/core/ids";
import * as Media from "@likeness/core/media";
import { authorize } from "@likeness/core/project";
import { api } from "../http/api.ts";
import { imageView } from "../http/image-view.ts";
import { projectPath } from "../http/parts.ts";

/** GET …/images/{mediaId} */
export const handler = api({ path: projectPath.extend({ mediaId: idSchema("media") }) }, async ({ path }) => {
  await authorize(path.projectId);
  return { body: imageView(await Media.fromId(path.projectId, path.mediaId)) };
});
