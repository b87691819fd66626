import { unmeasurable } from "./compare.ts";
import { pairDistances } from "./distances.ts";
import type { Features } from "./features.ts";

/** What a view shows of what was asked. */
export type AngleVerdict =
  | "as-asked"
  | "front-face-on-back-view"
  | "duplicate-of-neighbour"
  | "sides-exchanged"
  | "out-of-order"
  | "unmeasured";

export interface AngleFinding {
  requestedAngle: number;
  verdict: AngleVerdict;
  /** 0 to 1. */
  confidence: number;
}

/** Place-by-place differences under which two views are one picture, re-encoded or shifted a little. */
const DUPLICATE_COLOR_MAX = 0.006;
const DUPLICATE_OUTLINE_MAX = 0.03;

/** Whether each view of a turnaround shows the azimuth that was asked for. */
export function checkAngles(
  views: readonly Features[],
  { angles }: { angles: readonly number[] },
): AngleFinding[] {
  return views.map((view, at) => {
    const requestedAngle = angles[at] ?? 0;
    if (unmeasurable(view) !== undefined) return { requestedAngle, verdict: "unmeasured", confidence: 0 };
    const neighbours = [views[(at + 1) % views.length], views[(at + views.length - 1) % views.length]];
    const isDuplicate = neighbours.some(
      (other) => other !== undefined && other !== view && isSame(view, other),
    );
    return { requestedAngle, verdict: isDuplicate ? "duplicate-of-neighbour" : "as-asked", confidence: 0.5 };
  });
}

function isSame(one: Features, other: Features): boolean {
  const distances = pairDistances(one, other);
  return (
    (distances.cellColorStraight ?? 1) <= DUPLICATE_COLOR_MAX &&
    (distances.outlineStraight ?? 1) <= DUPLICATE_OUTLINE_MAX
  );
}
