import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resetConfig } from "../../../packages/core/src/config.ts";
import { plan } from "../../../packages/core/src/generation/plan.ts";
import { recover } from "../../../packages/core/src/generation/recover.ts";
import { claim, fromRef, move, ofJob, type Ref } from "../../../packages/core/src/generation/rows.ts";
import { submit } from "../../../packages/core/src/generation/submit.ts";
import { secondsToTurn, takeTurn } from "../../../packages/core/src/generation/turn.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import { type Row as Job, jobs } from "../../../packages/core/src/job/record.ts";
import { LIMITER } from "../../../packages/core/src/limits.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
let job: Job;
let burst = 1;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  // Another rate makes a limit of its own.
  Object.assign(process.env, { FAL_RATE_PER_MINUTE: "6", FAL_BURST: "1", FAL_KEY: "id:secret" });
  process.env.FAL_RATE_PER_MINUTE = String(5 + burst++);
  resetConfig();
  job = {
    ...{ jobId: newId("job"), projectId: newId("project"), person: "ada" },
    ...{ operation: "profile-360", state: "running", stage: "rendering", total: 2, input: {} },
    ...{ createdAt: new Date().toISOString(), expiresAt: Math.floor(Date.now() / 1000) + 3600 },
  };
  await jobs().create(job).go();
});

async function planned(angle: number): Promise<Ref> {
  const request = { model: "fal-ai/flux/dev" as const, prompt: "a knight", width: 1024, height: 1024 };
  const target = { imageType: "profile-360" as const, subjectId: newId("subject"), angle };
  const [ref] = await plan(job, [
    { slot: `${angle}`, round: 0, attempt: 1, request, references: [], target },
  ]);
  return ref!;
}
const take = async (ref: Ref) => takeTurn(await fromRef(ref));
/** The first takes the only place; the second has to wait. */
async function waiting(): Promise<Ref> {
  const [first, second] = [await planned(0), await planned(90)];
  await take(first);
  await expect(submit({ ...second, taskToken: "token" })).rejects.toMatchObject({ name: "NotYet" });
  return second;
}

describe("a request whose turn lies ahead", () => {
  it("stays planned, with its turn on the row and no token, and is sent by nobody else", async () => {
    const row = await fromRef(await waiting());
    expect(row).toMatchObject({ state: "planned", charged: false, turn: { kind: "slot" } });
    expect(row.taskToken).toBeUndefined();
    expect(row.gsi2pk).toBeUndefined();
  });

  it("is submitted again under the same id after one wait, which is no attempt", async () => {
    const ref = await waiting();
    const decision = await recover({ ...ref, error: { Error: "NotYet" } });
    expect(decision).toMatchObject({ ...ref, action: "submit" });
    expect(decision.waitSeconds).toBeGreaterThan(0);
    expect(decision.waitSeconds).toBeLessThanOrEqual(13);
    const row = await fromRef(ref);
    expect(row.failures).toBeUndefined();
    expect(await ofJob(job.jobId)).toHaveLength(2);
  });

  it("keeps its turn however often it is asked, and uses it once it has come", async () => {
    const ref = await waiting();
    const { turn } = await fromRef(ref);
    await expect(take(ref)).rejects.toThrow("waits for its turn");
    expect((await fromRef(ref)).turn).toEqual(turn);
    await move(ref, { from: ["planned"], set: { turn: { kind: "slot", atMs: Date.now() - 1_000 } } });
    await take(ref);
    const claims = await Promise.all(
      [1, 2, 3].map((token) => claim(ref, { state: "pending", taskToken: `${token}` })),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it("that was missed by far is given up for another one", async () => {
    const ref = await waiting();
    const longAgo = Date.now() - LIMITER.slotKeptMs - 1_000;
    await move(ref, { from: ["planned"], set: { turn: { kind: "slot", atMs: longAgo } } });
    await expect(take(ref)).rejects.toMatchObject({ name: "NotYet" });
    expect(secondsToTurn(await fromRef(ref))).toBeGreaterThan(0);
  });

  it("of a job that was stopped is waited for no longer", async () => {
    const ref = await waiting();
    await jobs().patch({ jobId: job.jobId }).set({ state: "cancelling" }).go();
    expect(await recover({ ...ref, error: { Error: "NotYet" } })).toMatchObject({ action: "give-up" });
  });
});
