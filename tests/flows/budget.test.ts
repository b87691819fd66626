import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";

let test: TestCloud;
let ada: Caller;
let stage: Stage;
let masterId: string;

beforeAll(async () => {
  test = await openTestCloud();
  ada = await test.as("ada");
  stage = await stageFor(ada);
  masterId = String((await masterFor(ada, stage)).result?.mediaId);
}, 120_000);
afterAll(() => test?.close());

const ask = (more: Record<string, unknown>) =>
  ada.post<{ statusUrl: string; problems?: Array<{ field: string; message: string }> }>(
    `${stage.base}/images/generate/profile360`,
    { masterReferenceId: masterId, subjectId: stage.subjectId, ...more },
  );

describe("a spending limit", () => {
  it("stops before it would be exceeded, keeps what was made and says what is missing and why", async () => {
    const before = test.cloud.sandbox?.bill().billedUsd ?? 0;
    const { body } = await ask({ angles: [0, 60, 120, 180, 240, 300], maxCostUsd: 0.15 });
    const job = await ada.ended(body.statusUrl);
    expect(job.result).toMatchObject({ status: "partial" });
    expect(job.result?.images).toHaveLength(4);
    const missing = job.result?.missingAngles as Array<{ reason: string }>;
    expect(missing).toHaveLength(2);
    expect(missing[0]?.reason).toContain("$0.150");
    expect(job.costUsd).toBeLessThanOrEqual(0.15);
    expect((test.cloud.sandbox?.bill().billedUsd ?? 0) - before).toBeCloseTo(job.costUsd, 6);
  });

  it.each([
    ["negative", -1],
    ["nothing", 0],
    ["below the price of one picture", 0.01],
    ["not a number", "cheap"],
  ])("that is %s is refused, naming the field", async (_, maxCostUsd) => {
    const { status, body } = await ask({ maxCostUsd });
    expect(status).toBe(400);
    expect(body.problems?.map(({ field }) => field)).toContain("maxCostUsd");
  });
});
