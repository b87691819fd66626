import { createHash } from "node:crypto";
import { findModel, type GenerationRequest, priceMicroUsd } from "../fal/index.ts";
import { derivedId } from "../ids.ts";
import type * as Job from "../job/index.ts";
import { GENERATION } from "../limits.ts";
import { expiryAfterDays } from "../table/index.ts";
import type { Revision, Row, Target } from "./record.ts";
import { plant, type Ref } from "./rows.ts";

export interface Shot {
  /** What this picture is within its job: an angle, a candidate, a description. */
  slot: string;
  round: number;
  /** Counts the paid attempts of this slot over all rounds, from 1. */
  attempt: number;
  request: GenerationRequest;
  /** Media ids of this project, in the order the model shall see them. */
  references: string[];
  /** Media id of the control picture; given exactly when the request has a control. */
  controlId?: string;
  target?: Target;
  revision?: Revision;
  rewriteOf?: string;
}

/**
 * Writes the rows of requests that are to be sent and answers their ids. The ids derive from job, slot and attempt:
 * planning twice names the same rows, and rows that exist are left as they are.
 */
export async function plan(job: Job.Row, shots: Shot[]): Promise<Ref[]> {
  const rows = shots.map((shot) => rowOf(job, shot));
  await Promise.all(rows.map(plant));
  return rows.map(({ jobId, generationId }) => ({ jobId, generationId }));
}

function rowOf(job: Job.Row, shot: Shot): Row {
  const { jobId, projectId, operation } = job;
  const generationId = derivedId("generation", jobId, shot.slot, shot.attempt);
  return {
    ...shot,
    ...{ jobId, projectId, generationId, operation },
    kind: shot.target ? "image" : "text",
    state: "planned",
    ...(shot.target && { mediaId: derivedId("media", jobId, generationId) }),
    inputHash: hashOf(shot),
    priceMicroUsd: priceOf(shot),
    charged: false,
    createdAt: new Date().toISOString(),
    expiresAt: expiryAfterDays(GENERATION.rowTtlDays),
  };
}

/** What makes two requests the same picture: media ids and parameters, never URLs that change by the hour. */
function hashOf({ request, references, controlId }: Shot): string {
  return createHash("sha256")
    .update(JSON.stringify(controlId ? [request, references, controlId] : [request, references]))
    .digest("hex");
}

function priceOf({ request, references }: Shot): number {
  const { width, height } = request;
  return priceMicroUsd(findModel(request.model), { width, height, images: 1, references: references.length });
}
