import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { accounts, endedJob, type JobBody, profileFor } from "../support/job.ts";

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let masterReferenceId: string;
const jobs: JobBody[] = [];

/** What the provider may hand out instead of a picture, and the words by which a user learns of it. */
const BROKEN = {
  truncated: /damaged or incomplete/,
  htmlWithImageHeader: /are an HTML page/,
  svgWithImageHeader: /are an SVG drawing/,
  bomb60MP: /10000 x 6000 pixels/,
  oversized: /larger than 10485760 bytes/,
  zeroBytes: /0 bytes/,
  redirect: /redirect/,
  foreignHost: /localhost is not an allowed origin/,
  expired404: /no longer has the image/,
} as const;
const KINDS = Object.keys(BROKEN) as Array<keyof typeof BROKEN>;
const ANGLES = KINDS.map((_, index) => index * 40);

const asked: string[] = [];
const note = (message: unknown) => {
  const { origin, path } = (message as { request: { origin: string; path: string } }).request;
  asked.push(`${origin}${path}`);
};

beforeAll(async () => {
  subscribe("undici:request:create", note);
  // Requests of other threads are not heard here.
  test = await openTestCloud({ threads: "none", fal: { latencyMs: 20, concurrency: 12 } });
  caller = await test.as("ada");
  stage = await stageFor(caller);
  const master = await masterFor(caller, stage);
  jobs.push(master as unknown as JobBody);
  masterReferenceId = String(master.result?.mediaId);
}, 120_000);
afterAll(async () => {
  unsubscribe("undici:request:create", note);
  await test?.close();
});

async function profile(angles: number[]): Promise<JobBody> {
  const job = await profileFor(caller, stage, { masterReferenceId, angles });
  jobs.push(job);
  return job;
}

/** Each kind strikes the requests of its own number, again after every full turn of all kinds. */
function eachItsOwn(turns: number) {
  const nth = (index: number) => Array.from({ length: turns }, (_, turn) => turn * KINDS.length + index + 1);
  return Object.fromEntries(KINDS.map((kind, index) => [kind, { nth: nth(index) }]));
}

