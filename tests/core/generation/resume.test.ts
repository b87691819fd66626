import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient, TaskTimedOut } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dynamoClient, resetClients } from "../../../packages/core/src/clients.ts";
import { plan } from "../../../packages/core/src/generation/plan.ts";
import { resume } from "../../../packages/core/src/generation/resume.ts";
import { find, move, ofJob, type Ref } from "../../../packages/core/src/generation/rows.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import type { Row as Job } from "../../../packages/core/src/job/index.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

const states = mockClient(SFNClient);
let table: TestTable;
let ref: Ref;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  states.reset();
  const job = { jobId: newId("job"), projectId: newId("project") } as Job;
  const request = { model: "fal-ai/flux/dev", prompt: "a knight", width: 1024, height: 1024 };
  const target = { imageType: "master-reference" as const, subjectId: newId("subject") };
  const [planned] = await plan(job, [
    { slot: "candidate-1", round: 0, attempt: 1, request, references: [], target },
  ]);
  ref = planned as Ref;
});

async function answered(outcome: Record<string, unknown>) {
  await move(ref, {
    from: ["planned"],
    set: { state: "answered", taskToken: "token", gsi2pk: "open#1", outcome },
  });
  const row = await find(ref);
  if (!row) throw new Error("no row");
  return row;
}

describe("resuming a waiting state", () => {
  it("hands over the id only, and closes the row", async () => {
    states.on(SendTaskSuccessCommand).resolves({});
    expect(await resume(await answered({ imageUrl: "https://v3.fal.media/x.png" }))).toBe(true);
    expect(states.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: "token",
      output: JSON.stringify({ generationId: ref.generationId }),
    });
    const row = await find(ref);
    expect(row).toMatchObject({ state: "resumed" });
    expect(row).not.toHaveProperty("taskToken");
    expect(row).not.toHaveProperty("gsi2pk");
  });

  it("reports a failure under the name the machine catches", async () => {
    states.on(SendTaskFailureCommand).resolves({});
    const error = { name: "FalContentPolicy", code: "CONTENT_POLICY_VIOLATION", message: "no" };
    await resume(await answered({ error }));
    expect(states.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({
      error: "FalContentPolicy",
    });
  });

  it("leaves the answer on the row when nobody waits any more", async () => {
    states.on(SendTaskSuccessCommand).rejects(new TaskTimedOut({ message: "gone", $metadata: {} }));
    expect(await resume(await answered({ imageUrl: "https://v3.fal.media/x.png" }))).toBe(false);
    expect(await find(ref)).toMatchObject({
      state: "answered",
      outcome: { imageUrl: "https://v3.fal.media/x.png" },
    });
  });

  it("throws what is transient, so that the provider delivers again", async () => {
    states
      .on(SendTaskSuccessCommand)
      .rejects(Object.assign(new Error("slow down"), { name: "ThrottlingException" }));
    await expect(resume(await answered({ imageUrl: "https://v3.fal.media/x.png" }))).rejects.toThrow(
      "slow down",
    );
    expect(await find(ref)).toMatchObject({ state: "answered" });
  });
});

describe("planning", () => {
  it("twice names the same rows and changes none that is under way", async () => {
    const row = await answered({ imageUrl: "https://v3.fal.media/x.png" });
    const again = {
      slot: row.slot,
      round: 0,
      attempt: 1,
      request: row.request,
      references: [],
      target: row.target,
    };
    const [same] = await plan({ jobId: row.jobId, projectId: row.projectId } as Job, [again as never]);
    expect(same).toEqual(ref);
    expect(await ofJob(ref.jobId)).toHaveLength(1);
    expect(await find(ref)).toMatchObject({ state: "answered" });
  });
});

describe("two movers of one row", () => {
  it("have one winner, out of fifty", async () => {
    const claims = Array.from({ length: 50 }, (_, index) =>
      move(ref, { from: ["planned"], set: { state: "pending", taskToken: `token-${index}` } }),
    );
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    expect(dynamoClient()).toBeDefined();
    resetClients();
  });
});
