import type { Archive } from "./archive.ts";
import type { Gateway } from "./gateway.ts";
import { type Call, json, type Reply, text } from "./http.ts";
import { appOf, type Job } from "./job.ts";
import { infrastructureAnswer } from "./model-error.ts";
import { errorReply } from "./submit.ts";
import { failureOf } from "./webhook-message.ts";

/** What the routes below `/requests/` need. */
export interface RequestParts {
  gateway: Gateway;
  archive: Archive;
  /** Where this queue is reachable, without a slash at the end. */
  queueUrl: string;
}

const REQUEST_PATH =
  /^(?<endpoint>.+)\/requests\/(?<requestId>[^/]+)(?:\/(?<part>status|status\/stream|response|cancel))?$/;

/**
 * Status, event stream, result and cancel of a request. The path may name the application only, or the full
 * endpoint id. Undefined when the path is none of these.
 */
export async function requestRoute(parts: RequestParts, call: Call): Promise<Reply | undefined> {
  const match = REQUEST_PATH.exec(call.path)?.groups;
  if (match?.endpoint === undefined || match.requestId === undefined) return undefined;
  const { endpoint, requestId, part = "response" } = match;
  const method = part === "cancel" ? "PUT" : "GET";
  if (call.method !== method) return json(405, { detail: "Method Not Allowed" }, { allow: method });
  const job = await parts.archive.find(requestId);
  if (job === undefined || appOf(job.endpointId) !== appOf(endpoint))
    return json(404, { status: "NOT_FOUND" });
  if (part === "cancel") return cancel(parts.gateway, job);
  if (part === "response") return result(job);
  const withLogs = call.query.get("logs") === "1";
  if (part === "status/stream") {
    return { kind: "events", events: statuses(parts, { job, withLogs, signal: call.signal }) };
  }
  return text(job.state === "COMPLETED" ? 200 : 202, statusText(parts, { job, withLogs }));
}

/** The answer to a submit. */
export function submitAnswer(parts: RequestParts, job: Job): Reply {
  return json(200, {
    status: "IN_QUEUE",
    request_id: job.requestId,
    gateway_request_id: job.gatewayRequestId,
    ...addresses(parts.queueUrl, job),
    queue_position: parts.gateway.queue.position(job),
  });
}

function result(job: Job): Reply {
  const { outcome, strikes } = job;
  if (job.state !== "COMPLETED" || outcome === undefined) {
    return json(400, { detail: "Request is still in progress" }, { "x-fal-request-id": job.requestId });
  }
  job.resultReads += 1;
  if (strikes.resultGone504 && job.resultReads <= (strikes.resultGone504.attempts ?? 1)) {
    return errorReply(infrastructureAnswer("request_timeout", { detail: "Gateway Timeout" }));
  }
  return text(outcome.status, outcome.text, outcome.headers);
}

async function cancel(gateway: Gateway, job: Job): Promise<Reply> {
  if (job.state === "COMPLETED") return json(400, { status: "ALREADY_COMPLETED" });
  if (await gateway.cancelWaiting(job)) return json(200, { status: "OK" });
  return json(202, { status: "CANCELLATION_REQUESTED" });
}

interface View {
  job: Job;
  withLogs: boolean;
}

function statusText(parts: RequestParts, { job, withLogs }: View): string {
  const failed = job.outcome && failureOf(job.outcome);
  return JSON.stringify({
    status: job.state,
    request_id: job.requestId,
    ...addresses(parts.queueUrl, job),
    ...(job.state === "IN_QUEUE" && { queue_position: parts.gateway.queue.position(job) }),
    ...(job.state !== "IN_QUEUE" && { logs: withLogs ? job.logs : null, metrics: metrics(job) }),
    ...(job.state === "COMPLETED" && failed && { error: failed.error, error_type: failed.errorType }),
  });
}

function metrics({ state, startedAtMs, finishedAtMs }: Job): { inference_time?: number } {
  if (state !== "COMPLETED" || startedAtMs === undefined || finishedAtMs === undefined) return {};
  return { inference_time: (finishedAtMs - startedAtMs) / 1_000 };
}

/** Each status as it changes, the last one being COMPLETED. */
async function* statuses(
  parts: RequestParts,
  { signal, ...view }: View & { signal: AbortSignal },
): AsyncGenerator<string> {
  let last = "";
  while (!signal.aborted) {
    const change = parts.gateway.nextChange();
    const isLast = view.job.state === "COMPLETED";
    const now = statusText(parts, view);
    if (now !== last) yield now;
    if (isLast) return;
    last = now;
    await change;
  }
}

function addresses(queueUrl: string, { endpointId, requestId }: Job): Record<string, string> {
  const base = `${queueUrl}/${appOf(endpointId)}/requests/${requestId}`;
  return { response_url: base, status_url: `${base}/status`, cancel_url: `${base}/cancel` };
}
