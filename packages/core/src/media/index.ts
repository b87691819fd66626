import { Entity } from "electrodb";
import * as z from "zod";
import { useActor } from "../actor/index.ts";
import { LikenessError, notFound } from "../errors.ts";
import { IMAGE_TYPES, ImageType } from "../image-type.ts";
import { TEXT } from "../limits.ts";
import { QualityRecord } from "../quality/index.ts";
import { INDEX, isConditionFailure, key, lazy, type Page, tableBinding, toPage } from "../table/index.ts";

export { IMAGE_TYPES, ImageType } from "../image-type.ts";

/** A thumbnail beside the picture; `key` is its object, `width` and `height` are pixels. */
export const Thumbnail = z.object({
  key: z.string(),
  url: z.string(),
  width: z.number(),
  height: z.number(),
});

/** What could be measured of the pixels when the picture was stored; no judgement of taste. */
export const Measures = z.object({
  isBlank: z.boolean(),
  brightness: z.number(),
  contrast: z.number(),
  perceptualHash: z.string(),
  palette: z.array(z.object({ hex: z.string(), share: z.number() })),
  /** How many heads tall the figure stands, where a neck could be seen. */
  headRatio: z.number().optional(),
});
export type Measures = z.infer<typeof Measures>;

/** How good the picture is as a picture, 0 to 1, with its parts; rows from before it was measured say so. */
export const Quality = z.discriminatedUnion("status", [
  QualityRecord.extend({ status: z.literal("measured") }),
  z.object({ status: z.literal("not-measured"), score: z.null() }),
]);
export type Quality = z.infer<typeof Quality>;

/** A person's verdict on a picture. */
export const Review = z.object({
  verdict: z.enum(["approved", "rejected"]),
  note: z.string().optional(),
  by: z.string(),
  at: z.string(),
});
export type Review = z.infer<typeof Review>;

/** What a person says about a picture; a repeated one replaces the one before. */
export const ReviewInput = z.strictObject({
  verdict: z.enum(["approved", "rejected"]),
  note: z.string().trim().max(TEXT.noteMaxChars).optional(),
});

/** A stored picture. `sha256` is of the stored bytes; `seed` is text because providers' seeds exceed 2^53. */
export const Info = z.object({
  mediaId: z.string(),
  projectId: z.string(),
  subjectId: z.string().optional(),
  imageType: ImageType,
  state: z.enum(["intermediate", "kept", "replaced"]),
  key: z.string(),
  url: z.string(),
  thumbnails: z.array(Thumbnail),
  thumbhash: z.string(),
  width: z.number(),
  height: z.number(),
  bytes: z.number(),
  /** The picture and its thumbnails, as the project's `usedBytes` counts them. */
  storedBytes: z.number().optional(),
  sha256: z.string(),
  contentType: z.string(),
  angle: z.number().optional(),
  model: z.string(),
  prompt: z.string(),
  seed: z.string().optional(),
  steps: z.number().optional(),
  guidanceScale: z.number().optional(),
  requestId: z.string().optional(),
  jobId: z.string(),
  generationId: z.string(),
  references: z.array(z.string()),
  measures: Measures,
  quality: Quality,
  /** What a person said about it; never changes what was measured. */
  review: Review.optional(),
  specifications: z.record(z.string(), z.unknown()).optional(),
  /** Composite shots: what the cast check found, see composite-shot/report.ts. */
  cast: z.record(z.string(), z.unknown()).optional(),
  costMicroUsd: z.number(),
  createdAt: z.string(),
});
export type Info = z.infer<typeof Info>;

/** Stands in the index for the subject of pictures that show several, or none. */
const NO_SUBJECT = "none";

const media = lazy(
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
            index: INDEX.work,
            pk: key("gsi2pk", ["projectId", "imageType"]),
            sk: key("gsi2sk", ["mediaId"]),
          },
        },
      },
      tableBinding(),
    ),
);

/** Records a stored picture. Idempotent by id: the row of an earlier run is left as it is and returned. */
export async function record(info: Info): Promise<Info> {
  try {
    const row = Info.parse(info);
    await media()
      .create({ ...row, subjectId: row.subjectId ?? NO_SUBJECT })
      .go();
    return info;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return fromId(info.projectId, info.mediaId);
  }
}

/** One picture of the project; 404 when unknown or of another project. Does not check the caller. */
export async function fromId(projectId: string, mediaId: string): Promise<Info> {
  const info = await find(projectId, mediaId);
  if (!info) throw notFound("image", mediaId);
  return info;
}

