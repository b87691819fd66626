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
import { accounts, type JobBody, spendOf } from "../support/job.ts";

let test: TestCloud;
let ada: Caller;
let stage: Stage;
let master: JobView;
let masterId: string;
/** Where every profile of this file is to be seen. */
const statusUrls: string[] = [];

beforeAll(async () => {
  test = await openTestCloud({ fal: { latencyMs: 20, concurrency: 2 } });
  ada = await test.as("ada");
  stage = await stageFor(ada);
  master = await masterFor(ada, stage);
  masterId = String(master.result?.mediaId);
}, 120_000);
afterAll(() => test?.close());

async function startProfile(more: Record<string, unknown> = {}) {
  const { body } = await ada.post<{ jobId: string; statusUrl: string }>(
    `${stage.base}/images/generate/profile360`,
    {
      masterReferenceId: masterId,
      subjectId: stage.subjectId,
      ...more,
    },
  );
  statusUrls.push(body.statusUrl);
  return body;
}

const countOf = (wanted: string) =>
  test.cloud.sandbox?.bill().requests.filter(({ status }) => status === wanted).length ?? 0;

async function until(statusUrl: string, isReached: (view: JobView) => boolean): Promise<JobView> {
  for (const deadline = Date.now() + 60_000; ; await sleep(30)) {
    const { body } = await ada.get<JobView>(statusUrl);
    if (isReached(body)) return body;
    if (Date.now() > deadline) throw new Error(`never reached: ${JSON.stringify(body.progress)}`);
  }
}

describe("cancelling a running profile", () => {
  it("keeps what is done, withdraws what waits, and nothing comes back to life", async () => {
    test.cloud.sandbox?.setLatency(4000);
    const { statusUrl, jobId } = await startProfile();
    await until(statusUrl, (view) => view.attempts.filter(({ state }) => state === "submitted").length >= 10);
    const queued = countOf("IN_QUEUE");
    const { status, body } = await ada.send<JobView>("DELETE", statusUrl);
    expect(status).toBe(200);
    expect(body.state).toBe("cancelled");
    const submitted = test.cloud.sandbox?.bill().submissions;

    test.cloud.sandbox?.setLatency(20);
    await sleep(3000);
    const after = await ada.get<JobView>(statusUrl);
    expect(after.body.state).toBe("cancelled");
    expect(after.body.result).toBeUndefined();
    expect(test.cloud.sandbox?.bill().submissions).toBe(submitted);
    // The two at work may have ended, and two of the queue begun, between the count and the cancelling.
    expect(countOf("CANCELLED")).toBeGreaterThanOrEqual(queued - 2);
    expect(countOf("IN_QUEUE")).toBe(0);
    expect(jobId).toBe(after.body.jobId);
  });

  it("twice is fine", async () => {
    test.cloud.sandbox?.setLatency(1500);
    const { statusUrl } = await startProfile({ angles: [0, 90] });
    const answers = await Promise.all([ada.send("DELETE", statusUrl), ada.send("DELETE", statusUrl)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await ada.send("DELETE", statusUrl)).status).toBe(200);
    test.cloud.sandbox?.setLatency(20);
  });
});

describe("cancelling", () => {
  it("what is over is a conflict", async () => {
    const { statusUrl } = await startProfile({ angles: [0] });
    await ada.ended(statusUrl);
    const { status, body } = await ada.send("DELETE", statusUrl);
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: "job.over" });
    expect((await ada.get<JobView>(statusUrl)).body.state).toBe("succeeded");
  });

  it("what belongs to somebody else is not found", async () => {
    const { statusUrl } = await startProfile({ angles: [0] });
    const eve = await test.as("eve");
    expect((await eve.send("DELETE", statusUrl)).status).toBe(404);
    expect((await ada.ended(statusUrl)).state).toBe("succeeded");
  });
});

describe("the ledger of all of them", () => {
  it("is what the provider bills, to the cent: withdrawn requests cost nothing, those that ran are paid", async () => {
    const compared = async () => {
      const profiles = await Promise.all(statusUrls.map((statusUrl) => ada.get<JobView>(statusUrl)));
      const jobs = [master, ...profiles.map(({ body }) => body)] as unknown as JobBody[];
      const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, jobs);
      return { jobs: ledgerUsd - billedUsd, project: (await spendOf(ada, stage)).usd - billedUsd };
    };
    expect(statusUrls).toHaveLength(4);
    // What was being drawn when its job was cancelled may still be on its way.
    await expect.poll(compared, { timeout: 60_000, interval: 250 }).toEqual({ jobs: 0, project: 0 });
  }, 90_000);
});
