import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { accounts, endedJob, type JobBody, profileFor, spendOf } from "../support/job.ts";

interface Opinion {
  status: "given" | "pending" | "unavailable" | "not-needed";
  model?: string;
  differences?: Array<{ part: string; image: string; reference: string }>;
  verdict?: string;
  agrees?: boolean | null;
  costUsd?: number;
  reason?: string;
  jobId?: string;
}

interface Verified {
  passed: boolean;
  overallConsistency: number;
  checks: Array<{ type: string; score: number | null }>;
  secondOpinion?: Opinion;
}

const MODEL = "openai/gpt-5-mini";
const WITCH = "a witch with a green robe, a pointed black hat and red hair";

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let profile: JobBody;
let master: string;
let view: string;
let drifted: string;
let stranger: string;

beforeAll(async () => {
  test = await openTestCloud({ env: { OPINION_MODEL: MODEL } });
  caller = await test.as("ada");
  stage = await stageFor(caller);
  master = String((await masterFor(caller, stage, { seed: 7 })).result?.mediaId);
  sandbox().setFaults({ drift: { angles: [30], kinds: ["color"], strength: 1 } });
  const ask = { masterReferenceId: master, angles: [0, 30], maxRepairRounds: 0 };
  profile = await profileFor(caller, stage, ask);
  [view = "", drifted = ""] = profile.result!.images.map(({ mediaId }) => mediaId);
  sandbox().setFaults({});
  const other = { type: "character", name: "Witch", description: WITCH };
  const { body } = await caller.post<{ subjectId: string }>(`${stage.base}/subjects`, other);
  const second = { ...stage, subjectId: body.subjectId };
  stranger = String((await masterFor(caller, second, { description: WITCH })).result?.mediaId);
}, 600_000);
afterAll(() => test?.close());

const sandbox = () => test.cloud.sandbox!;
const verify = async (body: Record<string, unknown>) => {
  const path = `${stage.base}/images/verify/consistency`;
  const answer = await caller.post<Verified>(path, { referenceSetId: master, ...body });
  expect(answer.status).toBe(200);
  return answer.body;
};
/** As `verify`, but however slow the machine is, the model has answered: what is pending is watched to its end. */
const judged = async (body: Record<string, unknown>): Promise<Verified> => {
  const answer = await verify(body);
  if (answer.secondOpinion?.status !== "pending") return answer;
  const { state, problem, costUsd, jobId } = await jobOf(answer);
  if (state === "succeeded") return verify(body);
  return {
    ...answer,
    secondOpinion: { status: "unavailable", reason: problem?.message ?? "", costUsd, jobId },
  };
};
/** A threshold at which the verdict about a picture is in doubt. */
const doubtful = async (newImageId: string, { offset = 0.02 } = {}) => {
  const { checks, overallConsistency } = await verify({ newImageId });
  const scores = checks.flatMap(({ type, score }) => (type === "proportion" ? [] : [score ?? 0]));
  return Math.max(0, Math.min(overallConsistency, ...scores) - offset);
};
const jobOf = ({ secondOpinion }: Verified) => endedJob(caller, `${stage.base}/jobs/${secondOpinion?.jobId}`);
/** What the sandbox billed so far, in the whole micro-dollars that the ledger keeps. */
const billed = () => accounts(sandbox(), []).billedUsd;

