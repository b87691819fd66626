import { notFound } from "../errors.ts";
import { GENERATION } from "../limits.ts";
import { HYDRATED, isConditionFailure, stillListed } from "../table/index.ts";
import { type GenerationState, generations, Row } from "./record.ts";

/** What every step of a generation's life is told: which row it is. */
export interface Ref {
  jobId: string;
  generationId: string;
}

/** The row, read consistently; a task is only ever started for a row that exists. */
export async function fromRef({ jobId, generationId }: Ref): Promise<Row> {
  const row = await find({ jobId, generationId });
  if (!row) throw notFound("generation", generationId);
  return row;
}

/** As `fromRef`, but undefined when there is none. */
export async function find({ jobId, generationId }: Ref): Promise<Row | undefined> {
  const { data } = await generations().get({ jobId, generationId }).go({ consistent: true });
  return data ? Row.parse(data) : undefined;
}

/** All attempts of a job, oldest first, read consistently. */
export async function ofJob(jobId: string): Promise<Row[]> {
  const { data } = await generations().query.primary({ jobId }).go({ consistent: true, pages: "all" });
  // The ids are digests: they say nothing about order.
  return data
    .map((row) => Row.parse(row))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.attempt - b.attempt);
}

/** Generations that wait for FAL or for their state, of all jobs. Eventually consistent. */
export async function listOpen(): Promise<Row[]> {
  const shards = Array.from({ length: GENERATION.openShards }, (_, shard) => `open#${shard}`);
  const found = await Promise.all(
    shards.map((gsi2pk) =>
      generations()
        .query.open({ gsi2pk })
        .go({ ...HYDRATED, pages: "all" }),
    ),
  );
  return found.flatMap(({ data }) => stillListed(data).map((row) => Row.parse(row)));
}

/** Writes a planned row; one that is there already, from an earlier run of the same plan, stays as it is. */
export async function plant(row: Row): Promise<void> {
  try {
    await generations().create(row).go();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** Claims a planned row for sending; the row as it is then, or undefined when somebody was here before. */
export async function claim({ jobId, generationId }: Ref, set: Change): Promise<Row | undefined> {
  try {
    const { data } = await generations()
      .patch({ jobId, generationId })
      .set(set)
      .where((attribute, operation) => operation.eq(attribute.state, "planned"))
      .go({ response: "all_new" });
    return Row.parse(data);
  } catch (error) {
    if (isConditionFailure(error)) return undefined;
    throw error;
  }
}

type Change = Partial<Omit<Row, "jobId" | "generationId" | "projectId">>;

interface Move {
  from: readonly GenerationState[];
  set: Change;
  /** Takes the row out of the index of open generations. */
  close?: boolean;
  /** Takes the row out of the index of amounts that the project's counters do not have. */
  isPosted?: boolean;
}

/** Changes a row only when it is in one of the states `from`; false when it was not. */
export async function move(
  { jobId, generationId }: Ref,
  { from, set, close, isPosted }: Move,
): Promise<boolean> {
  const patch = generations().patch({ jobId, generationId }).set(set);
  const removed = [
    ...(close ? (["gsi2pk", "taskToken"] as const) : []),
    ...(isPosted ? (["gsi4pk"] as const) : []),
  ];
  try {
    await (removed.length > 0 ? patch.remove(removed) : patch)
      .where(
        (attribute, operation) =>
          `(${from.map((state) => operation.eq(attribute.state, state)).join(" OR ")})`,
      )
      .go();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
