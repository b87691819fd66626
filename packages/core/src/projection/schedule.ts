import { log } from "../log.ts";
import { type DrainReport, drain } from "./drain.ts";

/** What the schedule runs: drains, and notes how far the graph is behind as a metric (CloudWatch's embedded format). */
export async function project(): Promise<DrainReport> {
  const report = await drain();
  const metrics = [
    { Name: "graphLagSeconds", Unit: "Seconds" },
    { Name: "graphProjected", Unit: "Count" },
  ];
  log().info("graph projected", {
    ...report,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: "Likeness", Dimensions: [[]], Metrics: metrics }],
    },
    graphLagSeconds: report.lagSeconds,
    graphProjected: report.projected,
  });
  return report;
}
