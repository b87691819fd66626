import type * as Report from "../../packages/core/src/report/index.ts";

/** A consistency report as a check would keep it. */
export function reportInfo(
  given: Partial<Report.Info> & Pick<Report.Info, "projectId" | "reportId" | "aboutId" | "againstIds">,
): Report.Info {
  return {
    ...{ passed: true, overallScore: 0.91, method: "features 1", threshold: 0.7 },
    createdAt: "2026-01-01T00:00:00.000Z",
    ...given,
  };
}
