import { findModel } from "../fal/index.ts";
import * as Generation from "../generation/index.ts";
import * as Job from "../job/index.ts";
import { MASTER } from "../limits.ts";
import * as Media from "../media/index.ts";
import { planCandidates } from "./plan.ts";
import { gradeOf } from "./result.ts";
import { DESCRIBE_SYSTEM_PROMPT, describePrompt } from "./specifications.ts";

const VISION_MODEL = "openrouter/router/vision";
const DESCRIPTION_MAX_TOKENS = 4_000;

/**
 * State GradeMaster: picks the best candidate by what can be measured today, asks for others while attempts are
 * left, or ends the job. A picked master goes on to be described.
 */
export async function grade({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const rows = Generation.begunRounds(await Generation.ofJob(jobId));
  const best = await pick(job, rows);
  const rounds = Math.max(...rows.map((row) => row.round)) + 1;
  const mayRepeat = rounds < MASTER.attemptsMax && mayTryAgain(rows);
  if (best && (gradeOf(best) >= MASTER.qualityMin || !(mayRepeat && (await isAffordable(job, rows))))) {
    await Job.advance(jobId, "describing");
    const [describe] = await planDescription(job, best.mediaId, 1);
    return { jobId, verdict: "describe", ...describe };
  }
  if (mayRepeat) {
    await Job.advance(jobId, "trying again");
    return { jobId, verdict: "again", candidates: await nextRound(job, rows, rounds) };
  }
  await Job.end(jobId, {
    state: "failed",
    problem: { code: "master.unusable", message: "No candidate could be used.", details: reasonsOf(rows) },
    costMicroUsd: Generation.spentMicroUsd(rows),
  });
  return { jobId, verdict: "failed" };
}

/** The best stored candidate, by its grade among those that show something; undefined when there is none. */
export async function pick(job: Job.Row, rows: Generation.Row[]): Promise<Media.Info | undefined> {
  const ids = rows.flatMap((row) =>
    row.kind === "image" && row.state === "done" && row.mediaId ? [row.mediaId] : [],
  );
  const candidates = await Media.fromIds(job.projectId, ids);
  const usable = candidates.filter((media) => !media.measures.isBlank);
  return usable.sort(
    (a, b) =>
      gradeOf(b) - gradeOf(a) ||
      b.measures.contrast - a.measures.contrast ||
      a.mediaId.localeCompare(b.mediaId),
  )[0];
}

/** Another round must not exceed what the caller allowed; the job keeps what it has. */
async function isAffordable({ budgetMicroUsd }: Job.Row, rows: Generation.Row[]): Promise<boolean> {
  if (budgetMicroUsd === undefined) return true;
  const first = rows.filter(({ round, kind }) => round === 0 && kind === "image");
  const roundMicroUsd = first.reduce((sum, { priceMicroUsd }) => sum + priceMicroUsd, 0);
  return Generation.spentMicroUsd(rows) + roundMicroUsd <= budgetMicroUsd;
}

/** Rows of the vision request about a picture; a second one asks to repair the first answer. */
export function planDescription(job: Job.Row, mediaId: string, attempt: number): Promise<Generation.Ref[]> {
  const model = findModel(VISION_MODEL);
  const request = {
    model: model.id,
    prompt: describePrompt(attempt > 1),
    width: 1024,
    height: 1024,
    references: 1,
    vision: { systemPrompt: DESCRIBE_SYSTEM_PROMPT, maxTokens: DESCRIPTION_MAX_TOKENS },
  };
  return Generation.plan(job, [{ slot: "describe", round: 0, attempt, request, references: [mediaId] }]);
}

function mayTryAgain(rows: Generation.Row[]): boolean {
  return rows.some((row) => row.kind === "image" && !Generation.isHopeless(row));
}

/** What FAL made and we could not take is taken again; only without such a picture others are drawn. */
async function nextRound(job: Job.Row, rows: Generation.Row[], round: number): Promise<Generation.Ref[]> {
  const untaken = rows.filter(Generation.isUntaken);
  if (untaken.length === 0) return planCandidates(job, { round, prompt: firstPrompt(rows) });
  return Promise.all(untaken.map((row) => Generation.retake(row, round)));
}

/** What was planned first; recovery may have reworded later attempts. */
function firstPrompt(rows: Generation.Row[]): string {
  return rows.find(({ kind, round }) => kind === "image" && round === 0)?.request.prompt ?? "";
}

function reasonsOf(rows: Generation.Row[]) {
  const images = rows.filter((row) => row.kind === "image");
  return images.map((row) => ({
    slot: row.slot,
    reason:
      row.state === "done" ? "the picture is blank" : (Generation.reasonOf(row) ?? `ended ${row.state}`),
  }));
}
