import { writeFile } from "node:fs/promises";
import { DescribeExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isDuplicate } from "../../packages/core/src/images/index.ts";
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
  executionOf,
  type JobBody,
  profileFor,
  runFunction,
  seenJob,
  startProfile,
  statesOf,
} from "../support/job.ts";

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let masterReferenceId: string;
const jobs: JobBody[] = [];

const FAL = { latencyMs: 20, concurrency: 12 };
/** The webhooks of the first two requests arrive, those of the others never do. */
const TWO_OF_FOUR = { drop: { nth: [3, 4] } };
const ANGLES = [0, 90, 180, 270];
const isHalfDone = ({ progress }: JobBody) =>
  progress.done === 2 && Object.values(progress.slots).filter((state) => state === "submitted").length === 2;

beforeAll(async () => {
  test = await openTestCloud({ fal: FAL });
  caller = await test.as("ada");
  stage = await stageFor(caller);
  const master = await masterFor(caller, stage);
  jobs.push(master as unknown as JobBody);
  masterReferenceId = String(master.result?.mediaId);
}, 120_000);
afterAll(() => test?.close());

/** The cloud's processes end; another one takes over its folder. */
async function reopen(options: { env?: Record<string, string> } = {}): Promise<void> {
  await test.cloud.close();
  test = await openTestCloud({ fal: FAL, dataDir: test.dataDir, ...options });
  caller = await test.as("ada");
}

async function halfDoneProfile(): Promise<string> {
  test.cloud.sandbox?.setFaults(TWO_OF_FOUR);
  const statusUrl = await startProfile(caller, stage, { masterReferenceId, angles: ANGLES });
  await seenJob(caller, statusUrl, { until: isHalfDone });
  return statusUrl;
}

async function expectKeptPictures({ jobId, attempts }: JobBody, count: number) {
  const done = attempts.flatMap(({ state, mediaId }) => (state === "done" && mediaId ? [mediaId] : []));
  expect(done).toHaveLength(count);
  const { body } = await caller.get<{ images: Array<{ mediaId: string; jobId: string; url: string }> }>(
    `${stage.base}/images?imageType=profile-360&limit=200`,
  );
  const listed = body.images.filter((image) => image.jobId === jobId);
  expect(listed.map(({ mediaId }) => mediaId).sort()).toEqual(done.sort());
  for (const { url } of listed) expect((await fetch(url)).status).toBe(200);
}

describe("a job whose execution is stopped from outside", () => {
  let job: JobBody;

  it("ends as failed, says so, and keeps what was made", async () => {
    const statusUrl = await halfDoneProfile();
    const { executionArn } = await executionOf(test, String(statusUrl.split("/").at(-1)));
    const states = await statesOf(test);
    await states.send(
      new StopExecutionCommand({ executionArn, error: "Operator", cause: "stopped by hand" }),
    );
    expect((await states.send(new DescribeExecutionCommand({ executionArn }))).status).toBe("ABORTED");
    job = await endedJob(caller, statusUrl);
    expect(job.state).toBe("failed");
    expect(job.problem).toMatchObject({
      code: "job.aborted",
      message: expect.stringContaining("stopped by hand"),
    });
    await expectKeptPictures(job, 2);
  }, 60_000);

  it("accounts for what the provider made after all, and never comes back to life", async () => {
    const before = test.cloud.sandbox?.bill().submissions;
    await runFunction(test, "schedule/reconcile");
    await runFunction(test, "schedule/reconcile");
    const { body } = await caller.get<JobBody>(`${stage.base}/jobs/${job.jobId}`);
    expect(body.state).toBe("failed");
    expect(body.problem).toEqual(job.problem);
    jobs.push(body);
    const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, jobs);
    expect(ledgerUsd).toBe(billedUsd);
    expect(test.cloud.sandbox?.bill().submissions).toBe(before);
  }, 60_000);
});

describe("a cloud that dies in the middle", () => {
  let statusUrl: string;
  let before: JobBody;

  it("reports the job as ended when it is back, with its pictures", async () => {
    before = await profileFor(caller, stage, { masterReferenceId, angles: [90] });
    statusUrl = await halfDoneProfile();
    await reopen();
    const job = await endedJob(caller, statusUrl);
    expect(job.state).toBe("failed");
    expect(job.problem?.code).toBe("job.aborted");
    await expectKeptPictures(job, 2);
    const states = await statesOf(test);
    const { executionArn } = await executionOf(test, job.jobId);
    expect((await states.send(new DescribeExecutionCommand({ executionArn }))).status).toBe("ABORTED");
  }, 90_000);

  it("still knows the figure: the same angle of the same master is the same picture", async () => {
    const after = await profileFor(caller, stage, { masterReferenceId, angles: [90] });
    const [one, other] = await Promise.all(
      [before, after].map(async ({ result }) => hashOf(result?.images[0])),
    );
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(isDuplicate(String(one), String(other))).toBe(true);
  }, 60_000);
});

async function hashOf(image: { mediaId: string } | undefined): Promise<string> {
  const { body } = await caller.get<{ measures: { perceptualHash: string } }>(
    `${stage.base}/images/${image?.mediaId}`,
  );
  return body.measures.perceptualHash;
}

/** Runs the reconciler as if some minutes had passed. */
async function reconcileLater(): Promise<unknown> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 150_000 });
  try {
    return await runFunction(test, "schedule/reconcile");
  } finally {
    vi.useRealTimers();
  }
}

const NOWHERE = "arn:aws:states:us-east-1:000000000000:stateMachine:nowhere";

describe("a job that never got an execution", () => {
  it("waits in the queue and is started by the reconciler when its time has come", async () => {
    await reopen({ env: { PROFILE_360_MACHINE_ARN: NOWHERE } });
    const statusUrl = await startProfile(caller, stage, { masterReferenceId, angles: [0] });
    await reopen();
    expect((await caller.get<JobBody>(statusUrl)).body.state).toBe("queued");
    expect(await runFunction(test, "schedule/reconcile")).toMatchObject({ jobsStarted: 0 });
    expect(await reconcileLater()).toMatchObject({ jobsStarted: 1, jobsEnded: 0 });
    expect((await endedJob(caller, statusUrl)).result?.status).toBe("complete");
  }, 90_000);

  it("is ended when its execution died before it could say anything", async () => {
    const { jobId } = await profileFor(caller, stage, { masterReferenceId, angles: [0] });
    await reopen({ env: { PROFILE_360_MACHINE_ARN: NOWHERE } });
    const statusUrl = await startProfile(caller, stage, { masterReferenceId, angles: [0] });
    await leaveDeadExecution(jobId, String(statusUrl.split("/").at(-1)));
    await reopen();
    expect(await reconcileLater()).toMatchObject({ jobsStarted: 0, jobsEnded: 1 });
    const job = await endedJob(caller, statusUrl);
    expect(job).toMatchObject({ state: "failed", problem: { code: "job.execution-gone" } });
    expect(job.attempts).toEqual([]);
  }, 90_000);
});

/** The record of an execution that was aborted, though no event about it ever arrived. */
async function leaveDeadExecution(likeJobId: string, jobId: string): Promise<void> {
  const { file, ...record } = await executionOf(test, likeJobId);
  const dead = JSON.stringify({ ...record, status: "ABORTED", output: undefined });
  await writeFile(file.replace(likeJobId, jobId), dead.replaceAll(likeJobId, jobId));
}
