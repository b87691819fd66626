import type * as Job from "@likeness/core/job";
import * as z from "zod";
import { idempotencyKey } from "./parts.ts";

export interface JobRequest {
  path: { projectId: string };
  header: (name: string) => string | undefined;
}

/** Where a job is to be made: the project and, when the caller gave one, the key that makes a repeat harmless. */
export function placeOf({ path, header }: JobRequest): Job.Place {
  const parsed = z
    .object({ "Idempotency-Key": idempotencyKey })
    .parse({ "Idempotency-Key": header("idempotency-key") });
  return { projectId: path.projectId, idempotencyKey: parsed["Idempotency-Key"] };
}
