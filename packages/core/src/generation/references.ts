import { config } from "../config.ts";
import { falQueue, referenceUrl } from "../fal/index.ts";
import * as Media from "../media/index.ts";
import { getObject, signedUrl } from "../storage/index.ts";
import type { Row } from "./record.ts";

const uploads = new Map<string, { url: string; expiresAt: number }>();

/** URLs of a request's reference pictures, in order, which FAL can read for as long as it may need them. */
export async function referenceUrls(row: Pick<Row, "projectId" | "references">): Promise<string[]> {
  const pictures = await Promise.all(row.references.map((mediaId) => Media.fromId(row.projectId, mediaId)));
  return Promise.all(pictures.map(urlOf));
}

function urlOf({ mediaId, key, contentType }: Media.Info): Promise<string> {
  return referenceUrl(
    { mediaId, key, contentType },
    {
      delivery: config("fal").FAL_REFERENCE_DELIVERY,
      presign: (objectKey, seconds) => signedUrl(objectKey, { expires: seconds }),
      fetchBytes: async (objectKey) => (await getObject(objectKey)).bytes,
      upload: (bytes, type) => falQueue().upload(bytes, type),
      cache: {
        get: async (id) => uploads.get(id),
        put: async (id, url, expiresAt) => {
          uploads.set(id, { url, expiresAt });
        },
      },
      now: Date.now(),
    },
  );
}
