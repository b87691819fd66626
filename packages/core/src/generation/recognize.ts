import { randomBytes, timingSafeEqual } from "node:crypto";
import { GENERATION } from "../limits.ts";
import { takeOwnership } from "./ownership.ts";
import type { Row } from "./record.ts";

/** What a delivery says about whose it is. The ids are signed by FAL; the key is part of the address, which is not. */
export interface Claimed {
  requestId: string;
  gatewayRequestId?: string | undefined;
  addressKey?: string | undefined;
}

/** `early`: the submission has not said yet which request is the row's, so nothing can be proved. */
export type Recognition = "own" | "foreign" | "early";

/**
 * Whether a delivery is about the row's own request (docs/decisions/0006-whose-webhook.md). A named row knows by the
 * id. A row whose submission is over without a name takes the name from a delivery that came to the address made for
 * that one submission, provided that the request belongs to no other row.
 */
export async function recognize(row: Row, claimed: Claimed): Promise<Recognition> {
  // FAL's own retries change the delivered id; the gateway's is then the one we were given.
  const ids = [...new Set([claimed.requestId, claimed.gatewayRequestId ?? claimed.requestId])];
  if (row.requestId !== undefined) return ids.includes(row.requestId) ? "own" : "foreign";
  if (isBeingSent(row)) return "early";
  if (row.state !== "pending" || !isSameKey(row.addressKey, claimed.addressKey)) return "foreign";
  const taken = await Promise.all(ids.map((requestId) => takeOwnership(row, requestId)));
  return taken.every(Boolean) ? "own" : "foreign";
}

/** The part of a webhook address that only FAL is told, once, with one submission. */
export function newAddressKey(): string {
  return randomBytes(GENERATION.addressKeyBytes).toString("base64url");
}

/** The submission may still answer: nothing was noted of its end, and its function is not certainly over. */
function isBeingSent({ state, outcome, isSuspect, claimedAt }: Row): boolean {
  if (state !== "pending" || outcome || isSuspect || claimedAt === undefined) return false;
  return Date.now() - Date.parse(claimedAt) < GENERATION.sendMaxMs;
}

function isSameKey(known: string | undefined, given: string | undefined): boolean {
  if (known === undefined || given === undefined) return false;
  const [one, other] = [Buffer.from(known), Buffer.from(given)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
