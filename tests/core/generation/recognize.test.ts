import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { dynamoClient } from "../../../packages/core/src/clients.ts";
import { noteOwner } from "../../../packages/core/src/generation/ownership.ts";
import type { Row } from "../../../packages/core/src/generation/record.ts";
import { move, type Ref } from "../../../packages/core/src/generation/rows.ts";
import type { Row as Job } from "../../../packages/core/src/job/record.ts";
import { GENERATION } from "../../../packages/core/src/limits.ts";
import { answerInMemory } from "../../support/aws-edge.ts";
import {
  generationOf,
  openWebhookStage,
  rowOf,
  runningJob,
  signedBy,
  type WebhookStage,
} from "../../support/webhook-stage.ts";

let stage: WebhookStage;
let job: Job;
let own: string;

beforeAll(async () => {
  stage = await openWebhookStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  job = await runningJob();
  own = randomUUID();
  stage.calls.length = 0;
});

const KEY = "0123456789abcdefghijkl";
const pending = (set: Partial<Row> = {}) =>
  generationOf(job, "0", {
    ...{ state: "pending", taskToken: randomUUID(), addressKey: KEY, claimedAt: new Date().toISOString() },
    ...set,
  });
const LOST = {
  outcome: { error: { name: "FalSubmitUnknown", code: "SUBMIT_UNKNOWN", message: "lost" } },
  isSuspect: true,
};
const deliver = (path: Ref, requestId: string, key: string | undefined = KEY, fields = {}) =>
  stage.deliver({ path, key, ...signedBy(stage.signer, { requestId, fields }) });

/** Another generation whose request FAL has named to us. */
async function named(state: Row["state"]): Promise<string> {
  const requestId = randomUUID();
  const ref = await generationOf(await runningJob(), "0", { state, requestId });
  await noteOwner(ref, requestId);
  return requestId;
}

async function expectUntouched(ref: Ref, before: Row): Promise<void> {
  expect(await rowOf(ref)).toEqual(before);
  expect(stage.calls).toEqual([]);
}

describe("a delivery for a request that is being sent", () => {
  it("is asked for again, also with the right address: nothing proves yet whose it is", async () => {
    const ref = await pending();
    const before = await rowOf(ref);
    expect(await deliver(ref, own)).toBe(503);
    expect(await deliver(ref, await named("done"))).toBe(503);
    await expectUntouched(ref, before);
  });

  it("is taken when the submission names the request while it is looked at", async () => {
    const ref = await pending();
    let looks = 0;
    answerInMemory(dynamoClient(), async (call) => {
      const isLook = call.operation === "GetItem";
      looks += isLook ? 1 : 0;
      if (isLook && looks === 2)
        await move(ref, { from: ["pending"], set: { state: "submitted", requestId: own } });
      return stage.callTable(call);
    });
    expect(await deliver(ref, own)).toBe(200);
    answerInMemory(dynamoClient(), stage.callTable);
    expect(await rowOf(ref)).toMatchObject({ state: "resumed", requestId: own });
    expect(stage.calls).toHaveLength(1);
  });

  it("is taken when it is repeated after the submission has returned, and another's is not", async () => {
    const ref = await pending();
    expect(await deliver(ref, own)).toBe(503);
    await move(ref, { from: ["pending"], set: { state: "submitted", requestId: own } });
    const before = await rowOf(ref);
    expect(await deliver(ref, await named("submitted"))).toBe(200);
    await expectUntouched(ref, before);
    expect(await deliver(ref, own)).toBe(200);
    expect(await rowOf(ref)).toMatchObject({ state: "resumed" });
  });
});

