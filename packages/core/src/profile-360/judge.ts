import * as Collection from "../collection/index.ts";
import * as Generation from "../generation/index.ts";
import { derivedId } from "../ids.ts";
import * as Job from "../job/index.ts";
import * as Lineage from "../lineage/index.ts";
import type { AngleState } from "./angle-states.ts";
import { changeFor } from "./change.ts";
import { judgeCoverage, type Verdict } from "./coverage.ts";
import { keepEvidence } from "./evidence.ts";
import { collectionIdOf, planAngles, type Round } from "./plan.ts";
import { failingViews, type Standing, standingOf } from "./standing.ts";
import { StartInput } from "./start.ts";

/**
 * State JudgeProfile: what is there, how alike it is, and what to render next: only what is missing or failing, with a
 * changed plan, while rounds and money last. In the end it records the best of all attempts with the report; too
 * little ends the job. Stored pictures stay whatever happens.
 */
export async function judge({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const standing = await standingOf(job);
  const verdict = verdictOn(job, standing);
  if (verdict.verdict === "again") {
    await Job.advance(jobId, verdict.plan === "repair" ? "repairing" : "simplified plan");
    return { jobId, verdict: "again", batches: await planAngles(job, roundOf(job, verdict, standing)) };
  }
  if (verdict.verdict === "failed") {
    await fail(job, standing);
    return { jobId, verdict: "failed" };
  }
  return { jobId, verdict: await conclude(job, verdict, standing) };
}

function verdictOn(job: Job.Row, standing: Standing): Verdict {
  const { maxRepairRounds } = StartInput.parse(job.input);
  const { rows, states, chosen } = standing;
  const lastRound = Math.max(0, ...rows.map(({ round }) => round));
  const failing = new Set(failingViews(standing).map(({ angle }) => angle));
  const coverage = {
    asked: states.map(({ angle }) => angle),
    exhausted: states.filter(({ isExhausted }) => isExhausted).map(({ angle }) => angle),
    wasSimplified: lastRound > maxRepairRounds,
  };
  const present = [...chosen.keys()];
  const good = present.filter((angle) => !failing.has(angle));
  const again = judgeCoverage({ ...coverage, good, repairRoundsLeft: maxRepairRounds - lastRound });
  if (again.verdict === "again" && again.plan === "repair") {
    const angles = affordable(job, { rows, angles: again.angles, present });
    if (angles.length > 0) return { ...again, angles };
  }
  return judgeCoverage({ ...coverage, good: present, repairRoundsLeft: 0 });
}

/** What the rest of the caller's money can pay for, missing angles before failing ones. */
function affordable(
  { budgetMicroUsd }: Job.Row,
  { rows, angles, present }: { rows: Generation.Row[]; angles: number[]; present: number[] },
): number[] {
  const missing = angles.filter((angle) => !present.includes(angle));
  const ordered = [...missing, ...angles.filter((angle) => present.includes(angle))];
  if (budgetMicroUsd === undefined) return ordered;
  const dearest = Math.max(1, ...rows.map(({ priceMicroUsd }) => priceMicroUsd));
  const left = budgetMicroUsd - Generation.spentMicroUsd(rows);
  return ordered.slice(0, Math.max(0, Math.floor(left / dearest)));
}

/** What was paid for is taken again; only the rest is drawn. */
function roundOf(job: Job.Row, verdict: Extract<Verdict, { verdict: "again" }>, standing: Standing): Round {
  const input = StartInput.parse(job.input);
  const { rows, states, report } = standing;
  const lastRound = Math.max(0, ...rows.map((row) => row.round));
  const round = verdict.plan === "repair" ? lastRound + 1 : input.maxRepairRounds + 1;
  const wanted = states.filter(({ angle }) => verdict.angles.includes(angle));
  const retakes = wanted.flatMap(({ untaken }) => (untaken ? [untaken] : []));
  const drawn = wanted.filter(({ untaken }) => !untaken);
  const attempts = drawn.map(({ angle, attempts: before }) => ({
    angle,
    attempt: before + 1,
    change: changeFor({ round, angle }, { input, views: report.views }),
  }));
  return { round, retakes, attempts };
}

type Concluded = Collection.Info["state"];

/** Records the collection, evidence and relations first: a crash in between leaves what the next run finds again. */
async function conclude(
  job: Job.Row,
  { verdict, missing }: Exclude<Verdict, { verdict: "again" }>,
  standing: Standing,
): Promise<Concluded> {
  const input = StartInput.parse(job.input);
  const { chosen, report } = standing;
  const doubts = report.views.filter(({ passed }) => !passed);
  const state: Concluded =
    verdict === "complete" && doubts.length > 0 ? "needs-review" : (verdict as Concluded);
  const collectionId = collectionIdOf(job.jobId);
  const place = { projectId: job.projectId, subjectId: input.subjectId, collectionId };
  const collection: Collection.Info = {
    ...{ ...place, jobId: job.jobId, masterReferenceId: input.masterReferenceId },
    mediaIds: Object.fromEntries([...chosen].map(([angle, { mediaId }]) => [String(angle), mediaId])),
    missingAngles: missing,
    state,
    reasons: [...missingReasons(standing.states, missing), ...doubts.map(reasonOf)],
    consistency: report,
    createdAt: new Date().toISOString(),
  };
  const [evidence] = await Promise.all([keepEvidence(place, standing), relate(collection, report)]);
  await Collection.record({ ...collection, consistency: { ...report, ...(evidence && { evidence }) } });
  return state;
}

/** What the graph is told of the turnaround and its report. */
async function relate(collection: Collection.Info, report: Standing["report"]): Promise<void> {
  await Lineage.rememberCollection(collection);
  await keepReport(collection, report);
}

/** The set's report as a node of the graph: the turnaround, verified against its master. */
async function keepReport(collection: Collection.Info, set: Standing["report"]): Promise<void> {
  const { projectId, collectionId, masterReferenceId, createdAt } = collection;
  await Lineage.keepReport({
    ...{ projectId, reportId: derivedId("report", collectionId, "set") },
    ...{ aboutId: collectionId, againstIds: [masterReferenceId], createdAt },
    passed: set.status === "measured" && set.views.every(({ passed }) => passed),
    overallScore: set.overallScore,
    ...{ method: `${set.method} ${set.version}`, threshold: set.threshold },
  });
}

function missingReasons(states: readonly AngleState[], missing: readonly number[]): string[] {
  return states
    .filter(({ angle }) => missing.includes(angle))
    .map(({ angle, reason = "unknown" }) => `angle ${angle} is missing: ${reason}`);
}

function reasonOf({ angle, reasons, unmeasuredReason }: Standing["report"]["views"][number]): string {
  const why = unmeasuredReason
    ? `not measured (${unmeasuredReason.replaceAll("-", " ")})`
    : reasons.join("; ");
  return `angle ${angle}: ${why}`;
}

async function fail(job: Job.Row, { rows, states, chosen }: Standing): Promise<void> {
  const missing = states.filter(({ angle }) => !chosen.has(angle));
  await Job.end(job.jobId, {
    state: "failed",
    problem: {
      code: "profile.incomplete",
      message: `Only ${chosen.size} of ${states.length} angles could be rendered. What was rendered is kept.`,
      details: missing.map(({ angle, reason }) => ({ slot: String(angle), reason: reason ?? "unknown" })),
    },
    costMicroUsd: Generation.spentMicroUsd(rows),
  });
}
