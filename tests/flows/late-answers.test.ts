import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobView } from "../../packages/core/src/progress/index.ts";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { runFunction, spendOf } from "../support/job.ts";

let test: TestCloud;
let ada: Caller;
let stage: Stage;
let statusUrl: string;
let spentBefore: number;

/** A profile cancelled while the provider already works on some of its pictures. */
beforeAll(async () => {
  test = await openTestCloud({ fal: { latencyMs: 20, concurrency: 3 } });
  ada = await test.as("ada");
  stage = await stageFor(ada);
  const masterReferenceId = (await masterFor(ada, stage)).result?.mediaId;
  spentBefore = test.cloud.sandbox?.bill().billedUsd ?? 0;
  test.cloud.sandbox?.setLatency(4000);
  const ask = { masterReferenceId, subjectId: stage.subjectId };
  const { body } = await ada.post<{ statusUrl: string }>(`${stage.base}/images/generate/profile360`, ask);
  statusUrl = body.statusUrl;
  await until(() => inProgress() === 3);
  await ada.send("DELETE", statusUrl);
}, 120_000);
afterAll(() => test?.close());

const inProgress = () =>
  test.cloud.sandbox?.bill().requests.filter(({ status }) => status === "IN_PROGRESS").length ?? 0;
const view = async () => (await ada.get<JobView>(statusUrl)).body;

async function until(isReached: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await isReached()); await sleep(50)) {
    if (Date.now() > deadline) throw new Error("never reached");
  }
}

const OPEN = ["planned", "pending", "submitted", "answered", "resumed"];

describe("pictures that were paid for but came too late", () => {
  it("are stored by the reconciler and stay with the job, which stays cancelled", async () => {
    await until(() => inProgress() === 0);
    await until(async () => {
      await runFunction(test, "schedule/reconcile");
      return !(await view()).attempts.some(({ state }) => OPEN.includes(state));
    });
    const job = await view();
    expect(job.state).toBe("cancelled");
    expect(job).not.toHaveProperty("result");
    const late = job.attempts.filter(({ state }) => state === "orphaned");
    expect(late.length).toBeGreaterThan(0);
    const kept = job.attempts.filter(({ costUsd }) => costUsd > 0).map(({ mediaId }) => mediaId);
    const { body } = await ada.get<{ images: Array<{ mediaId: string; url: string }> }>(
      `${stage.base}/images?imageType=profile-360`,
    );
    expect(body.images.map(({ mediaId }) => mediaId).sort()).toEqual([...kept].sort());
    for (const { url } of body.images) expect((await fetch(url)).status).toBe(200);
  }, 90_000);

  it("are what the bill says, and nothing else is", async () => {
    const billed = (test.cloud.sandbox?.bill().billedUsd ?? 0) - spentBefore;
    expect((await view()).costUsd).toBeCloseTo(billed, 6);
    const { usd } = await spendOf(ada, stage);
    expect(usd).toBeCloseTo(test.cloud.sandbox?.bill().billedUsd ?? 0, 6);
  });

  it("leave nothing open behind", async () => {
    expect(await runFunction(test, "schedule/reconcile")).toMatchObject({ settled: {}, errors: 0 });
  });
});
