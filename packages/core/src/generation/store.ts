import * as z from "zod";
import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import { idSchema } from "../ids.ts";
import { downloadImage } from "../images/index.ts";
import * as Job from "../job/index.ts";
import { IMAGE } from "../limits.ts";
import * as Lineage from "../lineage/index.ts";
import * as Media from "../media/index.ts";
import { settleRoom, takeRoom } from "../project/index.ts";
import {
  cdnUrl,
  compositeKey,
  intermediateKey,
  profileKey,
  putImmutable,
  referenceKey,
  thumbnailKey,
} from "../storage/index.ts";
import { type Prepared, preparePicture, WEBP } from "./prepare.ts";
import type { Row, Target } from "./record.ts";
import { fromRef, move } from "./rows.ts";

/** `isLate`: nobody waits for it any more; it is stored all the same, because it was paid for. */
export const StoreInput = z.object({
  jobId: idSchema("job"),
  generationId: idSchema("generation"),
  isLate: z.boolean().default(false),
});

export interface Stored {
  jobId: string;
  generationId: string;
  slot: string;
  mediaId: string;
  isStored: true;
}

/**
 * Stores the answered picture: download, check, encode, objects first, row second. Any part may have happened
 * before: keys never change, so a second run finds its own objects and writes the row from the same bytes.
 */
export async function store(input: z.output<typeof StoreInput>): Promise<Stored> {
  const row = await fromRef(input);
  const { mediaId, target, outcome } = row;
  if (!mediaId || !target || !outcome?.imageUrl) {
    throw new LikenessError(
      "internal",
      "generation.no-picture",
      `${row.generationId} has no picture to store.`,
    );
  }
  try {
    await ingest(row, { mediaId, target, imageUrl: outcome.imageUrl });
  } catch (error) {
    // Another run may have stored it before FAL let go of the picture.
    if (!(await isStored(row, mediaId))) await noted(row, error);
  }
  const state = input.isLate && !Job.isActive(await Job.fromId(row.jobId)) ? "orphaned" : "done";
  await move(row, { from: ["answered", "resumed"], set: { state }, close: true });
  return { jobId: row.jobId, generationId: row.generationId, slot: row.slot, mediaId, isStored: true };
}

async function isStored({ projectId }: Row, mediaId: string): Promise<boolean> {
  return (await Media.find(projectId, mediaId)) !== undefined;
}

/** The machine passes on only an error's name; the row keeps what the user is to be told. */
async function noted(row: Row, error: unknown): Promise<never> {
  const failure = error instanceof LikenessError ? error : undefined;
  const { name = "unknown", code = "internal", message = "The step failed unexpectedly." } = failure ?? {};
  const where = isFull(name)
    ? ` The picture is paid for; FAL keeps it for now: ${row.outcome?.imageUrl}`
    : "";
  const fault = { name, code, message: `${message}${where}` };
  await move(row, { from: ["answered", "resumed"], set: { fault } });
  throw error;
}

function isFull(name: string): boolean {
  return name === "StorageQuotaExceeded";
}

interface Picture {
  mediaId: string;
  target: Target;
  imageUrl: string;
}

async function ingest(row: Row, picture: Picture): Promise<void> {
  const { bytes } = await downloadImage(picture.imageUrl, {
    origins: config("falMedia").FAL_MEDIA_ORIGINS,
    maxBytes: IMAGE.maxBytes,
    timeoutMs: IMAGE.downloadTimeoutMs,
  });
  const key = keyOf(row, picture);
  const { mediaId, target } = picture;
  const { image, quality, objects } = await preparePicture(bytes, { key, target });
  const storedBytes = objects.reduce((sum, { bytes: { byteLength } }) => sum + byteLength, 0);
  const room = { projectId: row.projectId, mediaId, bytes: storedBytes };
  if (await isStored(row, mediaId)) return;
  await takeRoom(room);
  const media = { ...mediaOf(row, picture, { image, key, quality }), storedBytes };
  const metadata = { mediaid: mediaId, projectid: row.projectId };
  await Promise.all([
    Lineage.rememberMedia(media),
    ...objects.map((object) => putImmutable({ ...object, metadata })),
  ]);
  await Media.record(media);
  await settleRoom(room);
}

function keyOf({ projectId }: Row, { mediaId, target }: Picture): string {
  const { imageType, subjectId, collectionId } = target;
  if (imageType === "composite-shot") return compositeKey({ projectId, mediaId });
  if (imageType === "master-reference" && subjectId) return referenceKey({ projectId, subjectId, mediaId });
  if (imageType === "profile-360" && subjectId && collectionId)
    return profileKey({ projectId, subjectId, collectionId, mediaId });
  return intermediateKey({ projectId, mediaId });
}

function mediaOf(
  row: Row,
  { mediaId, target }: Picture,
  stored: Pick<Prepared, "image" | "quality"> & { key: string },
): Media.Info {
  const { request, outcome } = row;
  const { image, key, quality } = stored;
  const { imageType, subjectId, angle } = target;
  const seed = outcome?.seed ?? (request.seed === undefined ? undefined : String(request.seed));
  return {
    ...{ mediaId, projectId: row.projectId, imageType, key },
    ...(subjectId !== undefined && { subjectId }),
    ...(angle !== undefined && { angle }),
    ...(seed !== undefined && { seed }),
    state: "kept",
    url: cdnUrl(key),
    thumbnails: image.thumbnails.map(({ width, height }) => {
      const thumbnail = thumbnailKey(key, width);
      return { key: thumbnail, url: cdnUrl(thumbnail), width, height };
    }),
    ...{ thumbhash: image.thumbhash, width: image.width, height: image.height },
    ...{ bytes: image.webp.length, sha256: image.sha256, contentType: WEBP, measures: image.measures },
    ...{
      model: request.model,
      prompt: request.prompt,
      steps: request.steps,
      guidanceScale: request.guidanceScale,
    },
    ...{
      requestId: row.requestId,
      jobId: row.jobId,
      generationId: row.generationId,
      references: row.references,
    },
    quality: { ...quality, status: "measured" },
    costMicroUsd: row.priceMicroUsd,
    createdAt: new Date().toISOString(),
  };
}
