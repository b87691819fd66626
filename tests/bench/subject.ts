import { setTimeout as sleep } from "node:timers/promises";
import type { JobView } from "../../packages/core/src/progress/index.ts";
import { type Caller, KNIGHT, masterFor, type Stage, stageFor, type TestCloud } from "../support/cloud.ts";

/** Someone with a master reference, ready to be turned around. */
export interface Subject {
  caller: Caller;
  stage: Stage;
  masterMediaId: string;
}

export interface ProfileImage {
  angle: number;
  mediaId: string;
}

/** A profile that ended as it should, and how long its caller waited, in milliseconds. */
export interface Profile {
  wallMs: number;
  view: JobView;
  images: ProfileImage[];
}

export interface Patience {
  /** Between two looks at the job. */
  pollMs: number;
  maxMs: number;
}

const PATIENCE: Patience = { pollMs: 100, maxMs: 10 * 60_000 };

/** A project, a subject and its finished master reference, all through the public API. Throws when the master fails. */
export async function openSubject(open: TestCloud, person = "bench"): Promise<Subject> {
  const caller = await open.as(person);
  const stage = await stageFor(caller, { description: KNIGHT });
  const master = await masterFor(caller, stage);
  const { mediaId } = (master.result ?? {}) as { mediaId?: string };
  if (!mediaId) throw new Error(`The master reference ${master.state}: ${JSON.stringify(master.problem)}`);
  return { caller, stage, masterMediaId: mediaId };
}

/** Asks for the 12 angles and waits as a caller does. Throws when it is not a whole profile that comes out. */
export async function makeProfile(
  { caller, stage, masterMediaId }: Subject,
  patience: Partial<Patience> = {},
): Promise<Profile> {
  const startedMs = performance.now();
  const ask = { masterReferenceId: masterMediaId, subjectId: stage.subjectId };
  const { status, body } = await caller.post<{ statusUrl: string }>(
    `${stage.base}/images/generate/profile360`,
    ask,
  );
  if (status !== 202) throw new Error(`The profile was not taken: ${status} ${JSON.stringify(body)}`);
  const view = await ended(caller, body.statusUrl, { ...PATIENCE, ...patience });
  const wallMs = performance.now() - startedMs;
  const { images = [], status: verdict } = (view.result ?? {}) as {
    images?: ProfileImage[];
    status?: string;
  };
  if (view.state !== "succeeded" || verdict !== "complete")
    throw new Error(
      `The profile ${view.state} (${verdict}): ${JSON.stringify(view.problem ?? view.progress)}`,
    );
  return { wallMs, view, images };
}

/** The job as it ended; throws when it takes longer than `maxMs`. */
export async function ended(
  caller: Caller,
  statusUrl: string,
  { pollMs, maxMs }: Patience,
): Promise<JobView> {
  for (const deadline = Date.now() + maxMs; ; ) {
    const { body } = await caller.get<JobView>(statusUrl);
    if (["succeeded", "failed", "cancelled"].includes(body.state)) return body;
    if (Date.now() > deadline) throw new Error(`${statusUrl} did not end: ${JSON.stringify(body.progress)}`);
    await sleep(pollMs);
  }
}
