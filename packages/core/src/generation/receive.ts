import * as z from "zod";
import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import {
  FalJwks,
  type FalWebhook,
  type FalWebhookVerdict,
  parseFalWebhook,
  verifyFalWebhook,
} from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import { WEBHOOK } from "../limits.ts";
import { log } from "../log.ts";
import { type Answer, complete, type Delivery, isReadable } from "./complete.ts";
import type { Row } from "./record.ts";
import type { Ref } from "./rows.ts";
import { answerOf } from "./settle.ts";

export interface WebhookRequest {
  path: Record<string, string | undefined>;
  /** `key`: the part of the address that only FAL was told. */
  query?: Record<string, string | undefined> | undefined;
  headers: Record<string, string | undefined>;
  rawBody: Uint8Array;
}

export interface WebhookAnswer {
  /** 2xx: FAL need not come again. 503: it shall. 401: not believed. */
  status: 200 | 400 | 401 | 404 | 413 | 503;
  message: string;
}

const Path = z.object({ jobId: idSchema("job"), generationId: idSchema("generation") });

let jwks: FalJwks | undefined;

/**
 * Takes one webhook delivery: verifies it over the raw bytes, then completes the request it belongs to. Nothing is
 * acknowledged before it is durable; a repeat, or one nobody waits for, is acknowledged and changes nothing.
 */
export async function receive({
  path,
  query = {},
  headers,
  rawBody,
}: WebhookRequest): Promise<WebhookAnswer> {
  const ref = Path.safeParse(path);
  if (!ref.success) return { status: 404, message: "no such request" };
  if (rawBody.byteLength > WEBHOOK.bodyMaxBytes) return { status: 413, message: "too large" };
  const { FAL_USER_ID, FAL_JWKS_URL } = config("falWebhook");
  if (!FAL_USER_ID) {
    log().error("FAL_USER_ID is not set: any customer of FAL could sign a delivery, so none is accepted");
    return {
      status: 503,
      message: "FAL_USER_ID is not configured; deliveries cannot be attributed to this account",
    };
  }
  jwks ??= new FalJwks({ url: FAL_JWKS_URL });
  const verdict = await verifyFalWebhook({ headers, rawBody, userId: FAL_USER_ID, now: Date.now(), jwks });
  if (verdict !== "ok") return refused(verdict);
  try {
    const webhook = parseFalWebhook(rawBody);
    return await accept(ref.data, {
      requestId: webhook.requestId,
      gatewayRequestId: webhook.gatewayRequestId ?? undefined,
      addressKey: query.key,
      answer: (row) => answerFor(row, webhook),
    });
  } catch (error) {
    if (error instanceof LikenessError && error.kind === "input")
      return { status: 400, message: error.message };
    log().error("webhook not taken; FAL delivers again", { ...ref.data, error: error as Error });
    return { status: 503, message: "try again" };
  }
}

function refused(verdict: Exclude<FalWebhookVerdict, "ok">): WebhookAnswer {
  log().warn("webhook refused", { verdict });
  if (verdict === "unavailable") return { status: 503, message: "signing keys are not available" };
  return { status: 401, message: verdict };
}

/** A delivery that overtook the answer to its submission is looked at again before FAL is asked to repeat it. */
async function accept(ref: Ref, delivery: Delivery): Promise<WebhookAnswer> {
  let completion = await complete(ref, delivery);
  for (const delayMs of WEBHOOK.earlyLookDelaysMs) {
    if (completion !== "early") break;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    completion = await complete(ref, delivery);
  }
  log().info("webhook", { ...ref, requestId: delivery.requestId, completion });
  return { status: completion === "early" ? 503 : 200, message: completion };
}

/** What the webhook says, or what the queue says when the webhook carries no payload, or one that cannot be read. */
async function answerFor(row: Row, { outcome }: FalWebhook): Promise<Answer> {
  if (outcome.kind === "error") return { error: outcome.error };
  if (outcome.kind === "result" && isReadable(row, outcome.payload)) return { payload: outcome.payload };
  const { statusUrl, responseUrl, cancelUrl } = row;
  if (!statusUrl || !responseUrl || !cancelUrl) {
    throw new LikenessError(
      "unavailable",
      "webhook.no-payload",
      "No payload, and where to fetch it is not known yet.",
    );
  }
  return answerOf({ statusUrl, responseUrl, cancelUrl });
}
