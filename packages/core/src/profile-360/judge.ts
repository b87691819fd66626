import * as Generation from "../generation/index.ts";
import { isDuplicate } from "../images/index.ts";
import * as Job from "../job/index.ts";
import { PROFILE } from "../limits.ts";
import * as Media from "../media/index.ts";
import * as Subject from "../subject/index.ts";
import { judgeCoverage } from "./coverage.ts";
import { planAngles, type Round } from "./plan.ts";
import { StartInput } from "./start.ts";

/** Paid attempts one angle may take over all rounds, its automatic retries included. */
const ATTEMPTS_PER_ANGLE_MAX = 8;

/** What became of one angle so far. */
export interface AngleState {
  angle: number;
  media?: Media.Info;
  /** Why there is no good picture. */
  reason?: string;
  attempts: number;
  isExhausted: boolean;
  /** FAL's picture is there; only we could not take it. */
  untaken?: Generation.Row;
}

/**
 * State JudgeProfile: what is there, by what can be measured today (stored, not blank, not the same picture as
 * another angle), and what to render next. Ends the job when too little could be had; stored pictures stay.
 */
export async function judge({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const rows = Generation.begunRounds(await Generation.ofJob(jobId));
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
    return {
      jobId,
      verdict: "again",
      batches: await planAngles(job, roundOf(round, verdict.angles, states)),
    };
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
  const untaken = attempts.find(Generation.isUntaken);
  const isExhausted =
    !untaken &&
    (base.attempts >= ATTEMPTS_PER_ANGLE_MAX || (last !== undefined && Generation.isHopeless(last)));
  const reason = reasons.at(-1) ?? (last && Generation.reasonOf(last)) ?? "no picture was made";
  return { ...base, reason, isExhausted, ...(untaken && { untaken }) };
}

function faultOf({ measures }: Media.Info, others: AngleState[]): string | undefined {
  if (measures.isBlank) return "the picture is blank";
  const twin = others.find(
    ({ media }) => media && isDuplicate(media.measures.perceptualHash, measures.perceptualHash),
  );
  return twin && `the same picture as angle ${twin.angle}`;
}

/** What was paid for is taken again; only the rest is drawn. */
function roundOf(round: number, angles: number[], states: AngleState[]): Round {
  const retakes = states.flatMap(({ angle, untaken }) =>
    untaken && angles.includes(angle) ? [untaken] : [],
  );
  const taken = new Set(retakes.map(({ slot }) => slot));
  const drawn = angles.filter((angle) => !taken.has(String(angle)));
  return {
    round,
    retakes,
    attempts: drawn.map((angle) => ({ angle, attempt: nextAttempt(states, angle) })),
  };
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
