import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  KNIGHT,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";

interface Started {
  jobId: string;
  state: string;
  statusUrl: string;
  reused?: boolean;
}

let test: TestCloud;
let ada: Caller;
let stage: Stage;

beforeAll(async () => {
  test = await openTestCloud({ fal: { latencyMs: 300, concurrency: 12 } });
  ada = await test.as("ada");
  stage = await stageFor(ada);
}, 120_000);
afterAll(() => test?.close());

const submissions = () => test.cloud.sandbox?.bill().submissions ?? Number.NaN;
const ask = (more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  ada.post<Started>(
    `${stage.base}/images/generate/master`,
    { subjectType: "character", subjectId: stage.subjectId, description: KNIGHT, seed: 7, ...more },
    headers,
  );
const ended = async (answer: Awaited<ReturnType<typeof ask>>) => ada.ended(answer.body.statusUrl);

let masterId: unknown;

describe("an unchanged master", () => {
  it("is drawn once for equal requests at once", async () => {
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body.jobId)).size).toBe(1);
    const job = await ended(answers[0] as (typeof answers)[number]);
    masterId = job.result?.mediaId;
    expect(masterId).toMatch(/^med_/);
    // The picture and its description.
    expect(submissions()).toBe(2);
  }, 60_000);

  it("is answered by a job that is over at once, marked as reused, and costs nothing", async () => {
    const before = submissions();
    const { status, body } = await ask();
    expect([status, body.state, body.reused]).toEqual([202, "succeeded", true]);
    const job = await ada.get<Record<string, unknown>>(body.statusUrl);
    expect(job.body).toMatchObject({ state: "succeeded", reused: true, costUsd: 0, attempts: [] });
    expect(job.body.result).toMatchObject({ mediaId: masterId, reused: true, seed: 7 });
    expect(job.body.result).toHaveProperty("specifications.colorPalette");
    expect(submissions()).toBe(before);
  });

  it("is answered at once to a caller who waits", async () => {
    const { status, body } = await ask({}, { prefer: "wait=20" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ mediaId: masterId, reused: true });
  });

  it("answers the same job to the same Idempotency-Key, whether drawn or reused", async () => {
    const before = submissions();
    const key = { "idempotency-key": "again-1" };
    const [first, second] = [await ask({}, key), await ask({}, key)];
    expect(second.body.jobId).toBe(first.body.jobId);
    const fresh = { "idempotency-key": "again-2" };
    const both = await Promise.all([ask({ seed: 8 }), ask({ seed: 8 }, fresh)]);
    expect((await ask({ seed: 8 }, fresh)).body.jobId).toBe(both[1]?.body.jobId);
    await ended(both[0] as (typeof both)[number]);
    expect(submissions()).toBe(before + 2);
  }, 60_000);

  it.each([
    ["another seed", { seed: 9 }],
    ["another description", { description: `${KNIGHT}, smiling` }],
    ["another style", { style: "watercolour" }],
    ["another model", { model: "fal-ai/flux/schnell" }],
    ["force", { force: true }],
  ])(
    "is drawn again for %s",
    async (_, more) => {
      const before = submissions();
      const job = await ended(await ask(more));
      expect(job).not.toHaveProperty("reused");
      expect(job.result?.mediaId).not.toBe(masterId);
      expect(submissions()).toBe(before + 2);
    },
    60_000,
  );

  it("stands for the last one drawn: the forced one", async () => {
    const job = await ended(await ask());
    expect(job).toHaveProperty("reused", true);
    expect(job.result?.mediaId).not.toBe(masterId);
  });
});
