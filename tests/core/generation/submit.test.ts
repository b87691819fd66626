import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resetConfig } from "../../../packages/core/src/config.ts";
import { resetFalQueue } from "../../../packages/core/src/fal/index.ts";
import { takeOwnership } from "../../../packages/core/src/generation/ownership.ts";
import { recover } from "../../../packages/core/src/generation/recover.ts";
import { ofJob, type Ref } from "../../../packages/core/src/generation/rows.ts";
import { submit } from "../../../packages/core/src/generation/submit.ts";
import { type Row as Job, jobs } from "../../../packages/core/src/job/record.ts";
import { json, type SeenRequest, serve, type TestServer } from "../../support/http-server.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";
import { generationOf, rowOf, runningJob } from "../../support/webhook-stage.ts";

let table: TestTable;
let fal: TestServer;
let job: Job;
let ref: Ref;
/** How FAL says that every request stands, and what comes of cancelling one. */
let standing: { status: number; body: object };
let cancelled: { status: number; body: object };

beforeAll(async () => {
  table = await openTestTable();
  fal = await serve(({ method, path }, response) => {
    if (method === "POST") return json(response, 200, acceptedBy(fal.origin));
    if (method === "PUT") return json(response, cancelled.status, cancelled.body);
    return json(response, standing.status, path.endsWith("/status") ? standing.body : PICTURE);
  });
  const webhook = "https://hook.example/webhooks/fal";
  Object.assign(process.env, {
    FAL_KEY: "id:secret",
    FAL_QUEUE_BASE_URL: fal.origin,
    FAL_WEBHOOK_URL: webhook,
    // The account's limit has tests of its own.
    ...{ FAL_RATE_PER_MINUTE: "60000", FAL_BURST: "10000" },
  });
  resetConfig();
  resetFalQueue();
});
afterAll(async () => {
  await fal.close();
  await table.close();
});
beforeEach(async () => {
  fal.seen.length = 0;
  standing = { status: 200, body: { status: "IN_PROGRESS" } };
  cancelled = { status: 202, body: { status: "CANCELLATION_REQUESTED" } };
  job = await runningJob();
  ref = await generationOf(job, "0");
});

const PICTURE = { images: [{ url: "https://v3.fal.media/x.png" }] };

function acceptedBy(origin: string) {
  const id = randomUUID();
  const base = `${origin}/fal-ai/flux/requests/${id}`;
  return { request_id: id, status_url: `${base}/status`, response_url: base, cancel_url: `${base}/cancel` };
}

const sent = (): SeenRequest[] => fal.seen.filter(({ method }) => method === "POST");
const run = (taskToken: string, which: Ref = ref) => submit({ ...which, taskToken });

describe("submitting", () => {
  it("sends once, however many runs of the state there are at the same time", async () => {
    const runs = Array.from({ length: 12 }, (_, index) => run(`token-${index}`));
    // A run that comes while another one sends cannot know the outcome; it says so and sends nothing.
    for (const { reason } of (await Promise.allSettled(runs)).filter((each) => each.status === "rejected")) {
      expect(reason).toMatchObject({ name: "FalSubmitUnknown" });
    }
    expect(sent()).toHaveLength(1);
    expect(await rowOf(ref)).toMatchObject({ state: "submitted", charged: true });
  });

  it("only takes over the token when the state is entered again", async () => {
    await run("token-1");
    const { requestId } = await rowOf(ref);
    await run("token-2");
    expect(sent()).toHaveLength(1);
    expect(await rowOf(ref)).toMatchObject({ state: "submitted", requestId, taskToken: "token-2" });
  });

  it("gives every request an address of its own, whose key nobody else is told", async () => {
    const other = await generationOf(job, "1");
    await run("token-1");
    await run("token-2", other);
    const addresses = sent().map(({ query }) => new URL(query.get("fal_webhook") ?? ""));
    const keys = addresses.map(({ searchParams }) => searchParams.get("key") ?? "");
    expect(addresses.map(({ pathname }) => pathname)).toEqual(
      [ref, other].map(({ jobId, generationId }) => `/webhooks/fal/${jobId}/${generationId}`),
    );
    expect(keys).toEqual([(await rowOf(ref)).addressKey, (await rowOf(other)).addressKey]);
    for (const key of keys) expect(key).toMatch(/^[\w-]{22}$/);
    expect(new Set(keys).size).toBe(2);
  });

  it("notes whose the request is, so that no other row can take it", async () => {
    await run("token");
    const { requestId = "" } = await rowOf(ref);
    expect(await takeOwnership(await generationOf(job, "1"), requestId)).toBe(false);
    expect(await takeOwnership(ref, requestId)).toBe(true);
  });

  it.each(["cancelling", "cancelled", "failed", "succeeded"] as const)(
    "sends nothing for a job that is %s",
    async (state) => {
      await jobs().patch({ jobId: job.jobId }).set({ state }).go();
      await expect(run("token")).rejects.toMatchObject({ name: "JobStopped" });
      expect(sent()).toEqual([]);
      expect(await rowOf(ref)).toMatchObject({ state: "failed", charged: false });
    },
  );

  it("sends nothing that would exceed what the caller allows", async () => {
    const { priceMicroUsd } = await rowOf(ref);
    await jobs().patch({ jobId: job.jobId }).set({ budgetMicroUsd: priceMicroUsd }).go();
    await run("token");
    const next = await generationOf(job, "1");
    await expect(run("token-2", next)).rejects.toMatchObject({ name: "BudgetExhausted" });
    expect(sent()).toHaveLength(1);
    expect(await rowOf(next)).toMatchObject({ state: "failed", charged: false });
  });
});

describe("our own wait that ran out", () => {
  const late = () => recover({ ...ref, error: { Error: "States.Timeout" } });
  beforeEach(() => run("token"));

  it("waits on for the same request while FAL works on it", async () => {
    expect(await late()).toMatchObject({ ...ref, action: "submit" });
    expect(await ofJob(job.jobId)).toHaveLength(1);
    expect(await rowOf(ref)).toMatchObject({ state: "submitted" });
  });

  it("takes the answer that FAL has by now", async () => {
    standing = { status: 200, body: { status: "COMPLETED" } };
    expect(await late()).toMatchObject({ ...ref, action: "take" });
    expect(await ofJob(job.jobId)).toHaveLength(1);
  });

  it("waits on for the same request when FAL cannot be asked", async () => {
    standing = { status: 401, body: { detail: "no" } };
    expect(await late()).toMatchObject({ ...ref, action: "submit" });
    expect(await ofJob(job.jobId)).toHaveLength(1);
  });

  it("does not buy again what still waits in the queue, unless FAL confirms that it is withdrawn", async () => {
    standing = { status: 200, body: { status: "IN_QUEUE", queue_position: 3 } };
    expect(await late()).toMatchObject({ ...ref, action: "submit" });
    expect(await ofJob(job.jobId)).toHaveLength(1);
  });

  it("goes on to the next attempt once the waiting request is withdrawn", async () => {
    standing = { status: 200, body: { status: "IN_QUEUE", queue_position: 3 } };
    cancelled = { status: 200, body: { status: "OK" } };
    const decision = await late();
    expect(decision.action).toBe("submit");
    expect(decision.generationId).not.toBe(ref.generationId);
    expect(await rowOf(ref)).toMatchObject({ state: "failed", charged: false });
  });
});
