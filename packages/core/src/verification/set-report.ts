import { type AngleFinding, checkAngles, type Features, scoreSet } from "../consistency/index.ts";
import { VERIFY } from "../limits.ts";
import { roundedScore } from "../score.ts";
import { issuesOf, recommendationsOf } from "./findings.ts";
import type { SetReport, ViewReport } from "./record.ts";
import { type Scores, type Support, supportOf, type View, weakest } from "./support.ts";

/** A view with what its quality as a picture was measured to be; null where it was not. */
export interface JudgedView extends View {
  quality: number | null;
}

interface SetOptions {
  master: Features;
  /** False for things that may look the same from several sides, whose angles cannot be told. */
  checksAngles?: boolean;
  threshold?: number;
}

/**
 * The whole set: every view against the master and its neighbours, whether it shows the angle that was asked, which
 * view fits least and why, what is wrong and what would help. From features alone; nothing is decoded. Pure.
 */
export function reportOn(views: readonly JudgedView[], options: SetOptions): SetReport {
  const { master, checksAngles = true, threshold = VERIFY.threshold } = options;
  const angles = views.map(({ angle }) => angle);
  const features = views.map((view) => view.features);
  const set = scoreSet(features, { angles, master: { features: master, angle: 0 } });
  const supports = views.map((view) => supportOf(view, views, master));
  const findings = checksAngles
    ? angleFindings(views, { supports, threshold })
    : new Map<number, AngleFinding>();
  const usualProportion = median(supports.flatMap(({ scores }) => scores.proportion ?? []));
  const reports = views.map((view, at) =>
    viewReport(view, {
      usualProportion,
      support: supports[at] as Support,
      finding: findings.get(view.angle),
      suspicion: set.views[at]?.suspicion ?? 0,
      threshold,
    }),
  );
  const { version = "", method = "" } = supports[0] ?? {};
  const issues = issuesOf(reports, threshold);
  return {
    status: reports.some(({ status }) => status === "measured") ? "measured" : "unmeasured",
    ...{ method, version, threshold },
    ...totals(reports),
    views: reports,
    ...worstOf(reports),
    issues,
    recommendations: recommendationsOf(reports),
  };
}

/** Angles are told from views that are alike: one that drifted would make its neighbours look turned. */
function angleFindings(
  views: readonly JudgedView[],
  { supports, threshold }: { supports: readonly Support[]; threshold: number },
): Map<number, AngleFinding> {
  const isAlike = ({ overall, color, style }: Scores) =>
    [overall, color, style].every((score) => (score ?? 0) >= threshold);
  const alike = views.filter((_, at) => isAlike(supports[at]?.scores ?? NO_SCORES));
  const findings = checkAngles(
    alike.map(({ features }) => features),
    { angles: alike.map(({ angle }) => angle) },
  );
  return new Map(findings.map((finding) => [finding.requestedAngle, finding]));
}

const NO_SCORES: Scores = { overall: null, color: null, proportion: null, features: null, style: null };

interface Evidence {
  support: Support;
  finding: AngleFinding | undefined;
  suspicion: number;
  threshold: number;
  /** The middle of the set's proportion scores: heights and masses do not change when a figure is turned. */
  usualProportion: number;
}

function viewReport(view: JudgedView, evidence: Evidence): ViewReport {
  const { support, finding, suspicion } = evidence;
  const { scores, unmeasuredReason } = support;
  const reasons = reasonsOf(view, { ...evidence, scores });
  return {
    angle: view.angle,
    mediaId: view.mediaId,
    status: unmeasuredReason === undefined ? "measured" : "unmeasured",
    ...(unmeasuredReason !== undefined && { unmeasuredReason }),
    ...roundedScores(scores),
    quality: view.quality,
    suspicion: roundedScore(suspicion),
    angleVerdict: {
      verdict: finding?.verdict ?? "unmeasured",
      confidence: roundedScore(finding?.confidence ?? 0),
    },
    passed: unmeasuredReason === undefined && reasons.length === 0,
    reasons,
  };
}

/** Why a view does not pass, in words; empty when nothing speaks against it. */
function reasonsOf(
  { quality }: JudgedView,
  { scores, finding, threshold, usualProportion }: Omit<Evidence, "support"> & { scores: Scores },
): string[] {
  const isTold = finding !== undefined && finding.confidence >= VERIFY.angleConfidenceMin;
  const isWrong = isTold && finding.verdict !== "as-asked" && finding.verdict !== "unmeasured";
  const low = (["overall", "color", "features", "style"] as const).filter(
    (name) => (scores[name] ?? 1) < threshold,
  );
  return [
    ...low.map((name) => `${name} ${(scores[name] ?? 0).toFixed(2)}, ${threshold} needed`),
    ...(isMisshapen(scores.proportion, usualProportion)
      ? [`proportion ${(scores.proportion ?? 0).toFixed(2)} among views of ${usualProportion.toFixed(2)}`]
      : []),
    ...(isWrong ? [finding.verdict.replaceAll("-", " ")] : []),
    ...(quality !== null && quality < VERIFY.qualityMin
      ? [`quality ${quality.toFixed(2)} as a picture`]
      : []),
  ];
}

function isMisshapen(proportion: number | null, usual: number): boolean {
  return (
    proportion !== null && proportion < VERIFY.proportionMax && usual - proportion > VERIFY.proportionGap
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

function totals(reports: readonly ViewReport[]) {
  const mean = (name: keyof Scores): number | null => {
    const scores = reports.flatMap((report) => (report[name] === null ? [] : [report[name]]));
    return scores.length === 0
      ? null
      : roundedScore(scores.reduce((sum, score) => sum + score, 0) / scores.length);
  };
  const lowest = reports.reduce<number | null>(
    (least, { overall }) => (overall === null ? least : Math.min(least ?? 1, overall)),
    null,
  );
  const middle = mean("overall");
  return {
    // Drawn towards the worst view: one intruder among twelve must show.
    overallScore: middle === null || lowest === null ? null : roundedScore((middle + lowest) / 2),
    colorConsistency: mean("color"),
    proportionConsistency: mean("proportion"),
    featureConsistency: mean("features"),
    styleConsistency: mean("style"),
  };
}

function worstOf(reports: readonly ViewReport[]): Pick<SetReport, "worst"> {
  const measured = reports.filter(({ overall }) => overall !== null);
  const least = measured.sort((one, other) => (one.overall ?? 1) - (other.overall ?? 1))[0];
  if (!least) return {};
  const dimension = weakest(least);
  const reason = least.reasons[0] ?? `${dimension} ${(least[dimension] ?? 0).toFixed(2)} is its lowest score`;
  return { worst: { angle: least.angle, mediaId: least.mediaId, reason } };
}

function roundedScores({ overall, color, proportion, features, style }: Scores): Scores {
  const each = (score: number | null) => (score === null ? null : roundedScore(score));
  return {
    ...{ overall: each(overall), color: each(color), proportion: each(proportion) },
    ...{ features: each(features), style: each(style) },
  };
}
