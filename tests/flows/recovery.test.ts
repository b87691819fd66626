import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { type Attempt, accounts, type JobBody, profileFor, spendOf } from "../support/job.ts";

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

async function profile(angles: number[]): Promise<JobBody> {
  const job = await profileFor(caller, stage, { masterReferenceId, angles });
  jobs.push(job);
  return job;
}

const submissions = () => test.cloud.sandbox?.bill().submissions ?? Number.NaN;
const codesOf = (attempts: Attempt[]) => attempts.flatMap(({ error }) => error?.code ?? []).sort();

/** Pictures drawn in rounds after the first. */
const redrawn = ({ attempts }: JobBody) => attempts.filter(({ round }) => round > 0).length;

describe("a profile", () => {
  it("is complete in spite of every kind of failed request, each with what was done about it", async () => {
    const before = submissions();
    test.cloud.sandbox?.setFaults({
      http429: { nth: [1] },
      http500: { nth: [2] },
      http503: { nth: [3] },
      resetBeforeAccept: { nth: [4] },
      acceptedThen503: { nth: [5] },
      acceptedButResponseLost: { nth: [6] },
      contentPolicy: { nth: [7] },
      generationTimeout: { nth: [8] },
      errorStatus: { nth: [9] },
      nsfwBlack: { nth: [10] },
    });
    const job = await profile(Array.from({ length: 10 }, (_, index) => index * 36));
    expect(job.result).toMatchObject({ status: "complete", missingAngles: [] });
    expect(codesOf(job.attempts)).toEqual([
      ...["CONTENT_POLICY_VIOLATION", "GENERATION_TIMEOUT", "INTERNAL_ERROR", "RATE_LIMIT_EXCEEDED"],
      ...Array.from({ length: 3 }, () => "SUBMIT_UNKNOWN"),
    ]);
    // Accepted although the answer was lost: their webhooks found them, and nothing was sent again.
    const found = job.attempts.filter(({ state, recovery }) => state === "done" && recovery);
    expect(found.map(({ recovery }) => recovery)).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining("lost")),
    );
    for (const { error, recovery } of job.attempts) if (error) expect(recovery).toMatch(/: \w/);
    // Ten are good, eight of them not at the first attempt; four attempts were never accepted. The blank one, and
    // whatever looks unlike the rest, is drawn once more.
    expect(redrawn(job)).toBeGreaterThanOrEqual(1);
    expect(job.attempts).toHaveLength(17 + redrawn(job));
    expect(submissions() - before).toBe(13 + redrawn(job));
  }, 150_000);

  it("shows what every attempt cost: nothing for one that failed at the provider", () => {
    const attempts = jobs.at(-1)?.attempts ?? [];
    const failed = attempts.filter(({ state, error }) => error && state === "failed");
    expect(failed.map(({ costUsd }) => costUsd)).toEqual(failed.map(() => 0));
    expect(failed.length).toBeGreaterThanOrEqual(4);
    const again = redrawn(jobs.at(-1) as JobBody);
    expect(attempts.filter(({ costUsd }) => costUsd > 0)).toHaveLength(10 + again);
  });

  it("draws a blank picture again and sets it aside, still to be seen", async () => {
    const { jobId, result } = jobs.at(-1) as JobBody;
    const { body } = await caller.get<{ images: Array<{ mediaId: string; jobId: string; state: string }> }>(
      `${stage.base}/images?imageType=profile-360&limit=200`,
    );
    const made = body.images.filter((image) => image.jobId === jobId);
    const again = redrawn(jobs.at(-1) as JobBody);
    expect(made).toHaveLength(10 + again);
    const aside = made.filter(({ state }) => state === "intermediate");
    expect(aside).toHaveLength(again);
    const shown = result?.images.map(({ mediaId }) => mediaId);
    for (const { mediaId } of aside) expect(shown).not.toContain(mediaId);
  });

  it("stops at the first refusal of the account, and says that the balance is to be looked at", async () => {
    const before = submissions();
    test.cloud.sandbox?.setFaults({ balance: {} });
    const job = await profile([0, 90]);
    expect(job.state).toBe("failed");
    expect(job.attempts).toHaveLength(2);
    expect(job.attempts[0]?.recovery).toMatch(/balance/);
    expect(job.problem?.details).toEqual([
      { slot: "0", reason: expect.stringMatching(/balance/i) },
      { slot: "90", reason: expect.stringMatching(/balance/i) },
    ]);
    expect(job.costUsd).toBe(0);
    expect(submissions()).toBe(before);
  }, 60_000);

  it("that the policy always refuses is revised three times at most and not tried again", async () => {
    test.cloud.sandbox?.setFaults({ contentPolicy: {} });
    const job = await profile([0]);
    expect(job.state).toBe("failed");
    expect(job.attempts.length).toBeLessThanOrEqual(4);
    expect(new Set(codesOf(job.attempts))).toEqual(new Set(["CONTENT_POLICY_VIOLATION"]));
    expect(job.attempts[0]?.recovery).toMatch(/prompt revised/);
    expect(job.problem?.details?.[0]?.reason).toMatch(/policy/);
    expect(job.costUsd).toBe(0);
  }, 60_000);

  it("that always takes too long is tried with fewer steps, a bounded number of times", async () => {
    test.cloud.sandbox?.setFaults({ generationTimeout: {} });
    const job = await profile([0]);
    expect(job.state).toBe("failed");
    const perRound = [0, 1, 2].map((round) => job.attempts.filter((each) => each.round === round).length);
    // Three in each round, and no more than eight of one picture, whatever the cause.
    expect(perRound).toEqual([3, 3, 2]);
    expect(job.attempts).toHaveLength(8);
    expect(job.attempts.some(({ recovery }) => /with \d+ steps instead of \d+/.test(recovery ?? ""))).toBe(
      true,
    );
    expect(job.costUsd).toBe(0);
  }, 60_000);

  it("and a master whose picture was flagged account for that picture, which was paid", async () => {
    test.cloud.sandbox?.setFaults({ nsfwBlack: { nth: [1] } });
    const job = (await masterFor(caller, stage)) as unknown as JobBody;
    jobs.push(job);
    expect(job.state).toBe("succeeded");
    const [flagged, good] = job.attempts.filter(({ slot }) => slot === "candidate-1");
    expect(flagged).toMatchObject({ state: "failed", error: { code: "CONTENT_POLICY_VIOLATION" } });
    expect(flagged?.costUsd).toBeGreaterThan(0);
    expect(good?.state).toBe("done");
  }, 60_000);

  it("and all others together cost what the provider bills, to the cent", () => {
    const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, jobs);
    expect(billedUsd).toBeGreaterThan(0.3);
    expect(ledgerUsd).toBe(billedUsd);
  });

  it("and the project's ledger says the same, however it is added up", async () => {
    const { billedUsd } = accounts(test.cloud.sandbox, jobs);
    const { usd, submissions: counted, parts, report } = await spendOf(caller, stage);
    expect([usd, ...parts]).toEqual([billedUsd, billedUsd, billedUsd, billedUsd]);
    const billed = test.cloud.sandbox?.bill().requests.filter((request) => request.usd > 0);
    expect(counted).toBe(billed?.length);
    expect(report.byOperation).toHaveLength(2);
    expect(report.suspects).toEqual({ submissions: 0, usd: 0 });
  });
});
