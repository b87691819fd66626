import { isConditionFailure } from "../table/index.ts";
import { jobs, Row } from "./record.ts";

/** The job, or undefined; reads consistently. Does not check the caller. */
export async function find(jobId: string): Promise<Row | undefined> {
  const { data } = await jobs().get({ jobId }).go({ consistent: true });
  return data ? Row.parse(data) : undefined;
}

/** Writes a new job; one that is there already, from an earlier run of the same request, is left as it is and returned. */
export async function create(row: Row): Promise<Row> {
  try {
    await jobs().create(row).go();
    return row;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return (await find(row.jobId)) ?? row;
  }
}

/** Whether anything may still be sent for a job. */
export function isActive({ state }: Pick<Row, "state">): boolean {
  return state === "queued" || state === "running";
}
