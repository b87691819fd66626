import { randomUUID } from "node:crypto";
import { readView } from "./draw/azimuth.ts";
import { endpoints } from "./endpoints.ts";
import type { Asked, FaultPlan, Strikes } from "./faults.ts";
import type { Accepted, Gateway } from "./gateway.ts";
import { type Call, json, type Reply, text } from "./http.ts";
import { type Job, log } from "./job.ts";
import { parseObject } from "./json.ts";
import { type ErrorAnswer, infrastructureAnswer, ModelError, modelErrorAnswer } from "./model-error.ts";
import { readPlatformHeaders } from "./platform-headers.ts";

/** What a submit needs; `now` in milliseconds since 1970. */
export interface SubmitParts {
  gateway: Gateway;
  faults: FaultPlan;
  now: () => number;
}

/** `POST queue.fal.run/<endpoint>`: takes the request in and answers by `answer(job)`. Input is validated later. */
export async function submit(parts: SubmitParts, call: Call, answer: (job: Job) => Reply): Promise<Reply> {
  const drafted = await draft(parts, call);
  if (!("job" in drafted)) return drafted;
  const { job } = drafted;
  const queueMax = call.query.get("fal_max_queue_length");
  if (queueMax !== null && parts.gateway.queue.waiting() > Number(queueMax)) return limitReached();
  return afterAccept(job, parts.gateway.accept(job), answer);
}

/** `POST fal.run/<endpoint>`: runs the request while the caller waits; 429 when no slot is free. */
export async function runDirect(parts: SubmitParts, call: Call): Promise<Reply> {
  const drafted = await draft(parts, call);
  if (!("job" in drafted)) return drafted;
  if (parts.gateway.queue.isFull()) return limitReached();
  const { job } = drafted;
  const accepted = parts.gateway.accept({ ...job, webhookUrl: undefined, startTimeoutMs: undefined });
  const outcome = await accepted.outcome;
  return afterAccept(job, accepted, () => text(outcome.status, outcome.text, outcome.headers));
}

/** An error answer as a reply. */
export function errorReply({ status, text: body, headers }: ErrorAnswer): Reply {
  return text(status, body, headers);
}

async function draft({ faults, now }: SubmitParts, call: Call): Promise<{ job: Job } | Reply> {
  const endpointId = call.path.replace(/\/$/, "");
  if (!Object.hasOwn(endpoints, endpointId)) {
    return json(404, { detail: `Application '${endpointId}' not found` });
  }
  const input = parseObject((await call.body()).toString("utf8"));
  const { number, strikes } = faults.nextRequest(endpointId, input && askedOf(input));
  const refused = refusalOf(strikes);
  if (refused !== undefined) return refused;
  if (input === undefined) return notJson();
  const wishes = readPlatformHeaders(call.headers);
  if ("problem" in wishes) return badRequest(wishes.problem);
  const webhookUrl = call.query.get("fal_webhook") ?? undefined;
  if (webhookUrl !== undefined && !isHttpUrl(webhookUrl))
    return badRequest("fal_webhook must be an http(s) URL");
  const requestId = randomUUID();
  const job: Job = {
    requestId,
    gatewayRequestId: strikes.gatewayRequestIdOnly ? randomUUID() : requestId,
    endpointId,
    number,
    strikes,
    ...wishes,
    submittedAtMs: now(),
    webhookUrl,
    input,
    state: "IN_QUEUE",
    logs: [],
    resultReads: 0,
  };
  log(job, { message: `INFO:QUEUE:Accepted as request ${number}`, atMs: job.submittedAtMs });
  return { job };
}

function askedOf(input: Record<string, unknown>): Asked {
  const { asked, azimuth } = readView(input);
  const prompt = typeof input.prompt === "string" ? input.prompt : undefined;
  return { prompt, azimuth: asked ? azimuth : undefined };
}

/** Faults that strike before anything is accepted. */
function refusalOf(strikes: Strikes): Reply | undefined {
  if (strikes.resetBeforeAccept) return { kind: "reset" };
  if (strikes.hang) return { kind: "hang" };
  if (strikes.http429) return limitReached();
  if (strikes.http500)
    return errorReply(infrastructureAnswer("internal_error", { detail: "Internal Server Error" }));
  if (strikes.http503) return unavailable();
  if (strikes.balance) {
    return json(403, {
      detail: "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.",
    });
  }
  return undefined;
}

async function afterAccept(job: Job, accepted: Accepted, answer: (job: Job) => Reply): Promise<Reply> {
  if (job.strikes.acceptedButResponseLost) return { kind: "reset" };
  if (job.strikes.acceptedThen503) return unavailable();
  if (job.strikes.beforeSubmitResponse) await accepted.firstWebhookTry;
  return answer(job);
}

function limitReached(): Reply {
  return errorReply(
    infrastructureAnswer("concurrent_requests_limit", { detail: "Concurrent requests limit reached" }),
  );
}

function unavailable(): Reply {
  return errorReply(infrastructureAnswer("runner_scheduling_failure", { detail: "Service Unavailable" }));
}

function badRequest(detail: string): Reply {
  return errorReply(infrastructureAnswer("bad_request", { detail }));
}

function notJson(): Reply {
  const detail = { loc: ["body"], msg: "Input should be a JSON object", type: "json_invalid" };
  return errorReply(modelErrorAnswer(new ModelError(422, { details: [detail] })));
}

function isHttpUrl(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