describe("a second opinion", { timeout: 120_000 }, () => {
  it("is not asked for where the measured verdict is clear, and costs nothing", async () => {
    const before = billed();
    const { secondOpinion } = await verify({ newImageId: stranger, secondOpinion: true });
    expect(secondOpinion).toEqual({ status: "not-needed", reason: expect.any(String), costUsd: 0 });
    expect(billed()).toBe(before);
  });

  it("stands beside the measured scores, which stay as they are", async () => {
    const threshold = await doubtful(view);
    const measured = await verify({ newImageId: view, threshold });
    const { secondOpinion, ...rest } = await judged({ newImageId: view, threshold, secondOpinion: true });
    expect(measured).not.toHaveProperty("secondOpinion");
    expect(rest).toEqual(measured);
    expect(secondOpinion).toMatchObject({
      status: "given",
      model: MODEL,
      differences: [],
      verdict: "same",
      agrees: true,
    });
  });

  it("names the differences of a view that drifted, and may contradict the measurement", async () => {
    const { passed, secondOpinion } = await judged({
      newImageId: drifted,
      threshold: await doubtful(drifted),
      secondOpinion: true,
    });
    expect(passed).toBe(true);
    expect(secondOpinion).toMatchObject({ status: "given", verdict: "different", agrees: false });
    expect(secondOpinion?.differences?.length).toBeGreaterThan(0);
    for (const { image, reference } of secondOpinion?.differences ?? []) expect(image).not.toBe(reference);
  });

  it("is paid for once, in the ledger as an operation of its own", async () => {
    const ask = { newImageId: stranger, secondOpinion: "always", threshold: 0.7 };
    const first = await judged(ask);
    expect(first.secondOpinion).toMatchObject({ status: "given", verdict: "different", agrees: true });
    const job = await jobOf(first);
    expect(job).toMatchObject({ state: "succeeded", operation: "second-opinion" });
    expect(job.attempts.map(({ model }) => model)).toEqual(["openrouter/router/vision"]);
    expect(job.costUsd).toBeGreaterThan(0);
    const before = billed();
    const again = (await verify(ask)).secondOpinion;
    expect(again).toMatchObject({ status: "given", verdict: "different", costUsd: 0 });
    expect(again?.differences).toEqual(first.secondOpinion?.differences);
    expect(billed()).toBe(before);
    const { usd, report } = await spendOf(caller, stage);
    expect(usd).toBe(before);
    expect(report.byOperation).toContainEqual(expect.objectContaining({ operation: "second-opinion" }));
  });

  it("asks again when an answer cannot be read, and says so when none can", async () => {
    sandbox().setFaults({ brokenText: { times: 1 } });
    const before = billed();
    const repaired = await judged({ newImageId: view, checkType: "style", secondOpinion: "always" });
    expect(repaired.secondOpinion).toMatchObject({ status: "given", verdict: "same" });
    const job = await jobOf(repaired);
    expect(job.attempts.map(({ state }) => state)).toEqual(["done", "done"]);
    expect(job.costUsd).toBeCloseTo(billed() - before, 6);
    sandbox().setFaults({ brokenText: {} });
    const unread = await judged({ newImageId: view, checkType: "features", secondOpinion: "always" });
    expect(unread.checks).toHaveLength(1);
    expect(unread.secondOpinion).toMatchObject({
      status: "unavailable",
      reason: expect.stringContaining("could not be read"),
    });
    expect((await jobOf(unread)).attempts).toHaveLength(3);
    sandbox().setFaults({});
  });

  it("of an account that is locked is not available, and the measured answer stands", async () => {
    sandbox().setFaults({ balance: {} });
    const before = billed();
    const { secondOpinion, ...rest } = await judged({
      newImageId: view,
      checkType: "color",
      secondOpinion: "always",
    });
    sandbox().setFaults({});
    expect(rest).toEqual(await verify({ newImageId: view, checkType: "color" }));
    expect(secondOpinion).toMatchObject({ status: "unavailable", costUsd: 0 });
    expect(billed()).toBe(before);
    // What failed is not remembered: the next request asks.
    const next = await judged({ newImageId: view, checkType: "color", secondOpinion: "always" });
    expect(next.secondOpinion).toMatchObject({ status: "given" });
  });

  it("survives a model that breaks, with one HTTP attempt per paid request", async () => {
    sandbox().setFaults({ errorStatus: { times: 1 } });
    const ask = { newImageId: drifted, checkType: "style", secondOpinion: "always" };
    const answer = await judged(ask);
    expect(answer.secondOpinion).toMatchObject({ status: "given" });
    const job = await jobOf(answer);
    sandbox().setFaults({});
    expect(job.state).toBe("succeeded");
    expect(job.attempts.map(({ state, costUsd }) => [state, costUsd > 0])).toEqual([
      ["failed", false],
      ["done", true],
    ]);
    expect((await verify(ask)).secondOpinion).toMatchObject({ status: "given" });
  });

  it.each([["yes"], [1], [null]])("that is asked for as %j is a problem document", async (secondOpinion) => {
    const path = `${stage.base}/images/verify/consistency`;
    const ask = { newImageId: view, referenceSetId: master, secondOpinion };
    const { status, body } = await caller.post<Record<string, unknown>>(path, ask);
    expect(status).toBe(400);
    expect(JSON.stringify(body.problems)).toContain('"secondOpinion"');
  });
});
