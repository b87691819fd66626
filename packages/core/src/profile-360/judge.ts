import * as Generation from "../generation/index.ts";
import { isDuplicate } from "../images/index.ts";
import * as Job from "../job/index.ts";
import { PROFILE } from "../limits.ts";
import * as Media from "../media/index.ts";
import * as Subject from "../subject/index.ts";
import { judgeCoverage } from "./coverage.ts";
import { planAngles } from "./plan.ts";
import { StartInput } from "./start.ts";

/** Paid attempts one angle may take over all rounds, its automatic retries included. */
const ATTEMPTS_PER_ANGLE_MAX = 8;
const HOPELESS = new Set(["FalAuthenticationFailed", "FalAccountLocked", "FalContentPolicy", "JobStopped"]);

/** What became of one angle so far. */
export interface AngleState {
  angle: number;
  media?: Media.Info;
  /** Why there is no good picture. */
  reason?: string;
  attempts: number;
  isExhausted: boolean;
}

/**
 * State JudgeProfile: what is there, by what can be measured today (stored, not blank, not the same picture as
 * another angle), and what to render next. Ends the job when too little could be had; stored pictures stay.
 */
export async function judge({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const rows = await Generation.ofJob(jobId);
  const states = await angleStates(job, rows);
  const lastRound = Math.max(0, ...rows.map(({ round }) => round));
  const verdict = judgeCoverage({
    asked: states.map(({ angle }) => angle),
    good: states.filter(({ media }) => media).map(({ angle }) => angle),
    exhausted: states.filter(({ isExhausted }) => isExhausted).map(({ angle }) => angle),
    repairRoundsLeft: PROFILE.repairRounds - lastRound,
    wasSimplified: lastRound > PROFILE.repairRounds,
  });
  if (verdict.verdict === "again") {
    await Job.advance(jobId, verdict.plan === "repair" ? "rendering missing angles" : "simplified plan");
    const round = verdict.plan === "repair" ? lastRound + 1 : PROFILE.repairRounds + 1;
    const attempts = verdict.angles.map((angle) => ({ angle, attempt: nextAttempt(states, angle) }));
    return { jobId, verdict: "again", batches: await planAngles(job, { round, attempts }) };
  }
  if (verdict.verdict === "failed") await fail(job, { rows, states });
  return { jobId, verdict: verdict.verdict };
}

/** What became of every asked angle, in the order asked. */
export async function angleStates(job: Job.Row, rows: Generation.Row[]): Promise<AngleState[]> {
  const input = StartInput.parse(job.input);
  const { type } = await Subject.fromId(job.projectId, input.subjectId);
  const done = rows.flatMap(({ state, mediaId }) => (state === "done" && mediaId ? [mediaId] : []));
  const stored = new Map((await Media.fromIds(job.projectId, done)).map((media) => [media.mediaId, media]));
  const states: AngleState[] = [];
  for (const angle of input.angles) {
    const attempts = rows.filter(({ slot }) => slot === String(angle));
    // A symmetrical prop looks the same from every side; only a character must not.
    const others = type === "character" ? states : [];
    states.push(stateOf(angle, { attempts, stored, others }));
  }
  return states;
}

interface Evidence {
  attempts: Generation.Row[];
  stored: Map<string, Media.Info>;
  others: AngleState[];
}

function stateOf(angle: number, { attempts, stored, others }: Evidence): AngleState {
  const base = { angle, attempts: Math.max(0, ...attempts.map(({ attempt }) => attempt)) };
  const reasons: string[] = [];
  for (const { mediaId } of attempts) {
    const media = mediaId ? stored.get(mediaId) : undefined;
    if (!media) continue;
    const fault = faultOf(media, others);
    if (!fault) return { ...base, media, isExhausted: false };
    reasons.push(fault);
  }
  const last = attempts.at(-1);
  const isExhausted =
    base.attempts >= ATTEMPTS_PER_ANGLE_MAX || HOPELESS.has(last?.outcome?.error?.name ?? "");
  const reason = reasons.at(-1) ?? (last && Generation.reasonOf(last)) ?? "no picture was made";
  return { ...base, reason, isExhausted };
}

function faultOf({ measures }: Media.Info, others: AngleState[]): string | undefined {
  if (measures.isBlank) return "the picture is blank";
  const twin = others.find(
    ({ media }) => media && isDuplicate(media.measures.perceptualHash, measures.perceptualHash),
  );
  return twin && `the same picture as angle ${twin.angle}`;
}

function nextAttempt(states: AngleState[], angle: number): number {
  return (states.find((state) => state.angle === angle)?.attempts ?? 0) + 1;
}

async function fail(
  job: Job.Row,
  { rows, states }: { rows: Generation.Row[]; states: AngleState[] },
): Promise<void> {
  const missing = states.filter(({ media }) => !media);
  const kept = states.length - missing.length;
  await Job.end(job.jobId, {
    state: "failed",
    problem: {
      code: "profile.incomplete",
      message: `Only ${kept} of ${states.length} angles could be rendered. What was rendered is kept.`,
      details: missing.map(({ angle, reason }) => ({ slot: String(angle), reason: reason ?? "unknown" })),
    },
    costMicroUsd: Generation.spentMicroUsd(rows),
  });
}
