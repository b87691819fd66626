import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { derivedId } from "../../packages/core/src/ids.ts";
import { loadSigner, type Signer } from "../../packages/fal-sandbox/src/signing.ts";
import {
  type Caller,
  masterFor,
  openTestCloud,
  type Stage,
  stageFor,
  type TestCloud,
} from "../support/cloud.ts";
import { endedJob, type JobBody, seenJob, startProfile } from "../support/job.ts";

let test: TestCloud;
let caller: Caller;
let stage: Stage;
let signer: Signer;
let statusUrl: string;
let waiting: JobBody;
let address: { jobId: string; generationId: string };
let requestId: string;
let earlierRequestId: string;
let payload: unknown;

beforeAll(async () => {
  test = await openTestCloud({ fal: { latencyMs: 20, concurrency: 12 } });
  caller = await test.as("ada");
  stage = await stageFor(caller);
  const master = await masterFor(caller, stage);
  earlierRequestId = String(test.cloud.sandbox?.bill().requests[0]?.requestId);
  test.cloud.sandbox?.setFaults({ drop: {} });
  const ask = { masterReferenceId: master.result?.mediaId, angles: [0] };
  statusUrl = await startProfile(caller, stage, ask);
  waiting = await seenJob(caller, statusUrl, {
    until: ({ progress }) => progress.slots["0"] === "submitted",
  });
  const { jobId } = waiting;
  address = { jobId, generationId: derivedId("generation", jobId, "0", 1) };
  requestId = String(test.cloud.sandbox?.bill().requests.at(-1)?.requestId);
  await vi.waitFor(
    () => expect(test.cloud.sandbox?.bill().requests.at(-1)?.status).toBe("COMPLETED"),
    30_000,
  );
  payload = await resultOf(requestId);
  // The sandbox's own keys: what is signed here is as genuine as can be.
  signer = await loadSigner({ dir: join(test.dataDir, "fal") });
}, 120_000);
afterAll(() => test?.close());

async function resultOf(id: string): Promise<unknown> {
  const entry = test.cloud.sandbox?.bill().requests.find((each) => each.requestId === id);
  const [owner, app] = String(entry?.endpointId).split("/");
  const url = `${test.cloud.sandbox?.queueUrl}/${owner}/${app}/requests/${id}`;
  const answer = await fetch(url, { headers: { authorization: "Key sandbox-id:sandbox-secret" } });
  expect(answer.status).toBe(200);
  return answer.json();
}

interface Message {
  path?: string;
  method?: string;
  requestId?: string;
  userId?: string;
  ageSeconds?: number;
  body?: string;
  /** Changes what is sent after it was signed. */
  spoil?: (sent: { headers: Record<string, string>; body: string }) => void;
  isForged?: boolean;
}

const genuine = (id = requestId) =>
  JSON.stringify({ request_id: id, gateway_request_id: id, status: "OK", payload });

