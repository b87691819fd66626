import { Entity } from "electrodb";
import { config } from "../config.ts";
import { LikenessError } from "../errors.ts";
import { HOURLY } from "../limits.ts";
import { isConditionFailure, key, lazy, tableBinding } from "../table/index.ts";

/** What a project started in one hour of the clock; swept by TTL. */
const hours = lazy(
  () =>
    new Entity(
      {
        model: { entity: "limit", service: "likeness", version: "1" },
        attributes: {
          projectId: { type: "string", required: true },
          hour: { type: "number", required: true },
          jobs: { type: "set", items: "string" },
          expiresAt: { type: "number" },
        },
        indexes: { primary: { pk: key("pk", ["projectId"]), sk: key("sk", ["hour"]) } },
      },
      tableBinding(),
    ),
);

/**
 * Counts a profile against its project's hour, as one conditional write; a job that is counted already is not counted
 * again. Throws a 429 with the seconds until the next hour when there is no room. `nowMs` is the time to count it at.
 */
export async function countProfile(
  job: { projectId: string; jobId: string },
  nowMs = Date.now(),
): Promise<void> {
  const { projectId, jobId } = job;
  const { PROFILES_PER_HOUR } = config("limits");
  const hour = Math.floor(nowMs / HOURLY.windowMs);
  const endMs = (hour + 1) * HOURLY.windowMs;
  try {
    await hours()
      .update({ projectId, hour })
      .add({ jobs: [jobId] })
      .set({ expiresAt: Math.floor(endMs / 1000) + HOURLY.keptSeconds })
      .where(
        ({ jobs }, { notExists, size, contains, value }) =>
          `(${notExists(jobs)} OR ${size(jobs)} < ${value(jobs, PROFILES_PER_HOUR as never)} OR ${contains(jobs, jobId as never)})`,
      )
      .go();
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    const message = `A project may start ${PROFILES_PER_HOUR} profiles in an hour; this one has.`;
    const retryAfterSeconds = Math.max(1, Math.ceil((endMs - nowMs) / 1000));
    throw new LikenessError("rate", "limit.profiles", message, { retryAfterSeconds });
  }
}
