import { finishCancel } from "../cancellation/index.ts";
import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { GENERATION, JOB } from "../limits.ts";
import { log } from "../log.ts";
import { endDeadJob } from "./dead-job.ts";
import { takeLate } from "./late-answer.ts";

export { JobEndedEvent, jobEnded } from "./job-ended.ts";

export interface ReconcileReport {
  /** Open requests by what asking FAL found. */
  settled: Record<string, number>;
  jobsStarted: number;
  jobsEnded: number;
  /** Amounts that a function which died had left out of the ledger. */
  amountsPosted: number;
  errors: number;
}

const AT_ONCE = 8;

/**
 * Makes up for what was lost: asks FAL about every open request and completes it as a webhook would, starts jobs
 * that never got an execution, ends jobs whose execution is gone, and has late pictures stored. Safe to run twice at the same time.
 */
export async function reconcile(now = Date.now()): Promise<ReconcileReport> {
  const report: ReconcileReport = { settled: {}, jobsStarted: 0, jobsEnded: 0, amountsPosted: 0, errors: 0 };
  const [generations, jobs] = await Promise.all([Generation.listOpen(), Job.listOpen()]);
  await inTurns(generations, report, async (row) => {
    const standing = await Generation.settle(row);
    if (standing === "nobody-waits") await takeLate(await Generation.fromRef(row));
    if (standing === "waiting" && !Job.isActive(await Job.fromId(row.jobId))) await Generation.withdraw(row);
    if (standing === "unnamed") await leaveUnnamed(row, now);
    report.settled[standing] = (report.settled[standing] ?? 0) + 1;
  });
  report.amountsPosted = await Generation.postLeftBehind(now);
  const old = jobs.filter(({ createdAt }) => now - Date.parse(createdAt) > JOB.queuedMaxMs);
  await inTurns(old, report, (job) => mend(job, report));
  log().info("reconciled", { ...report, open: generations.length, openJobs: jobs.length });
  return report;
}

/**
 * A function died around its submission. While the job goes on its recovery decides; once nobody will, what may have
 * been bought is marked, and given up when no webhook has named it in time.
 */
async function leaveUnnamed(row: Generation.Row, now: number): Promise<void> {
  if (now - Date.parse(row.createdAt) > GENERATION.suspectMaxMs) return closeSuspect(row);
  const isOver = row.claimedAt !== undefined && now - Date.parse(row.claimedAt) >= GENERATION.sendMaxMs;
  if (row.isSuspect || !isOver || Job.isActive(await Job.fromId(row.jobId))) return;
  await Generation.move(row, { from: ["pending"], set: { isSuspect: true } });
}

/** Nothing will ever say whether it was billed: it counts apart. */
async function closeSuspect(row: Generation.Row): Promise<void> {
  const set = { state: "failed" as const, isSuspect: true, ...Generation.UNPOSTED };
  if (await Generation.move(row, { from: ["pending"], set, close: true })) await Generation.post(row);
}

/** A job that is queued for long has no execution yet, or one that died before it could say anything. */
async function mend(job: Job.Row, report: ReconcileReport): Promise<void> {
  if (job.state === "cancelling") {
    await finishCancel(job);
    report.jobsEnded += 1;
    return;
  }
  const start = job.state === "queued" ? await Job.startExecution(job) : "existed";
  if (start === "started") report.jobsStarted += 1;
  else if (start === "existed" && (await endDeadJob(job))) report.jobsEnded += 1;
}

/** Some at a time; one that fails is counted and does not stop the others. */
async function inTurns<T>(
  items: T[],
  report: ReconcileReport,
  work: (item: T) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const results = await Promise.allSettled(items.slice(start, start + AT_ONCE).map(work));
    for (const result of results) {
      if (result.status === "fulfilled") continue;
      report.errors += 1;
      log().warn("not reconciled; next time again", { error: result.reason as Error });
    }
  }
}
