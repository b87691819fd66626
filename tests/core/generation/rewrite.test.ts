import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resetConfig } from "../../../packages/core/src/config.ts";
import { openShardOf, type Row } from "../../../packages/core/src/generation/record.ts";
import { recover } from "../../../packages/core/src/generation/recover.ts";
import { move, ofJob, type Ref } from "../../../packages/core/src/generation/rows.ts";
import type { Row as Job } from "../../../packages/core/src/job/record.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";
import { generationOf, rowOf, runningJob } from "../../support/webhook-stage.ts";

let table: TestTable;
let job: Job;
let refused: Ref;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  set("on");
  job = await runningJob();
  refused = await generationOf(job, "90", { state: "resumed", outcome: POLICY });
});

const error = { name: "FalContentPolicy", code: "CONTENT_POLICY_VIOLATION", message: "Refused." };
const POLICY = { error };

function set(PROMPT_REWRITE: string): void {
  Object.assign(process.env, { PROMPT_REWRITE });
  resetConfig();
}

const refuse = (ref: Ref) => recover({ ...ref, error: { Error: "FalContentPolicy" } });
const ended = (ref: Ref, name = "PromptRewritten") => recover({ ...ref, error: { Error: name } });
async function answer(ref: Ref, text: string): Promise<void> {
  const set = { state: "resumed", charged: true, outcome: { text } } as const;
  await move(ref, { from: ["planned"], set });
}
const textRows = async () => (await ofJob(job.jobId)).filter(({ kind }) => kind === "text");

describe("a refused prompt", () => {
  it("is given to a language model, as a request with a row and a price of its own", async () => {
    const decision = await refuse(refused);
    expect(decision).toMatchObject({ action: "rewrite", waitSeconds: 0 });
    const row = await rowOf(decision);
    expect(row).toMatchObject({ kind: "text", state: "planned", rewriteOf: refused.generationId });
    expect(row.request).toMatchObject({ model: "openrouter/router", prompt: "a knight" });
    expect(row.priceMicroUsd).toBeGreaterThan(0);
    expect((await rowOf(refused)).recovery).toMatch(/language model/);
  });

  it("goes on with what it proposes, and the next attempt says what the prompt was before", async () => {
    const asked = await refuse(refused);
    await answer(asked, "a peaceful knight");
    const decision = await ended(asked);
    expect(decision).toMatchObject({ action: "submit", slot: "90", waitSeconds: 0 });
    const next = await rowOf(decision);
    expect(next).toMatchObject({
      attempt: 2,
      request: { prompt: "a peaceful knight" },
      revision: { by: "language-model", before: "a knight" },
    });
    expect(await rowOf(asked)).toMatchObject({ state: "done" });
    const before = await rowOf(refused);
    expect(before.state).toBe("failed");
    expect(before.recovery).toMatch(/rewritten by a language model/);
  });

  it("names the same rows when a decision is made again", async () => {
    const first = await refuse(refused);
    expect((await refuse(refused)).generationId).toBe(first.generationId);
    await answer(first, "a peaceful knight");
    const next = await ended(first);
    expect((await ended(first)).generationId).toBe(next.generationId);
    expect(await ofJob(job.jobId)).toHaveLength(3);
  });

  it.each(["BudgetExhausted", "FalInternalError", "States.Timeout", "FalRateLimited"])(
    "is revised by the rules when the request for another one ends with %s",
    async (name) => {
      const asked = await refuse(refused);
      const next = await rowOf(await ended(asked, name));
      expect(next.revision).toEqual({ by: "rules", before: "a knight" });
      expect(next.request.prompt).toMatch(/^a knight .+/);
      expect((await rowOf(asked)).state).toBe("failed");
    },
  );

  it("is revised by the rules when the proposal cannot be used, which is paid for all the same", async () => {
    const asked = await refuse(refused);
    await answer(asked, '"A knight."');
    expect((await rowOf(await ended(asked))).revision).toMatchObject({ by: "rules" });
    expect(await rowOf(asked)).toMatchObject({ state: "done", charged: true });
  });

  it("leaves a request for another one open whose answer was lost, as a suspect", async () => {
    const asked = await refuse(refused);
    const gsi2pk = openShardOf(asked.generationId);
    await move(asked, { from: ["planned"], set: { state: "pending", gsi2pk } });
    expect((await rowOf(await ended(asked, "FalSubmitUnknown"))).revision).toMatchObject({ by: "rules" });
    expect(await rowOf(asked)).toMatchObject({ state: "pending", isSuspect: true, gsi2pk });
  });

  it("waits for the turn of the request for another one, under the same id", async () => {
    const asked = await refuse(refused);
    const turn = { kind: "slot", atMs: Date.now() + 5_000 } as const;
    await move(asked, { from: ["planned"], set: { turn } });
    const decision = await ended(asked, "NotYet");
    expect(decision).toMatchObject({ action: "rewrite", generationId: asked.generationId });
    expect(decision.waitSeconds).toBeGreaterThan(0);
  });

  it("is revised three times at most, whoever does it", async () => {
    let current: Ref = refused;
    const by: Array<NonNullable<Row["revision"]>["by"] | undefined> = [];
    for (const proposal of ["a calm knight", "", "a quiet knight"]) {
      const asked = await refuse(current);
      expect(asked.action).toBe("rewrite");
      await answer(asked, proposal);
      current = await ended(asked);
      await move(current, { from: ["planned"], set: { state: "resumed", outcome: POLICY } });
      by.push((await rowOf(current)).revision?.by);
    }
    expect(by).toEqual(["language-model", "rules", "language-model"]);
    expect((await refuse(current)).action).toBe("give-up");
    expect(await textRows()).toHaveLength(3);
  });

  it("is not given to a language model unless that is switched on", async () => {
    set("off");
    const next = await rowOf(await refuse(refused));
    expect(next.revision).toMatchObject({ by: "rules" });
    expect(await textRows()).toEqual([]);
  });
});

describe("a stopped job", () => {
  it("asks for no other prompt, and uses none that comes", async () => {
    const asked = await refuse(refused);
    await answer(asked, "a peaceful knight");
    const { jobs } = await import("../../../packages/core/src/job/record.ts");
    await jobs().patch({ jobId: job.jobId }).set({ state: "failed" }).go();
    expect((await ended(asked)).action).toBe("give-up");
    expect(await ofJob(job.jobId)).toHaveLength(2);
  });
});
