import { Entity } from "electrodb";
import { LikenessError } from "../errors.ts";
import { JOB } from "../limits.ts";
import { isConditionFailure, key, lazy, tableBinding } from "../table/index.ts";
import { Row } from "./record.ts";
import { create, find, isActive } from "./rows.ts";

/** A request whose product answers equal requests later on. */
export interface Unchanged {
  /** Equal for requests that would make the same thing. */
  fingerprint: string;
  /** Makes it anew; what it makes answers later requests. */
  isForced: boolean;
  /** The answer's body from what was made before, a picture or a job; undefined when it may not be used any more. */
  resultOf(productId: string): Promise<Record<string, unknown> | undefined>;
}

/** `make`: this job is to make it. `join`: another one is at it. `reuse`: it is there. */
export type Answer =
  | { kind: "make" }
  | { kind: "join"; job: Row }
  | { kind: "reuse"; result: Record<string, unknown> };

/** Who makes, or made, what a fingerprint stands for. `job` is its row as it was to be written. */
const makings = lazy(
  () =>
    new Entity(
      {
        model: { entity: "making", service: "likeness", version: "1" },
        attributes: {
          projectId: { type: "string", required: true },
          fingerprint: { type: "string", required: true },
          jobId: { type: "string", required: true },
          job: { type: "any", required: true },
          /** The last good picture, or the job whose result it is. */
          productId: { type: "string" },
        },
        indexes: { primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["fingerprint"]) } },
      },
      tableBinding(),
    ),
);

const TRIES = 5;

/**
 * Decides whether a new job has to make anything. One conditional write claims the fingerprint, so of equal requests
 * that come at once only one makes it and the others join it. `admit` is asked only before something is made.
 */
export async function answerUnchanged(
  row: Row,
  unchanged: Unchanged,
  admit: () => Promise<void>,
): Promise<Answer> {
  const { projectId } = row;
  const { fingerprint } = unchanged;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { data } = await makings().get({ projectId, fingerprint }).go({ consistent: true });
    const known = data ? await answerFrom({ ...data, row }, unchanged) : undefined;
    if (known) return known;
    await admit();
    if (await claim(row, fingerprint, data)) return { kind: "make" };
  }
  throw new LikenessError("unavailable", "job.contended", "The same request is being made; try again.", {
    retryAfterSeconds: 1,
  });
}

/** Remembers what a job made for its fingerprint; nothing happens when a later job has taken its place. Idempotent. */
export async function remember(job: Pick<Row, "jobId" | "projectId" | "fingerprint">, productId: string) {
  const { projectId, fingerprint, jobId } = job;
  if (!fingerprint) return;
  try {
    await makings()
      .patch({ projectId, fingerprint })
      .set({ productId })
      .where((attribute, operation) => operation.eq(attribute.jobId, jobId))
      .go();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

interface Making {
  jobId: string;
  job?: unknown;
  productId?: string | undefined;
}

async function answerFrom(
  { row, jobId, job, productId }: Making & { row: Row },
  { isForced, resultOf }: Unchanged,
): Promise<Answer | undefined> {
  if (jobId === row.jobId) return { kind: "make" };
  if (isForced) return undefined;
  const making = (await find(jobId)) ?? (await helped(job));
  if (making && isActive(making)) return { kind: "join", job: making };
  const result = productId ? await resultOf(productId) : undefined;
  return result && { kind: "reuse", result };
}

/** A claim without a job: its owner is about to write it, or died. Whoever comes writes the very same row. */
async function helped(job: unknown): Promise<Row | undefined> {
  const row = Row.parse(job);
  const isRecent = Date.now() - Date.parse(row.createdAt) < JOB.queuedMaxMs;
  return isRecent ? create(row) : undefined;
}

async function claim(row: Row, fingerprint: string, seen: Making | null): Promise<boolean> {
  const { projectId, jobId } = row;
  const making = {
    projectId,
    fingerprint,
    jobId,
    job: row,
    ...(seen?.productId && { productId: seen.productId }),
  };
  try {
    await makings()
      .put(making)
      .where((attribute, operation) =>
        seen ? operation.eq(attribute.jobId, seen.jobId) : operation.notExists(attribute.jobId),
      )
      .go();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
