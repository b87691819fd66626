import { LikenessError, notFound } from "../errors.ts";
import { STORAGE } from "../limits.ts";
import { isConditionFailure } from "../table/index.ts";
import { projects } from "./record.ts";

/** The bytes of one picture with everything stored beside it. */
export interface Room {
  projectId: string;
  mediaId: string;
  bytes: number;
}

/** The project's quota does not hold any more; its name is what recovery knows a full bucket by, too. */
export class ProjectFull extends LikenessError {
  override name = "StorageQuotaExceeded" as const;
  constructor({
    usedBytes,
    quotaBytes,
    neededBytes,
  }: Record<"usedBytes" | "quotaBytes" | "neededBytes", number>) {
    const state = `The project uses ${megabytes(usedBytes)} of its ${megabytes(quotaBytes)}`;
    super(
      "conflict",
      "project.quota-exceeded",
      `${state}; another ${megabytes(neededBytes)} do not fit. Nothing is deleted to make room.`,
    );
  }
}

/** Throws ProjectFull when pictures of this many pixels would probably not fit; asked before anything is paid. */
export async function checkRoom(
  projectId: string,
  { pictures, side }: { pictures: number; side: number },
): Promise<void> {
  const { usedBytes, quotaBytes } = await usageOf(projectId);
  const neededBytes = Math.ceil(pictures * side * side * STORAGE.bytesPerPixelExpected);
  if (usedBytes + neededBytes > quotaBytes) throw new ProjectFull({ usedBytes, quotaBytes, neededBytes });
}

/**
 * Counts a picture that is about to be stored; throws ProjectFull when it does not fit. One conditional write, so that
 * pictures stored side by side cannot exceed the quota together. The mark it leaves until `settleRoom` makes a second
 * run of the same step count nothing.
 */
export async function takeRoom(room: Room): Promise<void> {
  const { projectId, bytes } = room;
  const { quotaBytes } = await usageOf(projectId);
  const mark = takenMark(room);
  const isDone = await written(() =>
    projects()
      .patch({ projectId })
      .add({ usedBytes: bytes, unsettled: [mark] })
      .where(
        ({ usedBytes, unsettled }, { notContains, notExists, lte }) =>
          `(${notExists(unsettled)} OR ${notContains(unsettled, mark)}) AND (${notExists(usedBytes)} OR ${lte(usedBytes, quotaBytes - bytes)})`,
      )
      .go(),
  );
  if (isDone) return;
  const now = await usageOf(projectId);
  if (!now.unsettled.includes(mark)) throw new ProjectFull({ ...now, neededBytes: bytes });
}

/** Takes the mark away once the picture is recorded, or removed. Idempotent. */
export async function settleRoom(room: Room): Promise<void> {
  await projects()
    .patch({ projectId: room.projectId })
    .delete({ unsettled: [takenMark(room), returnedMark(room)] })
    .go();
}

/** Gives back what was taken for a picture that could not be stored after all. Idempotent. */
export async function untakeRoom({ projectId, mediaId }: Omit<Room, "bytes">): Promise<void> {
  const { unsettled } = await usageOf(projectId);
  const mark = unsettled.find((each) => each.startsWith(takenMark({ mediaId })));
  if (!mark) return;
  const bytes = Number(mark.split(":").at(-1));
  await written(() =>
    projects()
      .patch({ projectId })
      .add({ usedBytes: -bytes })
      .delete({ unsettled: [mark] })
      .where(({ unsettled: marks }, { contains }) => contains(marks, mark))
      .go(),
  );
}

/** Gives back the bytes of a picture whose objects are deleted; `settleRoom` follows once its row is gone, too. */
export async function returnRoom(room: Room): Promise<void> {
  const { projectId, bytes } = room;
  const mark = returnedMark(room);
  await written(() =>
    projects()
      .patch({ projectId })
      .add({ usedBytes: -bytes, unsettled: [mark] })
      .where(
        ({ unsettled }, { notContains, notExists }) =>
          `(${notExists(unsettled)} OR ${notContains(unsettled, mark)})`,
      )
      .go(),
  );
}

async function usageOf(projectId: string) {
  const { data } = await projects().get({ projectId }).go({ consistent: true });
  if (!data) throw notFound("project", projectId);
  return { usedBytes: data.usedBytes ?? 0, quotaBytes: data.quotaBytes, unsettled: data.unsettled ?? [] };
}

async function written(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

function takenMark({ mediaId, bytes }: Pick<Room, "mediaId"> & Partial<Room>): string {
  return `taken:${mediaId}:${bytes ?? ""}`;
}

function returnedMark({ mediaId, bytes }: Room): string {
  return `returned:${mediaId}:${bytes}`;
}

const MEGABYTE = 1024 * 1024;

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
