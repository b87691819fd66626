import type * as z from "zod";
import { useActor } from "../actor/index.ts";
import { LikenessError, notFound } from "../errors.ts";
import type { ImageType } from "../image-type.ts";
import { isConditionFailure, type Page, toPage } from "../table/index.ts";
import { Info, type Review, type ReviewInput } from "./record.ts";
import { fromRow, media, toRow } from "./rows.ts";

export { IMAGE_TYPES, ImageType } from "../image-type.ts";
export { Info, Measures, Quality, Review, ReviewInput, Thumbnail } from "./record.ts";

/** Records a stored picture. Idempotent by id: the row of an earlier run is left as it is and returned. */
export async function record(info: Info): Promise<Info> {
  try {
    const row = Info.parse(info);
    await media().create(toRow(row)).go();
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
  return data.map(fromRow);
}

/** Sets what became of a picture and, for masters, its specifications. Idempotent. */
export async function settle(
  info: Pick<Info, "projectId" | "mediaId">,
  change: Partial<Pick<Info, "state" | "specifications" | "quality" | "review" | "cast" | "remade">>,
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
