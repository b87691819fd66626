import type { World } from "./cloud/world.ts";
import { sleep } from "./process/clock.ts";

export const SCENARIOS = ["master", "profile"] as const;
export type Scenario = (typeof SCENARIOS)[number];

const PERSON = "sim";
const DESCRIPTION = "a knight in silver armour with a blue cape and an eye patch on the left eye";
const POLL_FIRST_MS = 5_000;
const POLL_MAX_MS = 60_000;
const TERMINAL = new Set(["succeeded", "failed", "cancelled"]);

/** A project with a subject, and its master reference once there is one. */
export interface Stage {
  base: string;
  projectId: string;
  subjectId: string;
  masterId?: string;
}

/** What a patient caller does: asks, asks again with the same key when nothing came back, and watches the job. */
export interface Caller {
  /** A project and a subject. */
  stage(): Promise<Stage>;
  /** Starts a master reference and answers its job. */
  master(stage: Stage): Promise<string>;
  /** Starts a turnaround of the stage's master and answers its job. */
  profile(stage: Stage, angles?: readonly number[]): Promise<string>;
  /** The job as the API shows it when it is over. */
  ended(stage: Stage, jobId: string): Promise<JobBody>;
}

export interface JobBody {
  jobId: string;
  state: string;
  result?: { mediaId?: string; status?: string };
}

/** A caller of the world's public API. */
export function callerOf(world: World): Caller {
  let keys = 0;
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    keys += 1;
    const headers = { "idempotency-key": `sim-${keys}` };
    for (let waitMs = 1_000; ; waitMs = Math.min(waitMs * 2, POLL_MAX_MS)) {
      const answer = await world.api({ method: "POST", path, body, headers, person: PERSON });
      if (answer.status < 300) return answer.body as T;
      if (answer.status < 500 && answer.status !== 429)
        throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      await sleep(waitMs);
    }
  };
  return {
    stage: async () => {
      const { projectId } = await post<{ projectId: string }>("/api/v1/projects", { name: "Film" });
      const base = `/api/v1/projects/${projectId}`;
      const subject = { type: "character", name: "Hero", description: DESCRIPTION };
      const { subjectId } = await post<{ subjectId: string }>(`${base}/subjects`, subject);
      return { base, projectId, subjectId };
    },
    master: async ({ base, subjectId }) => {
      const ask = { subjectType: "character", subjectId, description: DESCRIPTION, seed: 7 };
      return (await post<{ jobId: string }>(`${base}/images/generate/master`, ask)).jobId;
    },
    profile: async ({ base, subjectId, masterId }, angles) => {
      const ask = { subjectId, masterReferenceId: masterId, ...(angles && { angles }) };
      return (await post<{ jobId: string }>(`${base}/images/generate/profile360`, ask)).jobId;
    },
    ended: async ({ base }, jobId) => {
      for (let waitMs = POLL_FIRST_MS; ; waitMs = Math.min(waitMs * 1.5, POLL_MAX_MS)) {
        await sleep(waitMs);
        const { status, body } = await world.api({
          method: "GET",
          path: `${base}/jobs/${jobId}`,
          person: PERSON,
        });
        if (status === 200 && TERMINAL.has(String(body.state))) return body as unknown as JobBody;
      }
    },
  };
}
