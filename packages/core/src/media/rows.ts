import { Entity } from "electrodb";
import { IMAGE_TYPES } from "../image-type.ts";
import { INDEX, key, lazy, tableBinding } from "../table/index.ts";
import { Info } from "./record.ts";

/** Stands in the index for the subject of pictures that show several, or none. */
const NO_SUBJECT = "none";

export const media = lazy(
  () =>
    new Entity(
      {
        model: { entity: "media", service: "likeness", version: "1" },
        attributes: {
          mediaId: { type: "string", required: true },
          projectId: { type: "string", required: true },
          subjectId: { type: "string" },
          imageType: { type: IMAGE_TYPES, required: true },
          state: { type: ["intermediate", "kept", "replaced"] as const, required: true },
          key: { type: "string", required: true },
          url: { type: "string", required: true },
          thumbnails: { type: "any", required: true },
          thumbhash: { type: "string", required: true },
          width: { type: "number", required: true },
          height: { type: "number", required: true },
          bytes: { type: "number", required: true },
          storedBytes: { type: "number" },
          sha256: { type: "string", required: true },
          contentType: { type: "string", required: true },
          angle: { type: "number" },
          model: { type: "string", required: true },
          prompt: { type: "string", required: true },
          seed: { type: "string" },
          steps: { type: "number" },
          guidanceScale: { type: "number" },
          requestId: { type: "string" },
          jobId: { type: "string", required: true },
          generationId: { type: "string", required: true },
          references: { type: "any", required: true },
          measures: { type: "any", required: true },
          quality: { type: "any", required: true },
          review: { type: "any" },
          specifications: { type: "any" },
          cast: { type: "any" },
          remade: { type: "any" },
          costMicroUsd: { type: "number", required: true },
          createdAt: { type: "string", required: true },
        },
        indexes: {
          primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["mediaId"]) },
          bySubject: {
            index: INDEX.list,
            pk: key("gsi1pk", ["projectId", "subjectId"]),
            sk: key("gsi1sk", ["mediaId"]),
          },
          byType: {
            index: INDEX.types,
            pk: key("gsi3pk", ["projectId", "imageType"]),
            sk: key("gsi3sk", ["mediaId"]),
          },
        },
      },
      tableBinding(),
    ),
);

/** A picture as its row; the index needs some subject. */
export function toRow(info: Info) {
  return { ...info, subjectId: info.subjectId ?? NO_SUBJECT };
}

/** The picture of a row; throws where the row is not one. */
export function fromRow({
  subjectId,
  ...row
}: {
  subjectId?: string | undefined;
  [field: string]: unknown;
}): Info {
  return Info.parse(subjectId === NO_SUBJECT ? row : { ...row, subjectId });
}
