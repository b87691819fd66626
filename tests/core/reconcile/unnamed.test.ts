import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan } from "../../../packages/core/src/generation/plan.ts";
import { openShardOf } from "../../../packages/core/src/generation/record.ts";
import { fromRef, move, type Ref } from "../../../packages/core/src/generation/rows.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import { type Row as Job, jobs } from "../../../packages/core/src/job/record.ts";
import { GENERATION } from "../../../packages/core/src/limits.ts";
import { reconcile } from "../../../packages/core/src/reconcile/index.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const claimedAtMs = Date.now();
const whenOver = claimedAtMs + GENERATION.sendMaxMs;

/** A request whose function died after it claimed the row: whether anything was sent is not known. */
async function claimed(state: Job["state"]): Promise<Ref> {
  const job: Job = {
    ...{ jobId: newId("job"), projectId: newId("project"), person: "ada", input: {} },
    ...{ operation: "master-reference", state, stage: "rendering", total: 1 },
    ...{ createdAt: new Date().toISOString(), expiresAt: Math.floor(Date.now() / 1000) + 3600 },
  };
  await jobs().create(job).go();
  const request = { model: "fal-ai/flux/dev" as const, prompt: "a knight", width: 1024, height: 1024 };
  const target = { imageType: "master-reference" as const, subjectId: newId("subject") };
  const slot = "candidate-1";
  const [planned] = await plan(job, [{ slot, round: 0, attempt: 1, request, references: [], target }]);
  const ref = planned as Ref;
  const sending = { claimedAt: new Date(claimedAtMs).toISOString(), gsi2pk: openShardOf(ref.generationId) };
  await move(ref, { from: ["planned"], set: { state: "pending", taskToken: "token", ...sending } });
  return ref;
}

describe("a request of which nobody knows whether it was sent", () => {
  it("is marked suspect once its job is over and its function too, and closed when no webhook names it", async () => {
    const ref = await claimed("failed");
    await reconcile(whenOver - 1);
    expect((await fromRef(ref)).isSuspect).toBeUndefined();
    await reconcile(whenOver);
    expect(await fromRef(ref)).toMatchObject({ state: "pending", isSuspect: true });
    await reconcile(claimedAtMs + GENERATION.suspectMaxMs + 60_000);
    const closed = await fromRef(ref);
    expect(closed).toMatchObject({ state: "failed", isSuspect: true });
    expect(closed).not.toHaveProperty("gsi2pk");
  });

  it("is left to the recovery of its job while that goes on", async () => {
    const ref = await claimed("running");
    await reconcile(whenOver);
    expect((await fromRef(ref)).isSuspect).toBeUndefined();
  });
});
