import type { Check, Violation } from "./invariants.ts";
import type { GenerationRow, JobRow, Stores } from "./stores.ts";

export const TERMINAL = new Set(["succeeded", "failed", "cancelled"]);
const TRANSITIONS_MAX = 2_500;
const PAYLOAD_MAX_BYTES = 32 * 1024;
const ITEM_MAX_BYTES = 64 * 1024;

/** I4, I5, I12, I13 and I15: everything ended, once, within bounds, and stays with its project. */
export const checkEndings: Check = (stores, { endings }) => [
  ...stores.jobs.flatMap((job) => ending(job, { stores, seen: endings.get(job.jobId) })),
  ...stores.executions.flatMap(({ name, status, transitions, input, output = "" }) => [
    ...(status === "RUNNING" ? [violation("I4", `${name} still runs`)] : []),
    ...(transitions > TRANSITIONS_MAX ? [violation("I13", `${name} took ${transitions} transitions`)] : []),
    ...(Math.max(input.length, output.length) > PAYLOAD_MAX_BYTES
      ? [violation("I13", `${name} carries ${Math.max(input.length, output.length)} bytes`)]
      : []),
  ]),
  ...(stores.largestItemBytes > ITEM_MAX_BYTES
    ? [violation("I13", `a row has ${stores.largestItemBytes} bytes`)]
    : []),
  ...tenancy(stores),
  ...leftOpen(stores),
];

function ending(job: JobRow, { stores, seen }: { stores: Stores; seen: string | undefined }): Violation[] {
  if (!TERMINAL.has(job.state))
    return [violation("I5", `${job.jobId} is ${job.state} although its execution is over`)];
  const changed = seen !== undefined && seen !== job.state;
  return [
    ...(changed ? [violation("I5", `${job.jobId} was ${seen} and is now ${job.state}`)] : []),
    ...(job.state === "cancelled" ? afterCancel(job, stores) : []),
  ];
}

/** Nothing waits in FAL's queue for a cancelled job, and at most one request slipped through, on a row of its own. */
function afterCancel({ jobId, endedAt = "" }: JobRow, { generations, bill }: Stores): Violation[] {
  const own = generations.filter((row) => row.jobId === jobId);
  const ids = new Set(own.map(({ requestId }) => requestId));
  const late = bill.filter(
    ({ requestId, submittedAtMs }) => ids.has(requestId) && submittedAtMs > Date.parse(endedAt),
  );
  const waiting = bill.filter(({ requestId, status }) => ids.has(requestId) && status === "IN_QUEUE");
  const planned = own.filter(({ state }) => state === "planned");
  return [
    ...(late.length > 1
      ? [violation("I15", `${late.length} requests were sent after ${jobId} was cancelled`)]
      : []),
    ...(waiting.length > 0
      ? [violation("I15", `${waiting.length} requests of cancelled ${jobId} still wait`)]
      : []),
    ...(planned.length > 0
      ? [violation("I15", `${planned.length} rows of cancelled ${jobId} are still planned`)]
      : []),
  ];
}

function tenancy({ jobs, generations, media }: Stores): Violation[] {
  const projects = new Map(jobs.map(({ jobId, projectId }) => [jobId, projectId]));
  return [
    ...generations
      .filter(({ jobId, projectId }) => projects.has(jobId) && projects.get(jobId) !== projectId)
      .map(({ generationId }) => violation("I12", `${generationId} belongs to another project than its job`)),
    ...media
      .filter(({ key, projectId, thumbnails }) =>
        [key, ...thumbnails.map((thumbnail) => thumbnail.key)].some(
          (each) => !each.startsWith(`projects/${projectId}/`),
        ),
      )
      .map(({ mediaId }) => violation("I12", `${mediaId} has an object outside its project`)),
  ];
}

/** Only a request that may still be named by a late webhook stays in the list of open ones. */
function leftOpen({ generations }: Stores): Violation[] {
  return generations
    .filter(isStuck)
    .map(({ generationId, state }) => violation("I4", `${generationId} stays open as ${state}`));
}

/**
 * Open, though nothing can come any more that would close it but time. A suspect may still be named by a webhook, and a
 * paid picture that could not be taken is tried again for a day.
 */
export function isStuck({ gsi2pk, isSuspect, state, fault }: GenerationRow): boolean {
  if (gsi2pk === undefined) return false;
  return !(isSuspect && state === "pending") && !(state === "answered" && fault !== undefined);
}

function violation(invariant: string, message: string): Violation {
  return { invariant, message };
}
