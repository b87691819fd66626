import { angleDistance } from "../azimuth.ts";
import { VERIFY } from "../limits.ts";
import type { Issue, Recommendation, SetReport, ViewReport } from "./record.ts";
import { weakest } from "./support.ts";

/** What is wrong with the views of a set, worst first. */
export function issuesOf(reports: readonly ViewReport[], threshold: number): Issue[] {
  const issues = reports.flatMap((report): Issue[] => {
    if (report.status === "unmeasured") return [unmeasured(report)];
    if (report.passed) return proportionWarning(report, threshold);
    return [failure(report)];
  });
  return issues.sort((one, other) => RANK[one.severity] - RANK[other.severity]);
}

const RANK: Record<Issue["severity"], number> = { critical: 0, high: 1, medium: 2, low: 3 };

/** For every view that does not pass, what a request to the API could do about it. */
export function recommendationsOf(reports: readonly ViewReport[]): Recommendation[] {
  return reports
    .filter(({ passed }) => !passed)
    .map((report): Recommendation => {
      const { angle } = report;
      if (report.status === "unmeasured") {
        const text = `Look at angle ${angle} and approve or reject it: PUT …/images/${report.mediaId}/review.`;
        return { action: "review", angle, text };
      }
      const guide = guideFor(angle, reports);
      const second = guide
        ? ` with the view at ${guide.angle} as second reference ("guideId": "${guide.mediaId}")`
        : "";
      const text = `Render angle ${angle} again${second}: POST …/images/generate/profile360 with "angles": [${angle}].`;
      return { action: "regenerate", angle, ...(guide && { guideId: guide.mediaId }), text };
    });
}

/** The good view that tells a model most about an angle: the back view for views from behind, else the nearest one. */
export function guideFor<V extends Pick<SetReport["views"][number], "angle" | "passed" | "mediaId">>(
  angle: number,
  views: readonly V[],
): V | undefined {
  const good = views.filter((view) => view.passed && view.angle !== angle);
  const isBehind = angleDistance(angle, 180) < 90;
  const back = good.find((view) => view.angle === 180);
  if (isBehind && back) return back;
  return [...good].sort(
    (one, other) => angleDistance(one.angle, angle) - angleDistance(other.angle, angle),
  )[0];
}

function unmeasured({ angle, mediaId, unmeasuredReason = "unknown" }: ViewReport): Issue {
  return {
    ...{ severity: "medium", type: "unmeasured", angle },
    description: `Nothing can be said about angle ${angle}: ${unmeasuredReason.replaceAll("-", " ")}.`,
    suggestion: `Look at it and approve or reject it: PUT …/images/${mediaId}/review.`,
  };
}

function failure(report: ViewReport): Issue {
  const { angle, overall, angleVerdict, reasons } = report;
  const isTurned = reasons.includes(angleVerdict.verdict.replaceAll("-", " "));
  const isFar = (overall ?? 0) < VERIFY.criticalBelow;
  return {
    severity: isFar || isTurned ? "critical" : (overall ?? 0) < VERIFY.threshold ? "high" : "medium",
    type: isTurned ? angleVerdict.verdict : weakest(report),
    angle,
    description: `Angle ${angle}: ${reasons.join("; ")}.`,
    suggestion: `Render angle ${angle} again.`,
  };
}

/** Proportions of turned views cannot be compared strictly: a low score there warns and fails nothing. */
function proportionWarning({ angle, proportion }: ViewReport, threshold: number): Issue[] {
  if (proportion === null || proportion >= threshold) return [];
  return [
    {
      ...{ severity: "low", type: "proportion", angle },
      description: `Angle ${angle} may have other proportions (${proportion.toFixed(2)}).`,
      suggestion: "Compare its outline with its neighbours in the evidence.",
    },
  ];
}
