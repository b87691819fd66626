import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  type Caller,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { endedJob, type JobBody } from "../support/job.ts";

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let masterReferenceId: string;

beforeAll(async () => {
  test = await openTestCloud({ fal: { latencyMs: 20, concurrency: 12 } });
  caller = await test.as("ada");
  stage = await stageFor(caller);
}, 120_000);
afterAll(() => test?.close());

interface Body extends Record<string, unknown> {
  jobId: string;
  statusUrl: string;
  code: string;
  problems: Array<{ field: string; message: string }>;
}

const generate = (route: string, ask: object, headers?: Record<string, string>): Promise<Answer<Body>> =>
  caller.post<Body>(
    `${stage.base}/images/generate/${route}`,
    { subjectId: stage.subjectId, ...ask },
    headers,
  );
const master = (ask: object, headers?: Record<string, string>) =>
  generate("master", { subjectType: "character", description: "a knight", ...ask }, headers);
const jobCount = async (): Promise<number> => {
  const { body } = await caller.get<{ jobs: unknown[] }>(`${stage.base}/jobs`);
  return body.jobs.length;
};

describe("Prefer: wait", () => {
  it("answers 200 with the result itself when the job ends in time", async () => {
    const { status, headers, body } = await master({ seed: 11 }, { prefer: "respond-async, wait=25" });
    expect(status).toBe(200);
    expect(headers.get("preference-applied")).toBe("wait=25");
    expect(body).toMatchObject({ seed: 11, mediaId: expect.stringMatching(/^med_/) });
    masterReferenceId = String(body.mediaId);
    const job = await caller.get<JobBody>(String(headers.get("location")));
    expect(job.body).toMatchObject({ state: "succeeded", result: { mediaId: masterReferenceId } });
  }, 60_000);

  it("answers 202 with the job to watch when it does not", async () => {
    test.cloud.sandbox?.setLatency(4_000);
    const { status, headers, body } = await generate(
      "profile360",
      { masterReferenceId, angles: [0] },
      { prefer: "wait=1" },
    );
    test.cloud.sandbox?.setLatency(20);
    expect(status).toBe(202);
    expect(headers.get("location")).toBe(body.statusUrl);
    expect((await endedJob(caller, body.statusUrl)).result?.status).toBe("complete");
  }, 60_000);

  it("answers a job that failed in time as a problem that names each angle", async () => {
    test.cloud.sandbox?.setFaults({ balance: {} });
    const { status, headers, body } = await generate(
      "profile360",
      { masterReferenceId, angles: [0, 90] },
      { prefer: "wait=25" },
    );
    test.cloud.sandbox?.setFaults({});
    expect(status).toBe(502);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body.code).toBe("profile.incomplete");
    expect(body.problems.map(({ field }) => field)).toEqual(["0", "90"]);
  }, 60_000);

  it.each(["wait=soon", "wait=-1", "wait=", "respond-async"])(
    "that makes no sense (%s) is ignored, as the header's rule has it",
    async (prefer) => {
      const { status, body } = await master({}, { prefer });
      expect(status).toBe(202);
      await endedJob(caller, body.statusUrl);
    },
    60_000,
  );
});

describe("a generate route", () => {
  it("answers at once with the job's address, in header and body alike", async () => {
    const { status, headers, body } = await master({});
    expect(status).toBe(202);
    expect(body.jobId).toMatch(/^job_/);
    expect(headers.get("location")).toBe(`${stage.base}/jobs/${body.jobId}`);
    expect(body.statusUrl).toBe(headers.get("location"));
    expect((await endedJob(caller, body.statusUrl)).jobId).toBe(body.jobId);
  }, 60_000);
});

