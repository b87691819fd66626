import * as Collection from "../collection/index.ts";
import * as CompositeShot from "../composite-shot/index.ts";
import * as Job from "../job/index.ts";
import * as MasterReference from "../master-reference/index.ts";
import * as Media from "../media/index.ts";
import * as Profile360 from "../profile-360/index.ts";
import * as Subject from "../subject/index.ts";
import type { Stale } from "./list.ts";

/** What it takes to make a stale thing anew: the job it came from, with the current sources in place of the old. */
export interface Remake {
  id: string;
  operation: Job.Operation;
  input: Record<string, unknown>;
  priceMicroUsd: number;
  because: Stale["because"];
  path: string[];
}

export type Assessed = Remake | { id: string; because: Stale["because"]; path: string[]; reason: string };

/** How each operation is priced and started. */
const OPERATIONS = {
  "master-reference": {
    quote: (input: unknown) => MasterReference.quote(MasterReference.StartInput.parse(input)),
    start: (place: Job.Place, input: unknown) =>
      MasterReference.start(place, MasterReference.StartInput.parse(input)),
  },
  "profile-360": {
    quote: (input: unknown) => Profile360.quote(Profile360.StartInput.parse(input)),
    start: (place: Job.Place, input: unknown) => Profile360.start(place, Profile360.StartInput.parse(input)),
  },
  "composite-shot": {
    quote: (input: unknown) => CompositeShot.quote(CompositeShot.StartInput.parse(input)),
    start: (place: Job.Place, input: unknown) =>
      CompositeShot.start(place, CompositeShot.StartInput.parse(input)),
  },
};

function operationOf(name: string): (typeof OPERATIONS)[keyof typeof OPERATIONS] | undefined {
  return Object.entries(OPERATIONS).find(([known]) => known === name)?.[1];
}

/**
 * What to do about something stale: nothing (undefined) for what is part of something else, was replaced already or is
 * only a report; otherwise a job, or the reason why there can be none.
 */
export async function assess(projectId: string, stale: Stale): Promise<Assessed | undefined> {
  const { id, because, path } = stale;
  const jobId = await jobIdOf(projectId, stale);
  if (!jobId) return undefined;
  const job = await Job.find(jobId);
  const operation = job && operationOf(job.operation);
  if (!job || !operation) return { id, because, path, reason: "the job that made it is not kept any more" };
  const sources = await replacements(projectId, stale);
  if (!sources) return { id, because, path, reason: "waits for a turnaround of the current master" };
  const input = replaced(job.input, sources) as Record<string, unknown>;
  return { id, operation: job.operation, input, priceMicroUsd: operation.quote(input), because, path };
}

/** Starts the job of a remake; repeated within a day it answers the same job, and a scene once made is not made again. */
export async function start(projectId: string, { id, operation, input, because }: Remake): Promise<Job.Row> {
  const idempotencyKey = `refresh:${id}:${because.currentMasterId}`;
  const known = operationOf(operation);
  if (!known) throw new Error(`${operation} cannot be started again`);
  const job = await known.start({ projectId, idempotencyKey }, input);
  if (operation === "composite-shot") {
    const remade = { masterId: because.currentMasterId, jobId: job.jobId };
    await Media.settle({ projectId, mediaId: id }, { remade });
  }
  return job;
}

/** The job behind a stale thing that is still in use: a current turnaround or master, or a composite. */
async function jobIdOf(projectId: string, { id, kind, because }: Stale): Promise<string | undefined> {
  if (kind === "collection") {
    const [found] = await Collection.fromIds(projectId, [id]);
    const subject = found && (await Subject.find(projectId, found.subjectId));
    return subject?.currentProfileId === id ? found?.jobId : undefined;
  }
  if (kind !== "image") return undefined;
  const media = await Media.find(projectId, id);
  if (media?.state !== "kept") return undefined;
  if (media.imageType === "composite-shot")
    return (await isRemade(media, because.currentMasterId)) ? undefined : media.jobId;
  if (media.imageType !== "master-reference" || !media.subjectId) return undefined;
  const subject = await Subject.find(projectId, media.subjectId);
  return subject?.currentMasterId === id ? media.jobId : undefined;
}

/** Nothing else tells: a subject has a current turnaround, but no current scene. */
async function isRemade({ remade }: Media.Info, currentMasterId: string): Promise<boolean> {
  if (remade?.masterId !== currentMasterId) return false;
  const job = await Job.find(remade.jobId);
  return job === undefined || job.state === "succeeded";
}

/** Which id takes the place of which: the master, and angles by those of a turnaround of the current master. */
async function replacements(
  projectId: string,
  { because, path }: Stale,
): Promise<Map<string, string> | undefined> {
  const map = new Map([[because.usedMasterId, because.currentMasterId]]);
  const [, ...sources] = path;
  const angles = (await Media.fromIds(projectId, sources)).filter(
    ({ imageType }) => imageType === "profile-360",
  );
  if (angles.length === 0) return map;
  const subject = await Subject.find(projectId, because.subjectId);
  const [profile] = subject?.currentProfileId
    ? await Collection.fromIds(projectId, [subject.currentProfileId])
    : [];
  if (profile?.masterReferenceId !== because.currentMasterId) return undefined;
  for (const { mediaId, angle } of angles) {
    const fresh = profile.mediaIds[String(angle)];
    if (!fresh) return undefined;
    map.set(mediaId, fresh);
  }
  return map;
}

function replaced(value: unknown, map: Map<string, string>): unknown {
  if (typeof value === "string") return map.get(value) ?? value;
  if (Array.isArray(value)) return value.map((each) => replaced(each, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, map)]));
}
