import { config } from "../config.ts";
import { falQueue, referenceUrl } from "../fal/index.ts";
import { REFERENCE } from "../limits.ts";
import * as Media from "../media/index.ts";
import { getObject, signedUrl } from "../storage/index.ts";
import type { Row } from "./record.ts";

interface Known {
  url: string;
  expiresAt: number;
}

/** Pictures never change, so neither what is known of them nor an upload does. Both are kept per container. */
const pictures = new Map<string, Promise<Media.Info>>();
const signatures = new Map<string, Known>();
const uploads = new Map<string, Known>();

/** URLs of a request's reference pictures, in order, which FAL can read for as long as it may need them. */
export async function referenceUrls(row: Pick<Row, "projectId" | "references">): Promise<string[]> {
  return Promise.all(row.references.map(async (mediaId) => urlOf(await pictureOf(row.projectId, mediaId))));
}

function pictureOf(projectId: string, mediaId: string): Promise<Media.Info> {
  const key = `${projectId}/${mediaId}`;
  const known = pictures.get(key) ?? Media.fromId(projectId, mediaId);
  if (pictures.size >= REFERENCE.keptPerContainer) pictures.clear();
  pictures.set(key, known);
  // One that is not there today may be there tomorrow.
  known.catch(() => pictures.delete(key));
  return known;
}

function urlOf({ mediaId, key, contentType }: Media.Info): Promise<string> {
  return referenceUrl(
    { mediaId, key, contentType },
    {
      delivery: config("fal").FAL_REFERENCE_DELIVERY,
      presign,
      fetchBytes: async (objectKey) => (await getObject(objectKey)).bytes,
      upload: (bytes, type) => falQueue().upload(bytes, type),
      cache: {
        get: async (id) => uploads.get(id),
        put: async (id, url, expiresAt) => keep(uploads, id, { url, expiresAt }),
      },
      now: Date.now(),
    },
  );
}

/** A signature serves the requests of the next minutes too: it is made to last that much longer. */
async function presign(key: string, seconds: number): Promise<string> {
  const known = signatures.get(key);
  if (known && known.expiresAt - Date.now() >= seconds * 1000) return known.url;
  const lasting = seconds + REFERENCE.signatureReuseSeconds;
  const url = await signedUrl(key, { expires: lasting });
  keep(signatures, key, { url, expiresAt: Date.now() + lasting * 1000 });
  return url;
}

function keep(known: Map<string, Known>, key: string, value: Known): void {
  if (known.size >= REFERENCE.keptPerContainer) known.clear();
  known.set(key, value);
}