describe("an Idempotency-Key", () => {
  it("makes a repeated request answer the same job, also after it ended, and pays once", async () => {
    const before = test.cloud.sandbox?.bill().submissions ?? Number.NaN;
    const key = { "idempotency-key": "first" };
    const { body: first } = await master({ seed: 5 }, key);
    const { status, body: again } = await master({ seed: 5 }, key);
    expect(status).toBe(202);
    expect(again.jobId).toBe(first.jobId);
    await endedJob(caller, first.statusUrl);
    const late = await master({ seed: 5 }, { ...key, prefer: "wait=5" });
    expect(late.status).toBe(200);
    expect(late.headers.get("location")).toBe(first.statusUrl);
    expect(test.cloud.sandbox?.bill().submissions).toBe(before + 2);
  }, 60_000);

  it("is no cache of the body's spelling: the same fields in another order are the same request", async () => {
    const key = { "idempotency-key": "spelling" };
    const path = `${stage.base}/images/generate/master`;
    const { subjectId } = stage;
    const one = { subjectType: "character", description: "a cook", subjectId };
    const other = { subjectId, description: "a cook", subjectType: "character" };
    const { body: first } = await caller.post<Body>(path, one, key);
    expect((await caller.post<Body>(path, other, key)).body.jobId).toBe(first.jobId);
    await endedJob(caller, first.statusUrl);
  }, 60_000);

  it("with another body is refused with 422, naming the header", async () => {
    const key = { "idempotency-key": "second" };
    const { body: first } = await master({ seed: 5 }, key);
    const { status, body } = await master({ seed: 6 }, key);
    expect(status).toBe(422);
    expect(body.problems).toEqual([
      { field: "Idempotency-Key", message: expect.stringMatching(/different/) },
    ]);
    await endedJob(caller, first.statusUrl);
  }, 60_000);

  it("of exactly 255 characters is taken", async () => {
    const { status, body } = await master({ seed: 5 }, { "idempotency-key": "k".repeat(255) });
    expect(status).toBe(202);
    await endedJob(caller, body.statusUrl);
  }, 60_000);

  it("used twenty times at once makes one job, and one only is paid", async () => {
    const [jobsBefore, paidBefore] = [await jobCount(), test.cloud.sandbox?.bill().submissions ?? Number.NaN];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => master({ seed: 8 }, { "idempotency-key": "twenty" })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(new Set(answers.map(({ body }) => body.jobId)).size).toBe(1);
    const { attempts } = await endedJob(caller, String(answers[0]?.body.statusUrl));
    expect(await jobCount()).toBe(jobsBefore + 1);
    expect(attempts.length).toBeGreaterThanOrEqual(2);
    expect(test.cloud.sandbox?.bill().submissions).toBe(paidBefore + attempts.length);
  }, 60_000);

  it("belongs to one person, one project and one route", async () => {
    const key = { "idempotency-key": "shared" };
    const { body: mine } = await master({}, key);
    const eve = await test.as("eve");
    const theirs = await stageFor(eve);
    const { status, body } = await eve.post<Body>(
      `${theirs.base}/images/generate/master`,
      { subjectType: "character", subjectId: theirs.subjectId, description: "a knight" },
      key,
    );
    expect(status).toBe(202);
    expect(body.jobId).not.toBe(mine.jobId);
    const profile = await generate("profile360", { masterReferenceId, angles: [0] }, key);
    expect(profile.status).toBe(202);
    expect(profile.body.jobId).not.toBe(mine.jobId);
    await Promise.all([
      endedJob(caller, mine.statusUrl),
      endedJob(eve, body.statusUrl),
      endedJob(caller, profile.body.statusUrl),
    ]);
  }, 60_000);

  it.each([
    ["over 255 characters", "k".repeat(256)],
    ["with a space", "one two"],
    ["that is empty", ""],
    ["beyond ASCII", "clé"],
  ])("%s is refused, naming the header", async (_, key) => {
    const before = await jobCount();
    const { status, body } = await master({}, { "idempotency-key": key });
    expect(status).toBe(400);
    expect(new Set(body.problems.map(({ field }) => field))).toEqual(new Set(["Idempotency-Key"]));
    expect(await jobCount()).toBe(before);
  });
});
