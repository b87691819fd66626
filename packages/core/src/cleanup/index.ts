import { Entity } from "electrodb";
import { LIST, STORAGE } from "../limits.ts";
import { forgetMedia } from "../lineage/index.ts";
import { log } from "../log.ts";
import * as Media from "../media/index.ts";
import { returnRoom, settleRoom } from "../project/index.ts";
import { deleteObject, featuresPrefix, listObjects } from "../storage/index.ts";
import { key, lazy, tableBinding } from "../table/index.ts";

const SHARD = "sweep";

/** A picture that is to be removed at a time, unless it was taken into use until then. */
const sweeps = lazy(
  () =>
    new Entity(
      {
        model: { entity: "sweep", service: "likeness", version: "1" },
        attributes: {
          shard: { type: "string", required: true },
          dueAt: { type: "string", required: true },
          mediaId: { type: "string", required: true },
          projectId: { type: "string", required: true },
        },
        indexes: { primary: { pk: key("pk", ["shard"]), sk: key("sk", ["dueAt", "mediaId"]) } },
      },
      tableBinding(),
    ),
);

/** Marks a picture as intermediate: it stays visible and is swept after some days. Idempotent but for the date. */
export async function putAside(media: Media.Info, now = Date.now()): Promise<void> {
  if (media.state === "intermediate") return;
  const dueAt = new Date(now + STORAGE.intermediateDays * 24 * 60 * 60 * 1000).toISOString();
  await sweeps().put({ shard: SHARD, dueAt, mediaId: media.mediaId, projectId: media.projectId }).go();
  await Media.settle(media, { state: "intermediate" });
}

export interface CleanupReport {
  temporaryDeleted: number;
  spaceFreedBytes: number;
  errors: string[];
}

/**
 * Removes intermediate pictures whose time has come: objects first, then the row, then the note, so that a crash
 * repeats work and loses nothing. A picture that is in use again only loses its note.
 */
export async function sweep(now = Date.now()): Promise<CleanupReport> {
  const report: CleanupReport = { temporaryDeleted: 0, spaceFreedBytes: 0, errors: [] };
  const due = await sweeps()
    .query.primary({ shard: SHARD })
    .lt({ dueAt: new Date(now).toISOString() })
    .go({ limit: LIST.limitMax });
  for (const note of due.data) {
    try {
      const freed = await remove(note);
      await sweeps().delete(note).go();
      if (freed === undefined) continue;
      report.temporaryDeleted += 1;
      report.spaceFreedBytes += freed;
    } catch (error) {
      report.errors.push(`${note.mediaId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  log().info("cleanup done", { ...report });
  return report;
}

async function remove(note: { projectId: string; mediaId: string }): Promise<number | undefined> {
  const media = await Media.find(note.projectId, note.mediaId);
  if (media?.state !== "intermediate") return undefined;
  const thumbnails = media.thumbnails.map(({ key: thumbnail }) => thumbnail);
  const { objects } = await listObjects(featuresPrefix(media.key));
  const features = objects.map(({ key: each }) => each);
  await Promise.all([media.key, ...thumbnails, ...features].map(deleteObject));
  const room = { ...note, bytes: media.storedBytes ?? 0 };
  await returnRoom(room);
  await forgetMedia(media);
  await Media.remove(media);
  await settleRoom(room);
  return media.storedBytes ?? media.bytes;
}
