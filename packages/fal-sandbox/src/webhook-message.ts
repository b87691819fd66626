import type { Strikes } from "./faults.ts";
import type { Outcome } from "./job.ts";
import type { Signer } from "./signing.ts";

const GIANT_PADDING_BYTES = 1_200_000;
const DEEP_LEVELS = 50_000;
const NOT_SERIALIZABLE =
  "Response payload is not JSON serializable. Either return a JSON serializable object or use the queue endpoint to retrieve the response.";

/** One webhook attempt as it goes over the wire. */
export interface WebhookMessage {
  headers: Record<string, string>;
  body: Buffer;
}

/** What an attempt is made of. `strikes` holds only the faults that hit this attempt. */
export interface WebhookSource {
  requestId: string;
  gatewayRequestId: string;
  outcome: Outcome;
  strikes: Strikes;
  userId: string;
  nowMs: number;
}

/** Writes and signs one attempt; the timestamp is that of the attempt, so late retries still verify. */
export function composeWebhook(signer: Signer, source: WebhookSource): WebhookMessage {
  const { strikes, nowMs } = source;
  const requestId = strikes.gatewayRequestIdOnly ? source.gatewayRequestId : source.requestId;
  const userId = strikes.wrongUser ? `${source.userId}-other` : source.userId;
  const timestampSeconds = Math.floor(nowMs / 1_000) + (strikes.staleTimestamp?.skewSeconds ?? 0);
  const body = Buffer.from(bodyText(source), "utf8");
  const signed = { requestId, userId, timestampSeconds, body };
  return {
    headers: {
      "content-type": "application/json",
      "x-fal-webhook-request-id": requestId,
      "x-fal-webhook-user-id": userId,
      "x-fal-webhook-timestamp": String(timestampSeconds),
      "x-fal-webhook-signature": strikes.badSignature ? signer.forge(signed) : signer.sign(signed),
    },
    body: strikes.alteredBody ? alterOneByte(body) : body,
  };
}

/** The names and messages by which FAL tells a failure in statuses and webhooks; undefined for a success. */
export function failureOf({ status, headers }: Outcome): { error: string; errorType: string } | undefined {
  if (status < 300) return undefined;
  return {
    error: `Invalid status code: ${status}`,
    errorType: headers["x-fal-error-type"] ?? "internal_error",
  };
}

function bodyText({ requestId, gatewayRequestId, outcome, strikes }: WebhookSource): string {
  if (strikes.notJsonBody) return "<html><body>502 Bad Gateway</body></html>";
  const failed = failureOf(outcome);
  const head = {
    ...(strikes.gatewayRequestIdOnly ? {} : { request_id: requestId }),
    gateway_request_id: gatewayRequestId,
    status: failed === undefined ? "OK" : "ERROR",
    ...(failed && { error: failed.error }),
    ...(strikes.payloadNull && { payload_error: NOT_SERIALIZABLE }),
    ...(strikes.giantBody && { padding: "x".repeat(GIANT_PADDING_BYTES) }),
  };
  return `${JSON.stringify(head).slice(0, -1)},"payload":${payloadText(outcome, strikes)}}`;
}

function payloadText(outcome: Outcome, strikes: Strikes): string {
  if (strikes.payloadNull) return "null";
  if (strikes.deepBody) return "[".repeat(DEEP_LEVELS) + "]".repeat(DEEP_LEVELS);
  return outcome.text;
}

/** Changes a letter of a key, so that the body stays JSON of the same length. */
function alterOneByte(body: Buffer): Buffer {
  const altered = Buffer.from(body);
  const at = body.indexOf('"status"') + 1;
  altered[at] = "S".charCodeAt(0);
  return altered;
}