describe("bad pictures", () => {
  it("are drawn again, and the profile is complete, each failure with its reason in the history", async () => {
    test.cloud.sandbox?.setFaults(eachItsOwn(1));
    const job = await profile(ANGLES);
    expect(job.problem).toBeUndefined();
    expect(job.result).toMatchObject({ status: "complete", missingAngles: [] });
    expect(job.result?.images.map(({ angle }) => angle)).toEqual(ANGLES);
    const failed = job.attempts.filter(({ error }) => error !== undefined);
    for (const [kind, words] of Object.entries(BROKEN)) {
      const said = failed.filter(({ error }) => words.test(error?.message ?? ""));
      expect(said.length, `${kind}: ${JSON.stringify(failed.map(({ error }) => error))}`).toBeGreaterThan(0);
    }
    expect(failed.every(({ recovery }) => recovery !== undefined && recovery !== "")).toBe(true);
  }, 120_000);

  it("only, whatever is tried, end the job as failed, saying of every angle why", async () => {
    test.cloud.sandbox?.setFaults(eachItsOwn(20));
    const job = await profile(ANGLES);
    expect(job.state).toBe("failed");
    expect(job.problem).toMatchObject({ code: "profile.incomplete" });
    expect(job.problem?.details?.map(({ slot }) => Number(slot))).toEqual(ANGLES);
    for (const { reason } of job.problem?.details ?? []) {
      const isExplained = Object.values(BROKEN).some((words) => words.test(reason));
      expect(isExplained, reason).toBe(true);
    }
    const perAngle = ANGLES.map((angle) => job.attempts.filter(({ slot }) => slot === String(angle)).length);
    expect(Math.max(...perAngle)).toBeLessThanOrEqual(8);
    expect(await listed(job)).toEqual([]);
  }, 120_000);

  it("of one angle leave a partial profile that names it, with all others kept", async () => {
    test.cloud.sandbox?.setFaults({ truncated: { nth: [2, ...from(4)] } });
    const job = await profile([0, 120, 240]);
    expect(job.state).toBe("succeeded");
    expect(job.result?.status).toBe("partial");
    expect(job.result?.missingAngles).toEqual([
      { angle: expect.any(Number), reason: expect.stringMatching(BROKEN.truncated) },
    ]);
    const kept = job.result?.images.map(({ mediaId }) => mediaId) ?? [];
    expect(kept).toHaveLength(2);
    expect(await listed(job)).toEqual(kept.sort());
    const { body } = await caller.get(`${stage.base}/collections/${job.result?.collectionId}`);
    expect(body).toMatchObject({
      state: "partial",
      missingAngles: job.result?.missingAngles.map(({ angle }) => angle),
    });
  }, 60_000);

  it("of most angles fail the job, and the good picture stays in the list", async () => {
    test.cloud.sandbox?.setFaults({ zeroBytes: { nth: [1, 3, ...from(4)] } });
    const job = await profile([0, 120, 240]);
    expect(job.state).toBe("failed");
    expect(job.problem?.details).toHaveLength(2);
    expect(job.problem?.message).toContain("1 of 3");
    const stored = job.attempts.flatMap(({ state, mediaId }) =>
      state === "done" && mediaId ? [mediaId] : [],
    );
    expect(stored).toHaveLength(1);
    expect(await listed(job)).toEqual(stored);
    const { body } = await caller.get<{ url: string; state: string }>(`${stage.base}/images/${stored[0]}`);
    expect(body.state).toBe("kept");
    expect((await fetch(body.url)).headers.get("content-type")).toBe("image/webp");
  }, 60_000);

  it("of every candidate end a master reference, naming each, and the caller who waits gets it as a problem", async () => {
    test.cloud.sandbox?.setFaults({ htmlWithImageHeader: {} });
    const { status, headers, body } = await caller.post<{ code: string; problems: unknown }>(
      `${stage.base}/images/generate/master`,
      { subjectType: "character", subjectId: stage.subjectId, description: "a knight" },
      { prefer: "wait=25" },
    );
    expect(status).toBe(502);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body.code).toBe("master.unusable");
    expect(body.problems).toContainEqual({
      field: "candidate-1",
      message: expect.stringMatching(BROKEN.htmlWithImageHeader),
    });
    const { body: list } = await caller.get<{ jobs: Array<{ jobId: string }> }>(`${stage.base}/jobs?limit=1`);
    jobs.push(await endedJob(caller, `${stage.base}/jobs/${list.jobs[0]?.jobId}`));
  }, 60_000);
});

describe("all in all", () => {
  it("the jobs account for every picture that was paid, the unusable ones too", () => {
    const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, jobs);
    expect(ledgerUsd).toBe(billedUsd);
    expect(test.cloud.sandbox?.bill().submissions).toBe(jobs.flatMap(({ attempts }) => attempts).length);
  });

  it("nothing was ever fetched from another host than the provider's", () => {
    const hosts = new Set(asked.map((url) => new URL(url).hostname));
    expect(asked.some((url) => url.includes("/v3b.fal.media/"))).toBe(true);
    expect([...hosts]).toEqual(["127.0.0.1"]);
  });
});

/** The pictures of a job that the list of images shows, in order of their ids. */
async function listed({ jobId }: JobBody): Promise<string[]> {
  const { body } = await caller.get<{ images: Array<{ mediaId: string; jobId: string }> }>(
    `${stage.base}/images?imageType=profile-360&limit=200`,
  );
  return body.images.flatMap((image) => (image.jobId === jobId ? [image.mediaId] : [])).sort();
}

/** The numbers of all requests that follow, as far as any job goes. */
function from(first: number): number[] {
  return Array.from({ length: 40 }, (_, index) => first + index);
}
