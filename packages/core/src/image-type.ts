import * as z from "zod";

export const IMAGE_TYPES = ["master-reference", "profile-360", "composite-shot", "intermediate"] as const;

/** What a picture is; in a file of its own, so that naming one does not bring the record along into every bundle. */
export const ImageType = z.enum(IMAGE_TYPES);
export type ImageType = z.infer<typeof ImageType>;
