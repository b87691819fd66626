import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type Job, retentionMs } from "./job.ts";

const REQUEST_ID = /^[0-9a-f-]{36}$/;
const MEMORY_MAX_JOBS = 2_000;

const Finished = z.object({
  requestId: z.string(),
  gatewayRequestId: z.string(),
  endpointId: z.string(),
  number: z.number(),
  submittedAtMs: z.number(),
  startedAtMs: z.number().optional(),
  finishedAtMs: z.number(),
  logs: z.array(
    z.object({ timestamp: z.string(), message: z.string(), labels: z.record(z.string(), z.string()) }),
  ),
  outcome: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    text: z.string(),
    usd: z.number(),
    billableUnits: z.number(),
    seed: z.string().optional(),
  }),
});

/** All requests by id: running ones in memory, finished ones on disk too, where they outlive the process. */
export interface Archive {
  add(job: Job): void;
  /** Writes a finished request to disk, unless the caller asked not to store it. */
  keep(job: Job): Promise<void>;
  find(requestId: string): Promise<Job | undefined>;
}

/**
 * Keeps finished requests under `dir`, one file each; without it the last ones, in memory. Those that were running when
 * the process died are lost.
 */
export function createArchive({ dir, now }: { dir?: string; now: () => number }): Archive {
  const live = new Map<string, Job>();
  const finished: string[] = [];
  const isForgotten = ({ isStored, outcome, finishedAtMs }: Job) =>
    !isStored &&
    outcome !== undefined &&
    finishedAtMs !== undefined &&
    now() > finishedAtMs + retentionMs(outcome);
  return {
    add: (job) => void live.set(job.requestId, job),
    keep: async (job) => {
      job.input = {};
      if (job.isStored && dir !== undefined) await writeFinished(dir, job);
      finished.push(job.requestId);
      const evicted = finished.length > MEMORY_MAX_JOBS ? finished.shift() : undefined;
      if (evicted !== undefined) live.delete(evicted);
    },
    find: async (requestId) => {
      const job = live.get(requestId) ?? (dir && (await readFinished(dir, requestId)));
      return !job || isForgotten(job) ? undefined : job;
    },
  };
}

async function writeFinished(dir: string, job: Job): Promise<void> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, `${job.requestId}.json`);
  await writeFile(`${file}.part`, JSON.stringify(Finished.parse(job)));
  await rename(`${file}.part`, file);
}

async function readFinished(dir: string, requestId: string): Promise<Job | undefined> {
  if (!REQUEST_ID.test(requestId)) return undefined;
  const text = await readFile(join(dir, `${requestId}.json`), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    },
  );
  if (text === undefined) return undefined;
  return {
    ...Finished.parse(JSON.parse(text)),
    state: "COMPLETED",
    strikes: {},
    priority: "normal",
    isStored: true,
    input: {},
    resultReads: 0,
  };
}
