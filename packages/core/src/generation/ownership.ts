import { Entity } from "electrodb";
import { GENERATION } from "../limits.ts";
import { isConditionFailure, key, lazy, tableBinding } from "../table/index.ts";
import type { Ref } from "./rows.ts";

/** Which generation a request id of FAL's belongs to, one row per id. */
const owners = lazy(
  () =>
    new Entity(
      {
        model: { entity: "request-owner", service: "likeness", version: "1" },
        attributes: {
          requestId: { type: "string", required: true },
          jobId: { type: "string", required: true },
          generationId: { type: "string", required: true },
          expiresAt: { type: "number", required: true },
        },
        indexes: { primary: { pk: key("pk", ["requestId"]), sk: key("sk", []) } },
      },
      tableBinding(),
    ),
);

/** Notes whose request id this is, as the submission's own answer said: that answer is right against any other claim. */
export async function noteOwner(ref: Ref, requestId: string): Promise<void> {
  await owners().put(ownerRow(ref, requestId)).go();
}

/** Takes a request id for a generation unless it belongs to another one; false when it does. Idempotent. */
export async function takeOwnership(ref: Ref, requestId: string): Promise<boolean> {
  try {
    await owners()
      .put(ownerRow(ref, requestId))
      .where(
        ({ generationId, expiresAt }, { notExists, eq, lt }) =>
          `(${notExists(generationId)} OR ${eq(generationId, ref.generationId)} OR ${lt(expiresAt, nowSeconds())})`,
      )
      .go();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

function ownerRow({ jobId, generationId }: Ref, requestId: string) {
  return { requestId, jobId, generationId, expiresAt: nowSeconds() + GENERATION.ownerTtlHours * 3600 };
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
