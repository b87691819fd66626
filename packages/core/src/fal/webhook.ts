import { createHash, verify } from "node:crypto";
import * as z from "zod";
import { LikenessError } from "../errors.ts";
import { WEBHOOK } from "../limits.ts";
import { classified, falErrorFrom } from "./classify.ts";
import type { FalError } from "./errors.ts";
import type { FalJwks } from "./jwks.ts";
import { parseLosslessJson } from "./lossless-json.ts";

export type FalWebhookVerdict =
  | "ok"
  | "missing-header"
  | "stale"
  | "wrong-user"
  | "bad-signature"
  | "id-mismatch"
  /** FAL's keys cannot be had right now; answer 503 and FAL delivers again. */
  | "unavailable";

export interface WebhookDelivery {
  /** Names in any case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as they arrived: the signature covers exactly these. */
  rawBody: Uint8Array;
  /** Our own account at FAL: any customer of FAL can aim a validly signed webhook at us. */
  userId: string;
  /** Milliseconds since 1970. */
  now: number;
  jwks: Pick<FalJwks, "keys" | "refreshed">;
}

/** Whether a delivery comes from FAL, for our account, now, and speaks of the request its headers name. */
export async function verifyFalWebhook(delivery: WebhookDelivery): Promise<FalWebhookVerdict> {
  const signed = signedHeaders(delivery.headers);
  if (!signed) return "missing-header";
  const ageSeconds = Math.abs(delivery.now / 1000 - Number(signed.timestamp));
  if (ageSeconds > WEBHOOK.clockSkewSeconds) return "stale";
  if (signed.userId !== delivery.userId) return "wrong-user";
  const verdict = await checkSignature(signed, delivery);
  if (verdict !== "ok") return verdict;
  return bodyRequestId(delivery.rawBody) === signed.requestId ? "ok" : "id-mismatch";
}

const Body = z.object({
  request_id: z.string().min(1).max(200),
  gateway_request_id: z.string().max(200).nullish().catch(null),
  status: z.enum(["OK", "ERROR"]),
  payload: z.unknown().optional(),
  error: z.unknown().optional(),
  error_type: z.unknown().optional(),
});

/** Made once: a schema that is new to zod costs more than the rest of a verification. */
const Named = Body.pick({ request_id: true });

export interface FalWebhook {
  requestId: string;
  gatewayRequestId: string | null;
  /** `fetch`: the delivery does not say how it ended; the result must be asked from the queue. */
  outcome: { kind: "result"; payload: unknown } | { kind: "error"; error: FalError } | { kind: "fetch" };
}

/**
 * What a verified delivery says; integers beyond 2^53 are strings. Throws `webhook.malformed` (input) for a body
 * that is not a FAL webhook.
 */
export function parseFalWebhook(rawBody: Uint8Array): FalWebhook {
  const parsed = Body.safeParse(jsonOf(rawBody));
  if (!parsed.success) throw new LikenessError("input", "webhook.malformed", "This is not a FAL webhook.");
  const { request_id, gateway_request_id, status, payload } = parsed.data;
  return {
    requestId: request_id,
    gatewayRequestId: gateway_request_id ?? null,
    outcome: status === "OK" ? success(payload) : failure(parsed.data),
  };
}

function success(payload: unknown): FalWebhook["outcome"] {
  return payload === null || payload === undefined ? { kind: "fetch" } : { kind: "result", payload };
}

/** The text of `error` is not looked at; without a typed cause the queue's answer has the status. */
function failure({ payload, error_type, request_id }: z.infer<typeof Body>): FalWebhook["outcome"] {
  const body = { error_type, ...Object(payload) };
  if (classified({ body }) === undefined) return { kind: "fetch" };
  return { kind: "error", error: falErrorFrom({ body, requestId: request_id }) };
}

interface Signed {
  requestId: string;
  userId: string;
  timestamp: string;
  signature: string;
}

function signedHeaders(headers: WebhookDelivery["headers"]): Signed | undefined {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const read = (name: string, pattern: RegExp) => {
    const value = lower.get(`x-fal-webhook-${name}`);
    return value !== undefined && pattern.test(value) ? value : undefined;
  };
  const requestId = read("request-id", /^[\x21-\x7e]{1,200}$/);
  const userId = read("user-id", /^[\x21-\x7e]{1,200}$/);
  const timestamp = read("timestamp", /^\d{1,12}$/);
  const signature = read("signature", /^[0-9a-f]{128}$/i);
  return requestId && userId && timestamp && signature
    ? { requestId, userId, timestamp, signature }
    : undefined;
}

async function checkSignature(
  signed: Signed,
  { rawBody, jwks }: WebhookDelivery,
): Promise<"ok" | "bad-signature" | "unavailable"> {
  const digest = createHash("sha256").update(rawBody).digest("hex");
  const message = Buffer.from([signed.requestId, signed.userId, signed.timestamp, digest].join("\n"), "utf8");
  const signature = Buffer.from(signed.signature, "hex");
  const known = await jwks.keys();
  if (!known) return "unavailable";
  if (known.some((key) => verify(null, message, key, signature))) return "ok";
  const fresh = await jwks.refreshed();
  if (!fresh) return "unavailable";
  return fresh.some((key) => verify(null, message, key, signature)) ? "ok" : "bad-signature";
}

function bodyRequestId(rawBody: Uint8Array): string | undefined {
  return Named.safeParse(jsonOf(rawBody)).data?.request_id;
}

function jsonOf(rawBody: Uint8Array): unknown {
  if (rawBody.byteLength > WEBHOOK.bodyMaxBytes) return undefined;
  try {
    return parseLosslessJson(Buffer.from(rawBody).toString("utf8"));
  } catch {
    return undefined;
  }
}
