import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JobView } from "../../packages/core/src/progress/index.ts";
import { type Cloud, type CloudOptions, startCloud } from "../../packages/local/src/cloud.ts";

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Caller {
  send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  get<T = Record<string, unknown>>(path: string): Promise<Answer<T>>;
  post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  /** Watches a job until it ended. */
  ended(statusUrl: string): Promise<JobView>;
}

export interface TestCloud {
  cloud: Cloud;
  /** Where it keeps everything; another cloud may be opened on it once this one is closed. */
  dataDir: string;
  /** A caller with a token of its own. */
  as(person: string): Promise<Caller>;
  close(): Promise<void>;
}

const JOB_MAX_MS = 120_000;

/** The product on this machine, in a folder that goes away with it; one of its own unless one is given. */
export async function openTestCloud(options: Partial<CloudOptions> = {}): Promise<TestCloud> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "likeness-test-")));
  const cloud = await startCloud({ fal: { latencyMs: 50, concurrency: 12 }, ...options, dataDir });
  return {
    cloud,
    dataDir,
    as: async (person) => callerOf(cloud.apiUrl, await cloud.token(person)),
    close: async () => {
      await cloud.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A caller of the public API; without a token it is nobody. */
export function callerOf(apiUrl: string, token?: string): Caller {
  const base = apiUrl.replace(/\/$/, "");
  const send: Caller["send"] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === "" ? {} : JSON.parse(text) };
  };
  const get: Caller["get"] = (path) => send("GET", path);
  return {
    send,
    get,
    post: (path, body, headers) => send("POST", path, body, headers),
    ended: async (statusUrl) => {
      for (const deadline = Date.now() + JOB_MAX_MS; ; ) {
        const { body } = await get<JobView>(statusUrl);
        if (["succeeded", "failed", "cancelled"].includes(body.state)) return body;
        if (Date.now() > deadline)
          throw new Error(`${statusUrl} did not end: ${JSON.stringify(body.progress)}`);
        await sleep(50);
      }
    },
  };
}

/** Of every picture that a spec asks for without naming a seed: other seeds draw other figures, easier or harder to tell. */
export const SEED = 7;

export const KNIGHT = "a knight in silver armour with a blue cape and an eye patch on the left eye";

export interface Stage {
  projectId: string;
  subjectId: string;
  base: string;
}

/** A project and a subject of the caller. */
export async function stageFor(
  caller: Caller,
  subject: Partial<{ type: string; description: string }> = {},
): Promise<Stage> {
  const { body: project } = await caller.post<{ projectId: string }>("/api/v1/projects", { name: "Film" });
  const base = `/api/v1/projects/${project.projectId}`;
  const { body } = await caller.post<{ subjectId: string }>(`${base}/subjects`, {
    type: "character",
    name: "Hero",
    description: KNIGHT,
    ...subject,
  });
  return { projectId: project.projectId, subjectId: body.subjectId, base };
}

/** A finished master reference of a stage, drawn anew whatever there is. */
export async function masterFor(
  caller: Caller,
  { base, subjectId }: Stage,
  more: Record<string, unknown> = {},
): Promise<JobView> {
  const ask = {
    ...{ subjectType: "character", subjectId, description: KNIGHT, force: true, seed: SEED },
    ...more,
  };
  const { status, body } = await caller.post<{ statusUrl: string }>(`${base}/images/generate/master`, ask);
  if (status !== 202) throw new Error(`the master was not started: ${JSON.stringify(body)}`);
  return caller.ended(body.statusUrl);
}

/** The id of the finished master reference of a new subject. */
export async function castMember(
  caller: Caller,
  stage: Stage,
  subject: { type: string; name: string; description: string },
): Promise<string> {
  const { body } = await caller.post<{ subjectId: string }>(`${stage.base}/subjects`, subject);
  const { type: subjectType, description } = subject;
  const { subjectId } = body;
  const job = await masterFor(caller, { ...stage, subjectId }, { subjectType, description });
  const { mediaId } = (job.result ?? {}) as { mediaId?: string };
  if (!mediaId) throw new Error(`The master of ${subject.name} ${job.state}: ${JSON.stringify(job.problem)}`);
  return mediaId;
}
