import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
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
  spendOf,
  startProfile,
} from "../support/job.ts";
import { setQuota } from "../support/records.ts";

let test: TestCloud;
let ada: Caller;
let stage: Stage;
let masterReferenceId: string;
let bucket: Server;
let isAway = false;
const jobs: JobBody[] = [];

/** The bucket, behind a door that can be shut for puts. */
async function openDoor(): Promise<string> {
  bucket = createServer((incoming, answer) => {
    if (incoming.method === "PUT" && isAway) {
      incoming.resume();
      answer.writeHead(503, { "content-type": "application/xml" });
      answer.end("<Error><Code>ServiceUnavailable</Code><Message>away</Message></Error>");
      return;
    }
    const { hostname, port } = new URL(test.cloud.s3.url);
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => bucket.listen(0, "127.0.0.1", () => resolve()));
  return `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const door = await openDoor();
  test = await openTestCloud({ fal: { latencyMs: 20, concurrency: 12 }, env: { R2_ENDPOINT: door } });
  ada = await test.as("ada");
  stage = await stageFor(ada);
  const master = await masterFor(ada, stage);
  jobs.push(master as unknown as JobBody);
  masterReferenceId = String(master.result?.mediaId);
}, 120_000);
afterAll(async () => {
  await test?.close();
  bucket.close();
});

const submissions = () => test.cloud.sandbox?.bill().submissions ?? Number.NaN;
const project = async () => (await ada.get<{ usedBytes: number; quotaBytes: number }>(stage.base)).body;

async function profile(angles: number[]): Promise<JobBody> {
  const job = await profileFor(ada, stage, { masterReferenceId, angles });
  jobs.push(job);
  return job;
}

describe("a bucket that is away", () => {
  it("for longer than a picture is waited for costs time, never a second picture", async () => {
    const before = submissions();
    isAway = true;
    const statusUrl = await startProfile(ada, stage, { masterReferenceId, angles: [0] });
    // The first round has given the picture up; another one is at it.
    const isGivenUp = ({ attempts }: JobBody) =>
      attempts[0]?.history?.some(({ recovery }) => recovery.includes("4 times")) ?? false;
    await seenJob(ada, statusUrl, { until: isGivenUp });
    isAway = false;
    const job = await endedJob(ada, statusUrl);
    jobs.push(job);
    expect(job.result?.status).toBe("complete");
    expect(submissions() - before).toBe(1);
    expect(job.attempts).toHaveLength(1);
    const [attempt] = job.attempts;
    const told = attempt?.history?.slice(0, 4) ?? [];
    expect(told.map(({ error }) => error)).toEqual(told.map(() => "StorageUnavailable"));
    expect(told.map(({ recovery }) => recovery.includes("nothing paid"))).toEqual([true, true, true, false]);
    expect(attempt?.round).toBe(1);
  }, 120_000);
});

describe("a project without room", () => {
  it("shows what it uses and may use", async () => {
    const { usedBytes, quotaBytes } = await project();
    expect(quotaBytes).toBe(10 * 1024 ** 3);
    expect(usedBytes).toBeGreaterThan(10_000);
    const { body } = await ada.get<{ images: Array<{ storedBytes: number }> }>(`${stage.base}/images`);
    expect(usedBytes).toBe(body.images.reduce((sum, { storedBytes }) => sum + storedBytes, 0));
  });

  it("is told so before anything is paid", async () => {
    const before = submissions();
    const { usedBytes } = await project();
    await setQuota(test, { ...stage, quotaBytes: usedBytes + 1000 });
    const { status, body } = await ada.post<{ code: string; detail: string }>(
      `${stage.base}/images/generate/profile360`,
      { masterReferenceId, subjectId: stage.subjectId, angles: [0] },
    );
    expect([status, body.code]).toEqual([409, "project.quota-exceeded"]);
    expect(body.detail).toMatch(/uses \d+\.\d MB of its \d+\.\d MB/);
    expect(submissions()).toBe(before);
  });

  it("keeps what fits, says where the rest is, draws nothing again and deletes nothing", async () => {
    const before = { submissions: submissions(), ...(await project()) };
    // Enough for the look beforehand, which cannot know these pictures, and for few of them.
    await setQuota(test, { ...stage, quotaBytes: before.usedBytes + 6 * 1024 * 1024 });
    const starting = profile([0, 60, 120, 180, 240, 300]);
    await expect.poll(() => submissions() - before.submissions, { timeout: 30_000 }).toBeGreaterThan(0);
    await setQuota(test, { ...stage, quotaBytes: before.usedBytes + 100 });
    const job = await starting;
    expect(job.state).toBe("failed");
    expect(submissions() - before.submissions).toBe(6);
    const refused = job.attempts.filter(({ error }) => error?.code === "project.quota-exceeded");
    expect(refused.length).toBeGreaterThan(0);
    for (const { costUsd } of refused) expect(costUsd).toBeGreaterThan(0);
    expect(job.problem?.details?.[0]?.reason).toMatch(/FAL keeps it for now: http/);
    const { usedBytes } = await project();
    const { body } = await ada.get<{ images: Array<{ storedBytes: number }> }>(`${stage.base}/images`);
    expect(usedBytes).toBe(body.images.reduce((sum, { storedBytes }) => sum + storedBytes, 0));
    expect(body.images.length).toBeGreaterThanOrEqual(2);
  }, 90_000);
});

describe("all in all", () => {
  it("the jobs cost what the provider bills, and nothing is left open", async () => {
    const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, jobs);
    expect(ledgerUsd).toBe(billedUsd);
    expect((await spendOf(ada, stage)).usd).toBe(billedUsd);
    expect(await runFunction(test, "schedule/reconcile")).toMatchObject({ settled: {}, errors: 0 });
  });
});
