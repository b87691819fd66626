import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plan } from "../../../packages/core/src/generation/plan.ts";
import {
  countAmount,
  post,
  postLeftBehind,
  settleAmount,
  UNPOSTED,
} from "../../../packages/core/src/generation/post.ts";
import { noteTold } from "../../../packages/core/src/generation/resume.ts";
import { fromRef, move, type Ref } from "../../../packages/core/src/generation/rows.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import type { Row as Job } from "../../../packages/core/src/job/record.ts";
import { countEntry, settleEntry, spends } from "../../../packages/core/src/spend/record.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

const LATER = 10 * 60_000;
const DAY = "2026-03-01";
let table: TestTable;
let job: Job;
let ref: Ref;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  job = {
    ...{ jobId: newId("job"), projectId: newId("project"), person: "ada", input: {} },
    ...{ operation: "master-reference", state: "running", stage: "rendering", total: 1 },
    ...{ createdAt: new Date().toISOString(), expiresAt: Math.floor(Date.now() / 1000) + 3600 },
  };
  ref = await billed("candidate-1");
});

const answeredAt = `${DAY}T12:00:00.000Z`;
const now = Date.parse(answeredAt) + LATER;

/** A submission whose amount is final and not in the ledger, as after a crash. */
async function billed(slot: string): Promise<Ref> {
  const request = { model: "fal-ai/flux/dev" as const, prompt: "a knight", width: 1024, height: 1024 };
  const target = { imageType: "master-reference" as const, subjectId: newId("subject") };
  const [planned] = await plan(job, [{ slot, round: 0, attempt: 1, request, references: [], target }]);
  const set = { state: "answered" as const, charged: true, answeredAt, ...UNPOSTED };
  await move(planned as Ref, { from: ["planned"], set });
  return planned as Ref;
}

const entry = async () => {
  const { projectId, generationId } = await fromRef(ref);
  const place = { projectId, day: DAY, operation: "master-reference", model: "fal-ai/flux/dev" };
  return { ...place, generationId, microUsd: 25_000, isSuspect: false };
};
const counter = async () => {
  const { data } = await spends().query.primary({ projectId: job.projectId }).go({ consistent: true });
  return data;
};

describe("the amount of a submission", () => {
  it("is counted by day, operation and model, and nothing is left behind", async () => {
    expect(await post(await fromRef(ref))).toBe(true);
    expect(await counter()).toMatchObject([
      { day: DAY, operation: "master-reference", model: "fal-ai/flux/dev", submissions: 1, microUsd: 25_000 },
    ]);
    expect((await counter())[0]?.unsettled ?? []).toEqual([]);
    expect(await fromRef(ref)).not.toHaveProperty("gsi4pk");
    expect(await postLeftBehind(now)).toBe(0);
  });

  it("is noted by the write which says that the waiting state was told", async () => {
    expect(await countAmount(await fromRef(ref))).toBe(true);
    expect(await noteTold(await fromRef(ref), { isPosted: true })).toBe(true);
    expect(await settleAmount(await fromRef(ref))).toBe(true);
    expect(await fromRef(ref)).toMatchObject({ state: "resumed" });
    expect(await fromRef(ref)).not.toHaveProperty("gsi4pk");
    expect(await counter()).toMatchObject([{ submissions: 1, microUsd: 25_000 }]);
    expect((await counter())[0]?.unsettled ?? []).toEqual([]);
  });

  it("stays listed when the state has gone on before that write, and is counted once", async () => {
    await countAmount(await fromRef(ref));
    await move(ref, { from: ["answered"], set: { state: "done" }, close: true });
    expect(await noteTold(await fromRef(ref), { isPosted: true })).toBe(false);
    expect(await fromRef(ref)).toMatchObject({ state: "done", ...UNPOSTED });
    expect(await post(await fromRef(ref))).toBe(true);
    expect(await fromRef(ref)).not.toHaveProperty("gsi4pk");
    expect(await counter()).toMatchObject([{ submissions: 1, microUsd: 25_000 }]);
  });

  it("is posted by the reconciler when its function died before the counter", async () => {
    expect(await postLeftBehind(now)).toBe(1);
    expect(await counter()).toMatchObject([{ submissions: 1, microUsd: 25_000 }]);
  });

  it("is not counted again when its function died right after the counter", async () => {
    await countEntry(await entry());
    expect(await postLeftBehind(now)).toBe(1);
    expect(await counter()).toMatchObject([{ submissions: 1, microUsd: 25_000 }]);
    expect((await counter())[0]?.unsettled ?? []).toEqual([]);
  });

  it("is not touched while the function that has it may still live", async () => {
    expect(await postLeftBehind(Date.parse(answeredAt) + 60_000)).toBe(0);
    expect(await counter()).toEqual([]);
  });

  it("is counted once by eight reconcilers at the same time", async () => {
    await billed("candidate-2");
    await Promise.all(Array.from({ length: 8 }, () => postLeftBehind(now)));
    expect(await counter()).toMatchObject([{ submissions: 2, microUsd: 50_000 }]);
  });

  it("adds up with forty others at the same time", async () => {
    const entries = await Promise.all(
      Array.from({ length: 40 }, async () => ({ ...(await entry()), generationId: newId("generation") })),
    );
    await Promise.all(entries.flatMap((each) => [countEntry(each), countEntry(each)]));
    await Promise.all(entries.map(settleEntry));
    expect(await counter()).toMatchObject([{ submissions: 40, microUsd: 1_000_000 }]);
  });

  it("of a submission that nobody answered counts apart", async () => {
    const set = { charged: false, isSuspect: true, state: "failed" as const };
    await move(ref, { from: ["answered"], set });
    await post(await fromRef(ref));
    const [row] = await counter();
    expect(row).toMatchObject({ suspects: 1, suspectMicroUsd: 25_000 });
    expect(row?.submissions).toBeUndefined();
  });
});
