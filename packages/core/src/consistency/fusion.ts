import { WORKING_POINT } from "../limits.ts";
import { type Gap, JOINTS, type Joint, type Line, PARTS, type Part, pieces, type World } from "./weights.ts";

const WORKING_LOGIT = Math.log(WORKING_POINT / (1 - WORKING_POINT));

type Judged = Part | "features" | "overall";

/** Logits of all parts and of what is joined from them: 0 is the working point, above it speaks for the same figure. */
export interface Fused {
  logits: Record<Judged, number>;
  /** The logits of a pair without any difference. */
  tops: Record<Judged, number>;
}

/** Fuses the distances of a pair into one logit per part and a soft minimum of them all. */
export function fuse(
  world: World,
  { distances, gap }: { distances: Record<string, number>; gap: Gap },
): Fused {
  const split = new Map<string, [number, number, number]>();
  for (const [name, knots] of Object.entries(world.knots)) {
    split.set(name, pieces(distances[name] ?? 0, knots));
  }
  const logits = {
    color: 0,
    proportion: 0,
    style: 0,
    parts: 0,
    missing: 0,
    identity: 0,
    features: 0,
    overall: 0,
  };
  const tops = { ...logits };
  for (const part of PARTS) {
    const line = world.lines[part]?.[gap];
    if (line === undefined) continue;
    logits[part] = lineLogit(line, split);
    tops[part] = line.bias + line.shift;
  }
  for (const name of JOINTS) {
    const joint = world.joints[name]?.[gap];
    if (joint === undefined) continue;
    logits[name] = softMinimum(joint, logits);
    tops[name] = softMinimum(joint, tops);
  }
  return { logits, tops };
}

function lineLogit(line: Line, split: Map<string, [number, number, number]>): number {
  let logit = line.bias + line.shift;
  for (const [name, [one = 0, two = 0, three = 0]] of Object.entries(line.weights)) {
    const [low, middle, high] = split.get(name) ?? [0, 0, 0];
    logit -= one * low + two * middle + three * high;
  }
  return logit;
}

/** The odds of being wrong add up over the parts; each part has its own room before it counts. */
export function softMinimum(joint: Joint, logits: Record<Part, number>): number {
  let odds = 0;
  for (const part of PARTS) {
    const room = joint.room[part];
    if (room !== undefined) odds += Math.exp(-(logits[part] + room));
  }
  return joint.shift - Math.log(Math.max(1e-12, odds));
}

/** A logit as a score: 0 lies at the working point, the logit of a pair without any difference at 1. */
export function toScore(logit: number, top: number): number {
  const score = 1 / (1 + Math.exp(-(logit + WORKING_LOGIT)));
  if (score <= WORKING_POINT) return score;
  const most = 1 / (1 + Math.exp(-(top + WORKING_LOGIT)));
  if (most <= WORKING_POINT || logit >= top) return 1;
  return WORKING_POINT + ((1 - WORKING_POINT) * (score - WORKING_POINT)) / (most - WORKING_POINT);
}
