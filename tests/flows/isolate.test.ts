import { afterAll, beforeAll, expect, it } from "vitest";
import { type Caller, masterFor, openTestCloud, stageFor, type TestCloud } from "../support/cloud.ts";
import { accounts, type JobBody, profileFor } from "../support/job.ts";

let test: TestCloud;
let caller: Caller;

beforeAll(async () => {
  test = await openTestCloud({ threads: "each", fal: { latencyMs: 20, concurrency: 12 } });
  caller = await test.as("ada");
}, 60_000);
afterAll(() => test?.close());

it("with a thread for each function, a master and four angles are made as in one process", async () => {
  const stage = await stageFor(caller);
  const master = (await masterFor(caller, stage, { seed: 7 })) as unknown as JobBody;
  expect(master.problem).toBeUndefined();
  const { mediaId } = master.result as unknown as { mediaId: string };
  const angles = [0, 30, 60, 330];
  const profile = await profileFor(caller, stage, { masterReferenceId: mediaId, angles });
  expect(profile.result).toMatchObject({ status: "complete", missingAngles: [] });
  expect(profile.result?.images.map(({ angle }) => angle)).toEqual(angles);
  for (const { url } of profile.result?.images ?? []) {
    expect((await fetch(url)).headers.get("content-type")).toBe("image/webp");
  }
  const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, [master, profile]);
  expect(ledgerUsd).toBe(billedUsd);
}, 120_000);
