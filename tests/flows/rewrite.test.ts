import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { accounts, type JobBody, spendOf } from "../support/job.ts";

/** On no list of ours: the rules can only say that the scene is harmless. */
const WORD = "slaughter";
const description = `a knight in silver armour with a blue cape after the ${WORD}`;

let test: TestCloud;
let ada: Caller;
let stage: Stage;
let job: JobBody;

beforeAll(async () => {
  test = await openTestCloud({ env: { PROMPT_REWRITE: "on" } });
  ada = await test.as("ada");
  stage = await stageFor(ada, { description });
  test.cloud.sandbox?.setFaults({ contentPolicy: { words: [WORD], endpoint: "flux" } });
  job = (await masterFor(ada, stage, { description })) as unknown as JobBody;
}, 300_000);
afterAll(() => test?.close());

describe("a master whose prompt the provider refuses for a word", () => {
  it("is drawn from the prompt that a language model proposed", () => {
    expect(job.state).toBe("succeeded");
    const [refused, drawn, ...more] = job.attempts.filter(({ slot }) => slot === "candidate-1");
    expect(more).toEqual([]);
    expect(refused).toMatchObject({
      state: "failed",
      error: { code: "CONTENT_POLICY_VIOLATION" },
      costUsd: 0,
    });
    expect(refused?.recovery).toMatch(/rewritten by a language model/);
    expect(drawn).toMatchObject({ state: "done", revision: { by: "language-model" } });
    expect(drawn?.revision?.from).toContain(WORD);
    expect(drawn?.revision?.to).not.toContain(WORD);
  });

  it("accounts for that request as for any other", async () => {
    const [asked, ...more] = job.attempts.filter(({ slot }) => slot === "rewrite-candidate-1");
    expect(more).toEqual([]);
    expect(asked).toMatchObject({ state: "done", model: "openrouter/router" });
    expect(asked?.costUsd).toBeGreaterThan(0);
    const { ledgerUsd, billedUsd } = accounts(test.cloud.sandbox, [job]);
    expect(ledgerUsd).toBe(billedUsd);
    expect((await spendOf(ada, stage)).usd).toBe(billedUsd);
  });
});
