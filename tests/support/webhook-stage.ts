import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { dynamoClient, statesClient } from "../../packages/core/src/clients.ts";
import { resetConfig } from "../../packages/core/src/config.ts";
import { plan } from "../../packages/core/src/generation/plan.ts";
import type { Row } from "../../packages/core/src/generation/record.ts";
import { find, move, type Ref } from "../../packages/core/src/generation/rows.ts";
import { newId } from "../../packages/core/src/ids.ts";
import { type Row as Job, jobs } from "../../packages/core/src/job/record.ts";
import { callDynalite } from "../../packages/local/src/dynalite-call.ts";
import { type AwsCall, answerInMemory } from "./aws-edge.ts";
import { type FalSigner, signerOf } from "./fal-signer.ts";
import { json, serve } from "./http-server.ts";
import { openTestTable } from "./table.ts";

export const USER = "github|1234";

/** One call that told a waiting state how its request ended. */
export interface TaskCall {
  operation: "SendTaskSuccess" | "SendTaskFailure";
  taskToken: string;
  output?: string;
  error?: string;
  cause?: string;
}

const TASK_OVER = JSON.stringify({ __type: "TaskTimedOut", message: "The task is over." });

export interface Delivered {
  path: { jobId: string; generationId: string };
  key?: string | undefined;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

/** The webhook's real handler in front of a real table; Step Functions and FAL answer at the network's edge. */
export interface WebhookStage {
  signer: FalSigner;
  /** Every call that Step Functions took, in order: the first of each token. */
  calls: TaskCall[];
  /** Those that it did not take, because the task of the token was over. */
  refused: TaskCall[];
  /** What FAL answers when it is asked for the result of a request; NOT_READY (202) when it has none. */
  results: Map<string, unknown>;
  /** The table's service itself, past the product's own client. */
  callTable(call: AwsCall): Promise<{ status: number; body: string }>;
  /** Hands a delivery to the handler and answers its status. */
  deliver(delivery: Delivered): Promise<number>;
  close(): Promise<void>;
}

export async function openWebhookStage(name = "the key of the account"): Promise<WebhookStage> {
  const table = await openTestTable();
  const signer = signerOf(name);
  const calls: TaskCall[] = [];
  const refused: TaskCall[] = [];
  const told = new Set<string>();
  const results = new Map<string, unknown>();
  const callTable = (call: AwsCall) => callDynalite(table.server, { ...call, headers: {} });
  answerInMemory(dynamoClient(), callTable);
  answerInMemory(statesClient(), async ({ operation, body }) => {
    const call: TaskCall = { operation: operation as TaskCall["operation"], ...JSON.parse(body) };
    const isFirst = !told.has(call.taskToken);
    told.add(call.taskToken);
    (isFirst ? calls : refused).push(call);
    return isFirst ? { status: 200, body: "{}" } : { status: 400, body: TASK_OVER };
  });
  const edge = await serve((request, response) => {
    edge.seen.length = 0;
    if (request.path === "/jwks") return json(response, 200, { keys: [signer.jwk] });
    const requestId = request.path.split("/").at(-1) ?? "";
    if (results.has(requestId)) return json(response, 200, results.get(requestId));
    return json(response, 202, { status: "IN_PROGRESS" });
  });
  Object.assign(process.env, {
    FAL_JWKS_URL: `${edge.origin}/jwks`,
    FAL_QUEUE_BASE_URL: edge.origin,
    FAL_USER_ID: USER,
    FAL_KEY: "key-id:key-secret",
  });
  resetConfig();
  const { handler } = await import("../../packages/functions/src/webhook/fal.ts");
  return {
    ...{ signer, calls, refused, results, callTable },
    deliver: async (delivery) => (await handler(eventOf(delivery))).statusCode ?? Number.NaN,
    close: async () => {
      await edge.close();
      await table.close();
    },
  };
}

/** API Gateway hands over text as it is and anything else in base64. */
function eventOf({ path, key, headers, body }: Delivered): APIGatewayProxyEventV2 {
  const text = body.toString("utf8");
  const isBase64Encoded = !Buffer.from(text).equals(body);
  return {
    pathParameters: path,
    ...(key !== undefined && { queryStringParameters: { key } }),
    headers,
    body: isBase64Encoded ? body.toString("base64") : text,
    isBase64Encoded,
  } as unknown as APIGatewayProxyEventV2;
}

export interface Message {
  requestId: string;
  userId?: string;
  /** Seconds since 1970; now when left out. */
  timestamp?: number;
  /** Written around the request id unless given. */
  body?: Buffer | string;
  fields?: Record<string, unknown>;
}

/** Headers and body of a delivery, signed after everything that the message says. */
export function signedBy(signer: FalSigner, message: Message): Pick<Delivered, "headers" | "body"> {
  const { requestId, userId = USER, fields } = message;
  const timestamp = String(message.timestamp ?? Math.floor(Date.now() / 1000));
  const written = message.body ?? bodyOf(requestId, fields);
  const body = typeof written === "string" ? Buffer.from(written) : written;
  return {
    body,
    headers: {
      "content-type": "application/json",
      "x-fal-webhook-request-id": requestId,
      "x-fal-webhook-user-id": userId,
      "x-fal-webhook-timestamp": timestamp,
      "x-fal-webhook-signature": signer.sign({ requestId, userId, timestamp, body }),
    },
  };
}

export function bodyOf(requestId: string, fields: Record<string, unknown> = {}): string {
  const payload = pictureOf(requestId);
  const named = { request_id: requestId, gateway_request_id: requestId };
  return JSON.stringify({ ...named, status: "OK", payload, ...fields });
}

/** A model's answer with one picture that names its request. */
export function pictureOf(requestId: string) {
  return { images: [{ url: `https://v3.fal.media/${requestId}.png`, width: 1024, height: 1024 }], seed: 7 };
}

/** A job under way, which has no execution. */
export async function runningJob(): Promise<Job> {
  const job: Job = {
    ...{ jobId: newId("job"), projectId: newId("project"), person: "ada" },
    ...{ operation: "profile-360", state: "running", stage: "rendering", total: 12, input: {} },
    ...{ createdAt: new Date().toISOString(), expiresAt: Math.floor(Date.now() / 1000) + 3600 },
  };
  await jobs().create(job).go();
  return job;
}

/** A planned picture of a job, moved on to what `set` says. */
export async function generationOf(job: Job, slot: string, set: Partial<Row> = {}): Promise<Ref> {
  const request = { model: "fal-ai/flux/dev" as const, prompt: "a knight", width: 1024, height: 1024 };
  const target = { imageType: "profile-360" as const, subjectId: newId("subject"), angle: 0 };
  const [planned] = await plan(job, [{ slot, round: 0, attempt: 1, request, references: [], target }]);
  const ref = planned as Ref;
  if (set.state) await move(ref, { from: ["planned"], set: { gsi2pk: "open#1", ...set } });
  return ref;
}

export async function rowOf(ref: Ref): Promise<Row> {
  const row = await find(ref);
  if (!row) throw new Error(`no row ${ref.generationId}`);
  return row;
}
