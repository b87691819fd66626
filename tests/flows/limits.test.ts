import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { accounts, endedJob, type JobBody } from "../support/job.ts";

const RATE_PER_MINUTE = 30;
const PROFILES_PER_HOUR = 2;

let test: TestCloud;
let ada: Caller;
let stage: Stage;
let masterId: string;
let master: JobBody;

beforeAll(async () => {
  const env = {
    FAL_RATE_PER_MINUTE: String(RATE_PER_MINUTE),
    FAL_BURST: "4",
    PROFILES_PER_HOUR: String(PROFILES_PER_HOUR),
  };
  test = await openTestCloud({ env });
  ada = await test.as("ada");
  stage = await stageFor(ada);
  master = (await masterFor(ada, stage)) as unknown as JobBody;
  masterId = String((master.result as unknown as { mediaId: string }).mediaId);
}, 120_000);
afterAll(() => test?.close());

const ask = (angles: number[], headers?: Record<string, string>) =>
  ada.post<{ jobId: string; statusUrl: string; code: string }>(
    `${stage.base}/images/generate/profile360`,
    { masterReferenceId: masterId, subjectId: stage.subjectId, angles },
    headers,
  );

describe("a profile over the account's rate", () => {
  it("waits for its turns and is finished, every picture sent and paid once", async () => {
    const { body } = await ask([0, 60, 120, 180, 240, 300], { "idempotency-key": "first" });
    const job = await endedJob(ada, body.statusUrl);
    expect(job.result).toMatchObject({ status: "complete" });
    expect(job.attempts).toHaveLength(6);
    const waited = job.attempts.filter(({ recovery }) => recovery?.includes("its turn"));
    expect(waited.length).toBeGreaterThanOrEqual(3);
    expect(job.attempts.every(({ attempt, error }) => attempt === 1 && error === undefined)).toBe(true);
    const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, [master, job]);
    expect(ledgerUsd).toBe(billedUsd);
  }, 90_000);
});

describe("profiles beyond those of an hour", () => {
  it("are refused with the seconds until there is room; a repeated request is none", async () => {
    for (let repeat = 0; repeat < PROFILES_PER_HOUR + 1; repeat++) {
      const again = await ask([0, 60, 120, 180, 240, 300], { "idempotency-key": "first" });
      expect(again.status).toBe(202);
    }
    expect((await ask([0])).status).toBe(202);
    let answer = await ask([0]);
    // The hour of the clock may have ended in between; the next one is full soon.
    for (let more = 0; answer.status === 202 && more < PROFILES_PER_HOUR; more++) answer = await ask([0]);
    const { status, headers, body } = answer;
    expect([status, body.code]).toEqual([429, "limit.profiles"]);
    const retryAfter = Number(headers.get("retry-after"));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(3600);
  });
});
