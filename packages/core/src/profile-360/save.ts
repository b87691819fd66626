import * as Cleanup from "../cleanup/index.ts";
import * as Collection from "../collection/index.ts";
import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import * as Lineage from "../lineage/index.ts";
import * as Media from "../media/index.ts";
import { publicSeed } from "../seed/index.ts";
import * as Subject from "../subject/index.ts";
import { type AngleState, angleStates } from "./judge.ts";
import { collectionIdOf } from "./plan.ts";
import { StartInput } from "./start.ts";

const NOT_MEASURED = "not-measured";

/** State SaveProfile: records the collection, puts unused pictures aside and ends the job. Idempotent. */
export async function save({
  jobId,
  verdict,
}: {
  jobId: string;
  verdict: "complete" | "partial" | "simplified";
}) {
  const job = await Job.fromId(jobId);
  const input = StartInput.parse(job.input);
  const rows = await Generation.ofJob(jobId);
  const states = await angleStates(job, rows);
  const good = states.flatMap(({ angle, media }) => (media ? [{ angle, media }] : []));
  const collectionId = collectionIdOf(jobId);
  const collection: Collection.Info = {
    ...{ collectionId, projectId: job.projectId, subjectId: input.subjectId, jobId },
    masterReferenceId: input.masterReferenceId,
    mediaIds: Object.fromEntries(good.map(({ angle, media }) => [String(angle), media.mediaId])),
    missingAngles: states.filter(({ media }) => !media).map(({ angle }) => angle),
    state: verdict,
    consistency: { overallScore: null, status: NOT_MEASURED },
    createdAt: new Date().toISOString(),
  };
  await Lineage.rememberCollection(collection);
  await Collection.record(collection);
  await Subject.addVersion(collection, { profileId: collectionId });
  await putUnusedAside(job, rows, new Set(good.map(({ media }) => media.mediaId)));
  await Job.end(jobId, {
    state: "succeeded",
    result: {
      collectionId,
      status: verdict,
      masterReferenceUsed: input.masterReferenceId,
      ...resultOf(states),
    },
    costMicroUsd: Generation.spentMicroUsd(rows),
  });
  return { jobId, collectionId };
}

async function putUnusedAside(job: Job.Row, rows: Generation.Row[], used: Set<string>): Promise<void> {
  const unused = rows.flatMap(({ state, mediaId }) =>
    state === "done" && mediaId && !used.has(mediaId) ? [mediaId] : [],
  );
  const pictures = await Media.fromIds(job.projectId, unused);
  await Promise.all(pictures.map((media) => Cleanup.putAside(media)));
}

/** Nothing is claimed about consistency until it is measured. */
function resultOf(states: AngleState[]) {
  const images = states.flatMap(({ angle, media }) => {
    if (!media) return [];
    const { mediaId, url, width, height, bytes } = media;
    return [{ mediaId, url, angle, seed: publicSeed(media.seed), width, height, bytes, qualityScore: null }];
  });
  const missing = states.filter(({ media }) => !media);
  return {
    images,
    missingAngles: missing.map(({ angle, reason }) => ({ angle, reason })),
    consistency: {
      status: NOT_MEASURED,
      overallScore: null,
      colorConsistency: null,
      proportionConsistency: null,
      featureConsistency: null,
      issues: [],
    },
  };
}
