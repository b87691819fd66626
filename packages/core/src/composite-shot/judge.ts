import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import * as Media from "../media/index.ts";
import { shotPriceMicroUsd } from "./model.ts";
import { modelOf, needOf, planShot, SLOT, sceneOf } from "./plan.ts";
import { CastReport, faultsOf, isWrong, meanScore } from "./report.ts";
import type { Entry } from "./roster.ts";
import { wordsOf } from "./verdict-words.ts";

const HOPELESS = new Set([
  "FalAuthenticationFailed",
  "FalAccountLocked",
  "FalContentPolicy",
  "JobStopped",
  "BudgetExhausted",
]);

/** One stored try of a scene and what the cast check found in it; undefined when it was not checked. */
export interface Take {
  row: Generation.Row;
  media: Media.Info;
  report: CastReport | undefined;
}

/** How a cast check looks at a picture; handed in, so that only the judge's function brings the pixels along. */
export type CheckCast = (media: Media.Info, entries: Entry[]) => Promise<CastReport>;

/**
 * State JudgeComposite: checks who is who in the new picture, and tries again while something is wrong and attempts
 * and money are left. The best picture wins in the end; without any picture the job fails.
 */
export async function judge({ jobId }: { jobId: string }, checkCast: CheckCast) {
  const job = await Job.fromId(jobId);
  await Job.advance(jobId, "checking the cast");
  const { input, entries, rows } = await sceneOf(job);
  const takes = await Promise.all(
    (await takesOf(job, rows)).map((take) => checked(take, entries, checkCast)),
  );
  const best = bestOf(takes);
  const round = Math.max(0, ...rows.filter(isShot).map((row) => row.round)) + 1;
  const isGood = best?.report !== undefined && faultsOf(best.report) === 0;
  if (
    !isGood &&
    round < input.maxAttempts &&
    mayTryAgain(rows) &&
    affords({ job, rows, input, entries, round })
  ) {
    await Job.advance(jobId, "trying again");
    const latest = takes.at(-1);
    const corrections = latest?.report ? correctionsOf(latest.report, entries) : {};
    return { jobId, verdict: "again", shots: await planShot(job, { round, corrections }) };
  }
  if (best) return { jobId, verdict: "save" };
  await fail(job, rows);
  return { jobId, verdict: "failed" };
}

/** Every stored try of the scene, oldest first. */
export async function takesOf(job: Job.Row, rows: Generation.Row[]): Promise<Take[]> {
  const done = rows.filter((row) => isShot(row) && row.state === "done");
  const stored = await Media.fromIds(
    job.projectId,
    done.flatMap(({ mediaId }) => (mediaId ? [mediaId] : [])),
  );
  return done.flatMap((row) => {
    const media = stored.find(({ mediaId }) => mediaId === row.mediaId);
    const parsed = CastReport.safeParse(media?.cast);
    return media && !media.measures.isBlank
      ? [{ row, media, report: parsed.success ? parsed.data : undefined }]
      : [];
  });
}

/** The try with the fewest faults, then the best likeness, then the first. */
export function bestOf(takes: Take[]): Take | undefined {
  const faults = ({ report }: Take) => (report ? faultsOf(report) : 0);
  const score = ({ report }: Take) => (report ? (meanScore(report) ?? 0) : 0);
  return [...takes].sort((a, b) => faults(a) - faults(b) || score(b) - score(a))[0];
}

function isShot({ slot }: Generation.Row): boolean {
  return slot === SLOT.shot;
}

async function checked(take: Take, entries: Entry[], checkCast: CheckCast): Promise<Take> {
  if (take.report) return take;
  const report = await checkCast(take.media, entries);
  await Media.settle(take.media, { cast: report });
  return { ...take, report };
}

function mayTryAgain(rows: Generation.Row[]): boolean {
  const last = rows.filter(isShot).at(-1);
  return !HOPELESS.has(last?.outcome?.error?.name ?? "");
}

interface Attempt {
  job: Job.Row;
  rows: Generation.Row[];
  input: Parameters<typeof needOf>[0];
  entries: Entry[];
  round: number;
}

function affords({ job, rows, input, entries, round }: Attempt): boolean {
  if (job.budgetMicroUsd === undefined) return true;
  const price = shotPriceMicroUsd(modelOf(input, { entries, round }), needOf(input, entries.length));
  return Generation.spentMicroUsd(rows) + price <= job.budgetMicroUsd;
}

/** What went wrong with whom, in the words of the next prompt. */
function correctionsOf({ figures }: CastReport, entries: Entry[]): Record<string, string> {
  const wrong = figures.filter(isWrong);
  return Object.fromEntries(wrong.map((figure) => [figure.key, wordsOf(figure, entries)]));
}

async function fail(job: Job.Row, rows: Generation.Row[]): Promise<void> {
  const pictures = rows.filter(({ kind }) => kind === "image");
  const details = pictures.map((row) => ({
    slot: row.slot,
    reason:
      row.state === "done" ? "the picture is blank" : (Generation.reasonOf(row) ?? `ended ${row.state}`),
  }));
  await Job.end(job.jobId, {
    state: "failed",
    problem: { code: "composite.unusable", message: "No picture of the scene could be made.", details },
    costMicroUsd: Generation.spentMicroUsd(rows),
  });
}
