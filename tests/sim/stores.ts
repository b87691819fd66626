import { createHash } from "node:crypto";
import type { Circumstances } from "../../packages/sim/src/check/invariants.ts";
import type { GenerationRow, JobRow, MediaRow, Stores } from "../../packages/sim/src/check/stores.ts";

const JOB = "job_1";
const PROJECT = "prj_1";

/** A body that looks like a WebP of the length it says. */
function webp(text: string): Buffer {
  const body = Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBP"), Buffer.from(text)]);
  body.writeUInt32LE(body.length - 8, 4);
  return body;
}

/** What a flawless turnaround of three angles leaves behind; every call makes a fresh one to break. */
export function flawless(): Stores {
  const angles = [0, 90, 180];
  const objects: Stores["objects"] = new Map();
  const media = angles.map((angle): MediaRow => {
    const key = `projects/${PROJECT}/med_${angle}.webp`;
    const body = webp(`angle ${angle}`);
    objects.set(key, { key, contentType: "image/webp", body });
    return {
      ...{ mediaId: `med_${angle}`, projectId: PROJECT, key, angle, state: "kept" },
      ...{ bytes: body.length, sha256: createHash("sha256").update(body).digest("hex") },
      ...{ contentType: "image/webp", generationId: `gen_${angle}`, thumbnails: [] },
    };
  });
  const generations = angles.map(
    (angle): GenerationRow => ({
      ...{ jobId: JOB, generationId: `gen_${angle}`, projectId: PROJECT, slot: String(angle) },
      ...{ attempt: 1, round: 0 },
      ...{ kind: "image", state: "done", mediaId: `med_${angle}`, priceMicroUsd: 25_000, charged: true },
      ...{ requestId: `req_${angle}`, outcome: { imageUrl: `http://fal/${angle}.png` } },
    }),
  );
  const job: JobRow = {
    ...{ jobId: JOB, projectId: PROJECT, operation: "profile-360", state: "succeeded", input: { angles } },
    result: { status: "complete", images: angles.map((angle) => ({ angle })) },
    ...{ budgetMicroUsd: 100_000, reservedMicroUsd: 75_000, endedAt: "2026-01-01T00:01:00.000Z" },
  };
  const mediaIds = Object.fromEntries(angles.map((angle) => [String(angle), `med_${angle}`]));
  return {
    ...{ jobs: [job], generations, media, objects, largestItemBytes: 3_000 },
    collections: [{ collectionId: "col_1", jobId: JOB, mediaIds, missingAngles: [], state: "complete" }],
    executions: [{ name: JOB, status: "SUCCEEDED", transitions: 40, input: "{}", output: "{}" }],
    bill: angles.map((angle) => ({
      ...{ requestId: `req_${angle}`, endpointId: "fal-ai/flux/dev", usd: 0.025, billableUnits: 1 },
      ...{ status: "COMPLETED" as const, submittedAtMs: Date.parse("2026-01-01T00:00:01.000Z") },
    })),
    answers: new Map(
      angles.map((angle) => [`req_${angle}`, `{"images":[{"url":"http://fal/${angle}.png"}]}`]),
    ),
    logged: ['{"message":"fal.submit","prompt":"a knight"}'],
  };
}

export const QUIET: Circumstances = { endings: new Map(), lostSubmits: 0, isSpoiled: false };
