import * as z from "zod";
import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import {
  FalJwks,
  type FalWebhook,
  type FalWebhookVerdict,
  falReader,
  handleFalError,
  parseFalWebhook,
  verifyFalWebhook,
} from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import { WEBHOOK } from "../limits.ts";
import { log } from "../log.ts";
import { complete, type Delivery, isReadable } from "./complete.ts";
import { find, type Ref } from "./rows.ts";

export interface WebhookRequest {
  path: Record<string, string | undefined>;
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
export async function receive({ path, headers, rawBody }: WebhookRequest): Promise<WebhookAnswer> {
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
    return await accept(ref.data, parseFalWebhook(rawBody));
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

async function accept(ref: Ref, webhook: FalWebhook): Promise<WebhookAnswer> {
  const completion = await complete(ref, await deliveryOf(ref, webhook));
  log().info("webhook", { ...ref, requestId: webhook.requestId, completion });
  return { status: 200, message: completion };
}

/** What the webhook says, or what the queue says when the webhook carries no payload, or one that cannot be read. */
async function deliveryOf(ref: Ref, webhook: FalWebhook): Promise<Delivery> {
  const { outcome, requestId } = webhook;
  const named = { requestId, gatewayRequestId: webhook.gatewayRequestId ?? undefined };
  if (outcome.kind === "error") return { ...named, error: outcome.error };
  const row = await find(ref);
  if (outcome.kind === "result" && (!row || isReadable(row, outcome.payload)))
    return { ...named, payload: outcome.payload };
  const { statusUrl, responseUrl, cancelUrl } = row ?? {};
  if (!statusUrl || !responseUrl || !cancelUrl) {
    throw new LikenessError(
      "unavailable",
      "webhook.no-payload",
      "No payload, and where to fetch it is not known yet.",
    );
  }
  try {
    return { ...named, payload: await falReader().result({ statusUrl, responseUrl, cancelUrl }) };
  } catch (thrown) {
    const error = handleFalError(thrown);
    if (error.code === "NETWORK_ERROR" || error.code === "NOT_READY") throw error;
    return { ...named, error };
  }
}
