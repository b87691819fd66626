import * as z from "zod";
import { inputError } from "../errors.ts";
import { type IdKind, idSchema } from "../ids.ts";

/**
 * Object keys are immutable and built from ids the server minted, never from a name somebody typed. Every id is
 * checked against its pattern, so no key can leave its project's prefix.
 */

export interface ReferencePlace {
  projectId: string;
  subjectId: string;
  mediaId: string;
}

export interface ProfilePlace extends ReferencePlace {
  collectionId: string;
}

export interface ProjectPlace {
  projectId: string;
  mediaId: string;
}

/** Key of a master reference image. */
export function referenceKey({ projectId, subjectId, mediaId }: ReferencePlace): string {
  return `${projectPrefix(projectId)}references/${id("subject", subjectId)}/${id("media", mediaId)}.webp`;
}

/** Key of one angle of a 360° profile. */
export function profileKey({ projectId, subjectId, collectionId, mediaId }: ProfilePlace): string {
  const folder = `${projectPrefix(projectId)}360-profiles/${id("subject", subjectId)}`;
  return `${folder}/${id("collection", collectionId)}/${id("media", mediaId)}.webp`;
}

/** Key of a composite shot. */
export function compositeKey({ projectId, mediaId }: ProjectPlace): string {
  return `${projectPrefix(projectId)}composites/${id("media", mediaId)}.webp`;
}

/** Key of a picture that was paid for but is not (yet) part of anything; swept after some days. */
export function intermediateKey({ projectId, mediaId }: ProjectPlace): string {
  return `${projectPrefix(projectId)}intermediate/${id("media", mediaId)}.webp`;
}

/** Key of the thumbnail of the image under `key`, `widthPx` wide: `…/med_…_256.webp`. */
export function thumbnailKey(key: string, widthPx: number): string {
  const image = objectKey(key);
  if (!image.endsWith(".webp") || !Number.isInteger(widthPx) || widthPx < 1) {
    throw inputError("storage.key-invalid", [
      {
        field: "key",
        message: `must end in .webp and the width (${widthPx}) must be a positive whole number`,
      },
    ]);
  }
  return `${image.slice(0, -".webp".length)}_${widthPx}.webp`;
}

/** Key of what is known of the picture under `key`, made by one version of the code: `…/med_….features-v1.bin`. */
export function featuresKey(key: string, version: number): string {
  return `${featuresPrefix(key)}${version}.bin`;
}

/** Prefix of the features of one picture, of whatever version. */
export function featuresPrefix(key: string): string {
  return `${objectKey(key).replace(/\.webp$/, "")}.features-v`;
}

/** Key of a file of a turnaround's report; `name` tells its round and kind. */
export function reportKey(
  { projectId, subjectId, collectionId }: Omit<ProfilePlace, "mediaId">,
  name: string,
): string {
  const folder = `${projectPrefix(projectId)}360-profiles/${id("subject", subjectId)}`;
  return objectKey(`${folder}/${id("collection", collectionId)}/${name}`);
}

/** Prefix of everything a project stores; ends with a slash, so that no other project's id can start with it. */
export function projectPrefix(projectId: string): string {
  return `projects/${id("project", projectId)}/`;
}

const SEGMENT = "[A-Za-z0-9][A-Za-z0-9._-]*";
const ObjectKey = z
  .string()
  .max(1024)
  .regex(new RegExp(`^${SEGMENT}(?:/${SEGMENT})*$`), "must be plain segments joined by slashes");

/** `key` itself if it is a key this product could have made; throws `storage.key-invalid` otherwise. */
export function objectKey(key: string): string {
  return checked(ObjectKey, { field: "key", value: key });
}

function id(kind: IdKind, value: string): string {
  return checked(idSchema(kind), { field: `${kind}Id`, value });
}

function checked(schema: z.ZodType<string>, { field, value }: { field: string; value: string }): string {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const message = result.error.issues[0]?.message ?? "is not a valid part of an object key";
  throw inputError("storage.key-invalid", [{ field, message }]);
}