async function deliver(message: Message = {}): Promise<number> {
  const { userId = test.cloud.sandbox?.userId ?? "", ageSeconds = 0, isForged = false, spoil } = message;
  const id = message.requestId ?? requestId;
  const body = message.body ?? genuine(id);
  const timestampSeconds = Math.floor(Date.now() / 1000) - ageSeconds;
  const signed = { requestId: id, userId, timestampSeconds, body: Buffer.from(body) };
  const sent = {
    headers: {
      "content-type": "application/json",
      "x-fal-webhook-request-id": id,
      "x-fal-webhook-user-id": userId,
      "x-fal-webhook-timestamp": String(timestampSeconds),
      "x-fal-webhook-signature": isForged ? signer.forge(signed) : signer.sign(signed),
    } as Record<string, string>,
    body,
  };
  spoil?.(sent);
  const path = message.path ?? `/webhooks/fal/${address.jobId}/${address.generationId}`;
  const method = message.method ?? "POST";
  const url = test.cloud.webhookUrl.replace(/\/$/, "") + path;
  const answer = await fetch(url, {
    method,
    headers: sent.headers,
    ...(method === "POST" && { body: sent.body }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

const without =
  (name: string): Message["spoil"] =>
  ({ headers }) => {
    delete headers[`x-fal-webhook-${name}`];
  };
const otherGeneration = () => derivedId("generation", address.jobId, "0", 2);

const HOSTILE: Array<[string, number, () => Message]> = [
  [
    "without any of FAL's headers",
    401,
    () => ({
      spoil: (sent) => {
        sent.headers = { "content-type": "text/plain" };
      },
    }),
  ],
  ["without a signature", 401, () => ({ spoil: without("signature") })],
  ["without a request id", 401, () => ({ spoil: without("request-id") })],
  ["without a user id", 401, () => ({ spoil: without("user-id") })],
  ["without a timestamp", 401, () => ({ spoil: without("timestamp") })],
  ["signed by a stranger", 401, () => ({ isForged: true })],
  ["signed for another account", 401, () => ({ userId: "somebody-else" })],
  ["signed six minutes ago", 401, () => ({ ageSeconds: 360 })],
  ["signed in six minutes", 401, () => ({ ageSeconds: -360 })],
  [
    "whose body was changed",
    401,
    () => ({
      spoil: (sent) => {
        sent.body = sent.body.replace('"OK"', '"NO"');
      },
    }),
  ],
  [
    "whose user id was changed",
    401,
    () => ({
      spoil: (sent) => {
        sent.headers["x-fal-webhook-user-id"] += "2";
      },
    }),
  ],
  [
    "whose timestamp was changed",
    401,
    () => ({
      spoil: (sent) => {
        sent.headers["x-fal-webhook-timestamp"] += "0";
      },
    }),
  ],
  [
    "whose signature is not hex",
    401,
    () => ({
      spoil: (sent) => {
        sent.headers["x-fal-webhook-signature"] = "z".repeat(128);
      },
    }),
  ],
  [
    "whose body names another request than its header",
    401,
    () => ({ body: genuine("00000000-0000-4000-8000-000000000000") }),
  ],
  ["with a body that is no JSON", 401, () => ({ body: "<html>502</html>" })],
  ["with an empty body", 401, () => ({ body: "" })],
  ["over a megabyte", 413, () => ({ body: `${genuine().slice(0, -1)},"x":"${"x".repeat(1_100_000)}"}` })],
  ["of an unknown status", 400, () => ({ body: JSON.stringify({ request_id: requestId, status: "MAYBE" }) })],
  ["about another request of ours", 200, () => ({ requestId: earlierRequestId })],
  ["about a request that nobody made", 200, () => ({ requestId: "00000000-0000-4000-8000-000000000000" })],
  [
    "for a generation that was never planned",
    200,
    () => ({ path: `/webhooks/fal/${address.jobId}/${otherGeneration()}` }),
  ],
  ["for ids that are none", 404, () => ({ path: "/webhooks/fal/job/generation" })],
  [
    "to an address with more below",
    404,
    () => ({ path: `/webhooks/fal/${address.jobId}/${address.generationId}/x` }),
  ],
  ["by GET", 404, () => ({ method: "GET" })],
];

describe("a delivery", () => {
  it.each(HOSTILE)("%s gets %i and changes nothing", async (_, status, message) => {
    expect(await deliver(message())).toBe(status);
    const { body } = await caller.get<JobBody>(statusUrl);
    expect(body).toEqual(waiting);
  });

  it("that is genuine is accepted, and its repetitions change nothing", async () => {
    expect(await deliver()).toBe(200);
    const job = await endedJob(caller, statusUrl);
    expect(job.result).toMatchObject({ status: "complete" });
    expect(job.attempts).toHaveLength(1);
    expect(await deliver()).toBe(200);
    expect(
      await deliver({ body: JSON.stringify({ request_id: requestId, status: "ERROR", error: "x" }) }),
    ).toBe(200);
    expect((await caller.get<JobBody>(statusUrl)).body).toEqual(job);
  });

  it("never led to another submission", () => {
    expect(test.cloud.sandbox?.bill().submissions).toBe(3);
  });
});
