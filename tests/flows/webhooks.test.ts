import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import {
  accounts,
  endedJob,
  type JobBody,
  profileFor,
  runFunction,
  seenJob,
  startProfile,
} from "../support/job.ts";

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let masterReferenceId: string;
const jobs: JobBody[] = [];

beforeAll(async () => {
  test = await openTestCloud({ fal: { latencyMs: 20, concurrency: 12 } });
  caller = await test.as("ada");
  stage = await stageFor(caller);
  const master = await masterFor(caller, stage);
  jobs.push(master as unknown as JobBody);
  masterReferenceId = String(master.result?.mediaId);
}, 120_000);
afterAll(() => test?.close());

const submissions = () => test.cloud.sandbox?.bill().submissions ?? Number.NaN;
const angles = (count: number) => Array.from({ length: count }, (_, index) => index * 40);

function expectCompleteOnce(job: JobBody, count: number) {
  expect(job.problem).toBeUndefined();
  expect(job.result).toMatchObject({ status: "complete", missingAngles: [] });
  expect(job.result?.images.map(({ angle }) => angle)).toEqual(angles(count));
  const done = job.attempts.filter(({ state }) => state === "done");
  expect(done).toHaveLength(count);
  expect(new Set(done.map(({ mediaId }) => mediaId)).size).toBe(count);
}

describe("a webhook", () => {
  it("completes its request exactly once: repeated, reordered, late, early, without payload or with one that makes no sense", async () => {
    const before = submissions();
    test.cloud.sandbox?.setFaults({
      duplicate: { nth: [1, 2], copies: 3 },
      reorder: { nth: [2, 3] },
      delay: { nth: [4], delayMs: 400 },
      beforeSubmitResponse: { nth: [5] },
      payloadNull: { nth: [6] },
      unknownRequest: { nth: [7] },
      bigSeed: { nth: [8] },
      deepBody: { nth: [9] },
    });
    const job = await profileFor(caller, stage, { masterReferenceId, angles: angles(9) });
    jobs.push(job);
    expectCompleteOnce(job, 9);
    expect(job.attempts).toHaveLength(9);
    expect(submissions() - before).toBe(9);
  }, 60_000);

  it("is not believed when forged, stale, altered or another account's; the true one that follows is", async () => {
    const before = submissions();
    test.cloud.sandbox?.setFaults({
      badSignature: { nth: [1] },
      wrongUser: { nth: [2] },
      staleTimestamp: { nth: [3] },
      alteredBody: { nth: [4] },
      notJsonBody: { nth: [5] },
      giantBody: { nth: [6] },
      gatewayRequestIdOnly: { nth: [7] },
    });
    const job = await profileFor(caller, stage, { masterReferenceId, angles: angles(7) });
    jobs.push(job);
    expectCompleteOnce(job, 7);
    expect(job.attempts.map(({ error }) => error)).toEqual(job.attempts.map(() => undefined));
    expect(submissions() - before).toBe(7);
  }, 60_000);

  it("of status ERROR leads to another attempt; nothing is paid for the failed one", async () => {
    test.cloud.sandbox?.setFaults({ errorStatus: { nth: [1] } });
    const job = await profileFor(caller, stage, { masterReferenceId, angles: [0] });
    jobs.push(job);
    expectCompleteOnce(job, 1);
    expect(job.attempts).toMatchObject([
      { attempt: 1, state: "failed", error: { code: "INTERNAL_ERROR" }, costUsd: 0 },
      { attempt: 2, state: "done" },
    ]);
    expect(job.attempts[0]?.recovery).toMatch(/sent again/);
  }, 60_000);

  it("that is lost is made up for by the reconciler, and nothing is submitted again", async () => {
    test.cloud.sandbox?.setFaults({ drop: {} });
    const before = submissions();
    const statusUrl = await startProfile(caller, stage, { masterReferenceId, angles: angles(4) });
    await seenJob(caller, statusUrl, {
      until: ({ progress }) =>
        Object.values(progress.slots).filter((state) => state === "submitted").length === 4,
    });
    await allFinishedAtFal();
    const report = await runFunction<{ settled: object; errors: number }>(test, "schedule/reconcile");
    expect(report).toMatchObject({ settled: { completed: 4 }, errors: 0 });
    const job = await endedJob(caller, statusUrl);
    jobs.push(job);
    expectCompleteOnce(job, 4);
    expect(submissions() - before).toBe(4);
    expect(await runFunction(test, "schedule/reconcile")).toMatchObject({ settled: {}, jobsEnded: 0 });
  }, 60_000);

  it("or its absence never made the accounts differ from the bill", () => {
    const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, jobs);
    expect(ledgerUsd).toBe(billedUsd);
  });
});

async function allFinishedAtFal(): Promise<void> {
  const isOpen = () =>
    test.cloud.sandbox
      ?.bill()
      .requests.some(({ status }) => status === "IN_QUEUE" || status === "IN_PROGRESS");
  await expect.poll(isOpen, { timeout: 30_000 }).toBe(false);
}