/** As `fromId`, but undefined when there is none. Reads consistently. */
export async function find(projectId: string, mediaId: string): Promise<Info | undefined> {
  const { data } = await media().get({ projectId, mediaId }).go({ consistent: true });
  return data ? fromRow(data) : undefined;
}

/** Several pictures of the project in the order asked; unknown ids are left out. */
export async function fromIds(projectId: string, mediaIds: string[]): Promise<Info[]> {
  if (mediaIds.length === 0) return [];
  const keys = mediaIds.map((mediaId) => ({ projectId, mediaId }));
  const { data } = await media().get(keys).go({ preserveBatchOrder: true, consistent: true });
  return data.flatMap((row) => (row ? [fromRow(row)] : []));
}

/** Every picture of a project, oldest first, some at a time; `cursor` is the id of the last one seen. */
export async function oldestFirst(projectId: string, { limit, cursor }: Page): Promise<Info[]> {
  const query = media().query.primary({ projectId });
  const { data } = await (cursor ? query.gt({ mediaId: cursor }) : query).go({ limit });
  return data.map((row) => Info.parse(row));
}

/** Sets what became of a picture and, for masters, its specifications. Idempotent. */
export async function settle(
  info: Pick<Info, "projectId" | "mediaId">,
  change: Partial<Pick<Info, "state" | "specifications" | "quality" | "review" | "cast">>,
): Promise<void> {
  await media().patch({ projectId: info.projectId, mediaId: info.mediaId }).set(change).go();
}

/** Keeps a person's verdict beside what was measured, which it never changes. Does not check the caller's project. */
export async function review(
  projectId: string,
  mediaId: string,
  { verdict, note }: z.output<typeof ReviewInput>,
): Promise<Info> {
  const info = await fromId(projectId, mediaId);
  const { person: by } = useActor();
  const said: Review = { verdict, ...(note && { note }), by, at: new Date().toISOString() };
  await settle(info, { review: said });
  return { ...info, review: said };
}

export interface ListFilter extends Page {
  subjectId?: string | undefined;
  imageType?: ImageType | undefined;
}

/** Pictures of a project, newest first; filtered by subject, by type or by both. */
export async function list(projectId: string, filter: ListFilter) {
  const rows = await rowsOf(projectId, filter);
  const { items, hasMore, nextCursor } = toPage(rows, filter.limit, (row) => row.mediaId);
  return { images: items.map(fromRow), hasMore, nextCursor };
}

async function rowsOf(projectId: string, filter: ListFilter) {
  const { subjectId, imageType, cursor } = filter;
  const options = { limit: filter.limit + 1, order: "desc" as const };
  if (subjectId) {
    const query = media().query.bySubject({ projectId, subjectId });
    const range = cursor ? query.lt({ mediaId: cursor }) : query;
    if (!imageType) return (await range.go(options)).data;
    // A subject has few pictures: filtering within its own partition costs less than another index.
    const matching = range.where((attribute, operation) => operation.eq(attribute.imageType, imageType));
    return (await matching.go({ order: "desc", count: filter.limit + 1 })).data;
  }
  if (imageType) {
    const query = media().query.byType({ projectId, imageType });
    return (await (cursor ? query.lt({ mediaId: cursor }) : query).go(options)).data;
  }
  const query = media().query.primary({ projectId });
  return (await (cursor ? query.lt({ mediaId: cursor }) : query).go(options)).data;
}

/** The master reference a request names; says which field is wrong when the picture is something else. */
export async function masterFromId(projectId: string, mediaId: string, field: string): Promise<Info> {
  const info = await find(projectId, mediaId);
  if (!info) throw notFound("master reference", mediaId);
  if (info.imageType === "master-reference") return info;
  throw new LikenessError("input", "master.wrong-type", `${mediaId} is not a master reference.`, {
    problems: [{ field, message: `is a ${info.imageType} image; a master reference is needed` }],
  });
}

/** Deletes the row; its objects must be gone before. Idempotent. */
export async function remove({ projectId, mediaId }: Pick<Info, "projectId" | "mediaId">): Promise<void> {
  await media().delete({ projectId, mediaId }).go();
}

function fromRow({ subjectId, ...row }: { subjectId?: string | undefined; [field: string]: unknown }): Info {
  return Info.parse(subjectId === NO_SUBJECT ? row : { ...row, subjectId });
}
