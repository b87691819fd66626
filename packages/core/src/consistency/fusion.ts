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
  const { names, knots, dense } = compiled(world);
  const values = new Float64Array(names.length * 3);
  names.forEach((name, column) => {
    const [low, middle, high] = pieces(distances[name] ?? 0, knots[column] ?? []);
    values[column * 3] = low;
    values[column * 3 + 1] = middle;
    values[column * 3 + 2] = high;
  });
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
    const line = forGap(world.lines[part], gap);
    if (line === undefined) continue;
    logits[part] = line.bias + line.shift - product(dense.get(line), values);
    tops[part] = line.bias + line.shift;
  }
  for (const name of JOINTS) {
    const joint = forGap(world.joints[name], gap);
    if (joint === undefined) continue;
    logits[name] = softMinimum(joint, logits);
    tops[name] = softMinimum(joint, tops);
  }
  return { logits, tops };
}

/** A world that was not learned gap by gap has only what holds when the gap is not known. */
function forGap<T>(byGap: Record<string, T> | undefined, gap: Gap): T | undefined {
  return byGap?.[gap] ?? byGap?.unknown;
}

interface Compiled {
  names: string[];
  knots: number[][];
  /** Weights of each line, three to a name, in the order of the names. */
  dense: Map<Line, Float64Array>;
}

const kept = new WeakMap<World, Compiled>();

/** The weights of a world as plain arrays: comparing is done far more often than loading. */
function compiled(world: World): Compiled {
  const known = kept.get(world);
  if (known !== undefined) return known;
  const names = Object.keys(world.knots);
  const dense = new Map<Line, Float64Array>();
  for (const line of Object.values(world.lines).flatMap((gaps) => Object.values(gaps))) {
    dense.set(line, Float64Array.from(names.flatMap((name) => line.weights[name] ?? [0, 0, 0])));
  }
  const made = { names, knots: names.map((name) => world.knots[name] ?? []), dense };
  kept.set(world, made);
  return made;
}

function product(weights: Float64Array | undefined, values: Float64Array): number {
  let sum = 0;
  if (weights === undefined) return sum;
  for (let at = 0; at < values.length; at++) sum += (weights[at] ?? 0) * (values[at] ?? 0);
  return sum;
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
