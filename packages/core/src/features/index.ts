import { createHash } from "node:crypto";
import {
  decodeFeatures,
  encodeFeatures,
  extract,
  FEATURES_VERSION,
  type Features,
  FeaturesOutdated,
} from "../consistency/index.ts";
import { FEATURES } from "../limits.ts";
import type * as Media from "../media/index.ts";
import { featuresKey, getObject, type PutInput, putImmutable, StorageMissing } from "../storage/index.ts";

export type { Features } from "../consistency/index.ts";

/** Pictures never change, so what was read once is kept per container. */
const known = new Map<string, Promise<Features>>();

/** The features of a picture as the object to keep beside it, from the bytes that are stored. */
export async function featuresObject(key: string, picture: Uint8Array): Promise<PutInput> {
  return objectOf(key, await extract(picture));
}

/**
 * The features of a stored picture. Missing or of another version they are made anew from the stored bytes and kept;
 * features of different versions are never compared.
 */
export function featuresOf(media: Pick<Media.Info, "key" | "mediaId">): Promise<Features> {
  const id = featuresKey(media.key, FEATURES_VERSION);
  const found = known.get(id) ?? read(media, id);
  if (known.size >= FEATURES.keptPerContainer) known.clear();
  known.set(id, found);
  found.catch(() => known.delete(id));
  return found;
}

async function read({ key }: Pick<Media.Info, "key">, id: string): Promise<Features> {
  try {
    return decodeFeatures((await getObject(id)).bytes);
  } catch (error) {
    if (!(error instanceof StorageMissing) && !(error instanceof FeaturesOutdated)) throw error;
  }
  const { bytes } = await getObject(key);
  const features = await extract(bytes);
  // Another run may be doing the same; a bucket that refuses must not stop a comparison.
  await putImmutable(objectOf(key, features)).catch(() => undefined);
  return features;
}

function objectOf(key: string, features: Features): PutInput {
  const bytes = Buffer.from(encodeFeatures(features));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    ...{ key: featuresKey(key, features.version), bytes, sha256 },
    contentType: "application/octet-stream",
    metadata: {},
  };
}
