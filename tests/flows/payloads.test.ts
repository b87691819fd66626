import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { derivedId } from "../../packages/core/src/ids.ts";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { executionOf, profileFor, runFunction, startProfile } from "../support/job.ts";

const STATE_MAX_BYTES = 32 * 1024;
const ANGLES = Array.from({ length: 36 }, (_, index) => index * 10);
const NOWHERE = "arn:aws:states:us-east-1:000000000000:stateMachine:nowhere";

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let masterReferenceId: string;

beforeAll(async () => {
  test = await openTestCloud({ fal: { latencyMs: 20, concurrency: 12 } });
  caller = await test.as("ada");
  stage = await stageFor(caller);
  masterReferenceId = String((await masterFor(caller, stage)).result?.mediaId);
}, 120_000);
afterAll(() => test?.close());

function expectIdsOnly(data: unknown) {
  const text = JSON.stringify(data);
  expect(text).not.toMatch(/https?:|arn:|prompt|token|knight|webp/i);
  for (const value of textsIn(data)) {
    expect(value).toMatch(/^((job|gen|med|col)_[0-9A-Z]{26}|[a-z0-9-]{1,20})$/);
  }
  return Buffer.byteLength(text);
}

function textsIn(data: unknown): string[] {
  if (typeof data === "string") return [data];
  return typeof data === "object" && data !== null ? Object.values(data).flatMap(textsIn) : [];
}

describe("the state of a profile", () => {
  it("is one id when an execution starts, and two when it ends", async () => {
    const { jobId, result } = await profileFor(caller, stage, { masterReferenceId, angles: [0] });
    const { input, output } = await executionOf(test, jobId);
    expect(JSON.parse(input)).toEqual({ jobId });
    expect(JSON.parse(String(output))).toEqual({ jobId, collectionId: result?.collectionId });
  }, 60_000);

  it("stays small for every angle: what storing and deciding answer holds ids and a wait", async () => {
    const { jobId } = await profileFor(caller, stage, { masterReferenceId, angles: [0] });
    const ref = { jobId, generationId: derivedId("generation", jobId, "0", 1) };
    const stored = await runFunction(test, "task/store-image", ref);
    expect(stored).toMatchObject({ ...ref, isStored: true });
    expect(expectIdsOnly(stored) * ANGLES.length).toBeLessThan(STATE_MAX_BYTES);
    const error = { Error: "FalInternalError", Cause: `https://example.com/${"x".repeat(20_000)}` };
    const decided = await runFunction(test, "task/decide-recovery", { ...ref, error });
    expect(decided).toMatchObject({ jobId, slot: "0" });
    expect(expectIdsOnly(decided)).toBeLessThan(400);
  }, 60_000);

  it("stays under 32 KiB with 36 angles, in the plan and in every round that is judged", async () => {
    await test.cloud.close();
    // The machine is not there, so the states can be run by hand.
    test = await openTestCloud({ dataDir: test.dataDir, env: { PROFILE_360_MACHINE_ARN: NOWHERE } });
    caller = await test.as("ada");
    const sizes: number[] = [];
    // All of them once more; or, without repairs, the fewest that make a simplified set.
    for (const [maxRepairRounds, again] of [
      [3, 36],
      [0, 8],
    ]) {
      const ask = { masterReferenceId, angles: ANGLES, maxRepairRounds };
      const jobId = (await startProfile(caller, stage, ask)).split("/").at(-1);
      const planned = await runFunction<{ batches: unknown[][] }>(test, "task/plan-profile", { jobId });
      expect(planned.batches.map((batch) => batch.length)).toEqual(Array.from({ length: 9 }, () => 4));
      expect(await runFunction(test, "task/plan-profile", { jobId })).toEqual(planned);
      const judge = () =>
        runFunction<{ verdict: string; batches: unknown[][] }>(test, "task/judge-profile", { jobId });
      const judged = await judge();
      expect([judged.verdict, judged.batches.flat().length]).toEqual(["again", again]);
      // Judging that died after planning comes to the same round.
      expect(await judge()).toEqual(judged);
      sizes.push(expectIdsOnly(planned), expectIdsOnly(judged));
    }
    expect(Math.max(...sizes)).toBeLessThan(STATE_MAX_BYTES);
    expect(Math.max(...sizes)).toBeGreaterThan(36 * 30);
  }, 60_000);
});