describe("a delivery for a request whose submission was lost", () => {
  it("names it when it came to the address made for that submission", async () => {
    const ref = await pending(LOST);
    expect(await deliver(ref, own)).toBe(200);
    expect(await rowOf(ref)).toMatchObject({ state: "resumed", requestId: own, charged: true });
    expect(stage.calls.map(({ operation }) => operation)).toEqual(["SendTaskSuccess"]);
  });

  it("names it also when the function that sent it died without a word", async () => {
    const claimedAt = new Date(Date.now() - GENERATION.sendMaxMs).toISOString();
    const ref = await pending({ claimedAt });
    expect(await deliver(ref, own)).toBe(200);
    expect(await rowOf(ref)).toMatchObject({ state: "resumed", requestId: own });
  });

  it.each([
    ["another address key", `${KEY.slice(0, -1)}m`],
    ["a shorter address key", KEY.slice(1)],
    ["an empty address key", ""],
  ])("changes nothing with %s", async (_, key) => {
    const ref = await pending(LOST);
    const before = await rowOf(ref);
    expect(await deliver(ref, own, key)).toBe(200);
    await expectUntouched(ref, before);
  });

  it("changes nothing without an address key, nor for a row that has none", async () => {
    const ref = await pending(LOST);
    const before = await rowOf(ref);
    const path = { jobId: ref.jobId, generationId: ref.generationId };
    expect(await stage.deliver({ path, ...signedBy(stage.signer, { requestId: own }) })).toBe(200);
    await expectUntouched(ref, before);
    const older = await generationOf(job, "1", { state: "pending", taskToken: randomUUID(), ...LOST });
    expect(await deliver(older, own, "")).toBe(200);
    expect(await rowOf(older)).toMatchObject({ state: "pending" });
  });

  it.each(["submitted", "answered", "resumed", "done", "failed", "orphaned"] as const)(
    "changes nothing at the right address when the request is that of another, %s generation",
    async (state) => {
      const ref = await pending(LOST);
      const before = await rowOf(ref);
      const other = await named(state);
      expect(await deliver(ref, other)).toBe(200);
      await expectUntouched(ref, before);
      expect(await deliver(ref, own)).toBe(200);
      expect(await rowOf(ref)).toMatchObject({ state: "resumed", requestId: own });
    },
  );

  it("changes nothing when only its gateway id is that of another generation", async () => {
    const ref = await pending(LOST);
    const before = await rowOf(ref);
    expect(await deliver(ref, own, KEY, { gateway_request_id: await named("done") })).toBe(200);
    await expectUntouched(ref, before);
  });

  it("names one of two such rows, never both", async () => {
    const one = await pending(LOST);
    const other = await generationOf(job, "1", {
      ...{ state: "pending", taskToken: randomUUID(), addressKey: KEY, claimedAt: new Date().toISOString() },
      ...LOST,
    });
    expect(await Promise.all([deliver(one, own), deliver(other, own)])).toEqual([200, 200]);
    const states = [await rowOf(one), await rowOf(other)].map(({ state }) => state);
    expect(states.sort()).toEqual(["pending", "resumed"]);
    expect(stage.calls).toHaveLength(1);
  });
});

describe("a delivery that comes again", () => {
  it.each(["resumed", "done", "failed", "orphaned"] as const)(
    "changes nothing of a row that is %s, whatever it says now",
    async (state) => {
      const outcome = { imageUrl: "https://v3.fal.media/kept.png" };
      const ref = await generationOf(job, "0", { state, requestId: own, taskToken: randomUUID(), outcome });
      const before = await rowOf(ref);
      const failure = { status: "ERROR", payload: { detail: [{ type: "generation_timeout" }] } };
      expect(await deliver(ref, own)).toBe(200);
      expect(await deliver(ref, own, KEY, failure)).toBe(200);
      await expectUntouched(ref, before);
    },
  );
});

describe("a delivery that reaches a table which fails", () => {
  it("is asked for again", async () => {
    const ref = await pending(LOST);
    const broken = vi.spyOn(dynamoClient(), "send").mockImplementation(() => {
      throw Object.assign(new Error("slow down"), { name: "ThrottlingException" });
    });
    expect(await deliver(ref, own)).toBe(503);
    broken.mockRestore();
    expect(await rowOf(ref)).toMatchObject({ state: "pending" });
  });
});
