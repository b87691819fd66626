import { PROFILE, PROFILE_ANGLES, partialMinimum } from "../../../core/src/limits.ts";
import type { Check, Violation } from "./invariants.ts";
import type { CollectionRow, JobRow, MediaRow, Stores } from "./stores.ts";

/** I8 and I9: a turnaround says exactly what it has, in order, and is never silently smaller. */
export const checkProfiles: Check = (stores) =>
  stores.jobs
    .filter(({ operation, state }) => operation === "profile-360" && state === "succeeded")
    .flatMap((job) => {
      const collection = stores.collections.find(({ jobId }) => jobId === job.jobId);
      if (!collection) return [violation("I8", `${job.jobId} succeeded without a collection`)];
      return profile(job, collection, stores);
    });

function profile(job: JobRow, collection: CollectionRow, { media }: Stores): Violation[] {
  const asked = job.input.angles ?? [...PROFILE_ANGLES];
  const present = Object.keys(collection.mediaIds).map(Number);
  const missing = asked.filter((angle) => !present.includes(angle));
  const pictures = new Map(media.map((each) => [each.mediaId, each]));
  const images = (job.result?.images ?? []).map(({ angle }) => angle);
  const inOrder = asked.filter((angle) => present.includes(angle));
  return [
    ...(sameNumbers(missing, collection.missingAngles)
      ? []
      : [violation("I8", `${job.jobId} misses ${missing}, and says ${collection.missingAngles}`)]),
    ...(sameNumbers(images, inOrder) ? [] : [violation("I9", `${job.jobId} answers the angles ${images}`)]),
    ...(statusOf(asked.length, present.length).includes(collection.state)
      ? []
      : [violation("I8", `${job.jobId} is ${collection.state} with ${present.length} of ${asked.length}`)]),
    ...(job.result?.status === collection.state
      ? []
      : [violation("I8", `${job.jobId} and its collection disagree`)]),
    ...Object.entries(collection.mediaIds).flatMap(([angle, mediaId]) =>
      member(angle, pictures.get(mediaId)),
    ),
  ];
}

function member(angle: string, picture: MediaRow | undefined): Violation[] {
  if (!picture) return [violation("I8", `the picture of ${angle} has no row`)];
  if (picture.state !== "kept") return [violation("I8", `the picture of ${angle} is ${picture.state}`)];
  return String(picture.angle) === angle ? [] : [violation("I9", `${angle} shows ${picture.angle}`)];
}

function statusOf(asked: number, present: number): string[] {
  // What is all there may still want to be looked at: likeness is judged too.
  if (present === asked) return ["complete", "needs-review"];
  if (present >= partialMinimum(asked)) return ["partial"];
  return asked >= PROFILE.simplifiedFromAngles && present >= PROFILE.simplifiedAngles ? ["simplified"] : [];
}

function sameNumbers(left: number[], right: number[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

function violation(invariant: string, message: string): Violation {
  return { invariant, message };
}
