import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plan } from "../../../packages/core/src/generation/plan.ts";
import type { Row } from "../../../packages/core/src/generation/record.ts";
import { recover } from "../../../packages/core/src/generation/recover.ts";
import { find, move, ofJob, type Ref } from "../../../packages/core/src/generation/rows.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import { type Row as Job, jobs } from "../../../packages/core/src/job/record.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
let job: Job;
let ref: Ref;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  job = {
    ...{ jobId: newId("job"), projectId: newId("project"), person: "ada" },
    ...{ operation: "master-reference", state: "running", stage: "rendering", total: 1, input: {} },
    ...{ createdAt: new Date().toISOString(), expiresAt: Math.floor(Date.now() / 1000) + 3600 },
  };
  await jobs().create(job).go();
  const request = { model: "fal-ai/flux/dev" as const, prompt: "a knight", width: 1024, height: 1024 };
  const target = { imageType: "master-reference" as const, subjectId: newId("subject") };
  const shot = { slot: "candidate-1", round: 0, attempt: 1, request, references: [], target };
  const [planned] = await plan(job, [shot]);
  ref = planned as Ref;
  await claim(ref);
});

const claim = (row: Ref) =>
  move(row, { from: ["planned"], set: { state: "pending", taskToken: "token", gsi2pk: "open#1" } });
const lose = (row: Ref = ref) => recover({ ...row, error: { Error: "FalSubmitUnknown" } });
const rowOf = async (row: Ref = ref): Promise<Row> => {
  const found = await find(row);
  if (!found) throw new Error("no row");
  return found;
};

describe("a submission whose answer was lost", () => {
  it("is waited for before anything is sent again, and stays open for its webhook", async () => {
    const decision = await lose();
    expect(decision).toMatchObject({ ...ref, action: "submit" });
    expect(decision.waitSeconds).toBeGreaterThanOrEqual(60);
    expect(await rowOf()).toMatchObject({ state: "pending", isSuspect: true, gsi2pk: "open#1" });
    expect(await ofJob(job.jobId)).toHaveLength(1);
  });

  it("that nothing names is sent again as the next attempt, and is still open", async () => {
    await lose();
    const decision = await lose();
    expect(decision).toMatchObject({ action: "submit", waitSeconds: 0 });
    expect(decision.generationId).not.toBe(ref.generationId);
    expect(await rowOf()).toMatchObject({ state: "pending", isSuspect: true, gsi2pk: "open#1" });
  });

  it("a second time is waited for as well: it may have been paid for just as the first", async () => {
    await lose();
    const second = await lose();
    await claim(second);
    const decision = await lose(second);
    expect(decision).toMatchObject({ action: "submit", generationId: second.generationId });
    expect(decision.waitSeconds).toBeGreaterThanOrEqual(60);
    expect(await rowOf(second)).toMatchObject({ state: "pending", isSuspect: true });
  });

  it("ends after two of them, both still open for what may have been paid", async () => {
    await lose();
    const second = await lose();
    await claim(second);
    await lose(second);
    expect(await lose(second)).toMatchObject({ action: "give-up" });
    for (const row of await ofJob(job.jobId)) {
      expect(row).toMatchObject({ state: "pending", isSuspect: true, gsi2pk: "open#1" });
    }
    expect((await rowOf(second)).recovery).toMatch(/lost/);
  });

  it("is taken, not bought again, when its webhook came while it was waited for", async () => {
    await lose();
    const outcome = { imageUrl: "https://v3.fal.media/x.png" };
    await move(ref, { from: ["pending"], set: { state: "answered", charged: true, outcome } });
    expect(await lose()).toMatchObject({ ...ref, action: "take", waitSeconds: 0 });
    expect(await ofJob(job.jobId)).toHaveLength(1);
  });
});

describe("a stopped job", () => {
  it("sends nothing more", async () => {
    await jobs().patch({ jobId: job.jobId }).set({ state: "failed" }).go();
    expect(await lose()).toMatchObject({ action: "give-up" });
    expect(await ofJob(job.jobId)).toHaveLength(1);
  });
});
