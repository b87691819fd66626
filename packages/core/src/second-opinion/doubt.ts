import { VERIFY } from "../limits.ts";
import type { Verification } from "../verification/index.ts";

type Measured = Pick<Verification, "status" | "passed" | "overallConsistency" | "checks" | "threshold">;

/**
 * Why a measured verdict is in doubt, in words; undefined where it is not. It hangs on the lowest of the scores that
 * decide: one within `VERIFY.doubtWithin` of the threshold might as well lie on its other side. What could not be
 * measured is in doubt as a whole. Pure.
 */
export function doubtOf(measured: Measured): string | undefined {
  const { threshold } = measured;
  const scores = decidingScores(measured);
  if (measured.status === "unmeasured" || scores.includes(null)) return "what decides could not be measured";
  const lowest = Math.min(...scores.map(Number));
  if (Math.abs(lowest - threshold) > VERIFY.doubtWithin) return undefined;
  return `the score that decides, ${lowest.toFixed(2)}, is within ${VERIFY.doubtWithin} of ${threshold}`;
}

/** Of a whole, proportion decides only where nothing else refuses what did not pass. */
function decidingScores({
  overallConsistency,
  checks: all,
  passed,
  threshold,
}: Measured): Array<number | null> {
  // The lock is kept or not; there is no doubt in counting.
  const checks = all.filter(({ type }) => type !== "lock");
  if (checks.length <= 1) return checks.map(({ score }) => score);
  const rest = checks.flatMap(({ type, score }) => (type === "proportion" ? [] : [score]));
  const scores = [overallConsistency, ...rest];
  const isRefused = scores.some((score) => score === null || score < threshold);
  if (passed || isRefused) return scores;
  return [checks.find(({ type }) => type === "proportion")?.score ?? null];
}
