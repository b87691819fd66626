import * as Cleanup from "../cleanup/index.ts";
import * as Collection from "../collection/index.ts";
import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import * as Media from "../media/index.ts";
import { publicSeed } from "../seed/index.ts";
import * as Subject from "../subject/index.ts";
import { type AngleState, angleStates } from "./angle-states.ts";
import { collectionIdOf } from "./plan.ts";

/** State SaveProfile: puts the pictures that are not in the collection aside and ends the job. Idempotent. */
export async function save({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const [rows, collection] = await Promise.all([
    Generation.ofJob(jobId),
    Collection.fromId(job.projectId, collectionIdOf(jobId)),
  ]);
  const [pictures, states] = await Promise.all([
    Media.fromIds(job.projectId, Object.values(collection.mediaIds)),
    angleStates(job, rows),
  ]);
  await Promise.all([
    putUnusedAside(job, rows, new Set(pictures.map(({ mediaId }) => mediaId))),
    Subject.addVersion(collection, { profileId: collection.collectionId }),
  ]);
  const missing = states.filter(({ angle }) => collection.missingAngles.includes(angle));
  await Job.end(jobId, {
    state: "succeeded",
    result: {
      collectionId: collection.collectionId,
      status: collection.state,
      reasons: collection.reasons ?? [],
      masterReferenceUsed: collection.masterReferenceId,
      images: imagesOf(states, { collection, pictures }),
      missingAngles: missing.map(({ angle, reason = "unknown" }) => ({ angle, reason })),
      consistency: collection.consistency,
    },
    costMicroUsd: Generation.spentMicroUsd(rows),
  });
  return { jobId, collectionId: collection.collectionId };
}

async function putUnusedAside(job: Job.Row, rows: Generation.Row[], used: Set<string>): Promise<void> {
  const unused = rows.flatMap(({ state, mediaId }) =>
    state === "done" && mediaId && !used.has(mediaId) ? [mediaId] : [],
  );
  const pictures = await Media.fromIds(job.projectId, unused);
  await Promise.all(pictures.map((media) => Cleanup.putAside(media)));
}

/** The pictures in the order in which the angles were asked for. */
function imagesOf(
  states: readonly AngleState[],
  { collection, pictures }: { collection: Collection.Info; pictures: Media.Info[] },
) {
  const byId = new Map(pictures.map((media) => [media.mediaId, media]));
  return states.flatMap(({ angle }) => {
    const media = byId.get(collection.mediaIds[String(angle)] ?? "");
    if (!media) return [];
    const { mediaId, url, width, height, bytes, quality } = media;
    const seed = publicSeed(media.seed);
    return [{ mediaId, url, angle, seed, width, height, bytes, qualityScore: quality.score }];
  });
}
