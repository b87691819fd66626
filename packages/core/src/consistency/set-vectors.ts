import { gapBetween, gapOf } from "./compare.ts";
import { pairDistances } from "./distances.ts";
import type { Features } from "./features.ts";
import { fuse } from "./fusion.ts";
import { surroundings } from "./set-neighbours.ts";
import { residuals } from "./set-residuals.ts";
import { PARTS, type Weights } from "./weights.ts";
import { worldOf } from "./world-of.ts";

/** Views within reach speak for each other, the nearer the more; all others a little. */
const REACH_DEGREES = 100;
const FAR_WEIGHT = 0.04;
const LOGIT_MAX = 12;

export interface SetOptions {
  /** Camera azimuth of each view, in degrees. */
  angles: readonly number[];
  /** The master reference: one more neighbour of the views around its angle (0 unless said). */
  master?: { features: Features; angle?: number | undefined } | undefined;
}

/** What speaks against each view, by name; larger is worse, the scale differs from name to name. */
export type Suspicions = Array<Record<string, number>>;

export interface SetVectors {
  suspicions: Suspicions;
  /** Overall logit of each view against its neighbours and the master. */
  support: number[];
}

interface Weighed extends SetOptions {
  weights: Weights;
  /** Distances of a pair that are known already need not be measured again. */
  distancesOf?: typeof pairDistances;
}

/** Everything a set says about each of its views, from pairs and from what its surroundings lead to expect. */
export function setVectors(
  views: readonly Features[],
  { angles, master, weights, distancesOf = pairDistances }: Weighed,
): SetVectors {
  const names = [...PARTS, "overall"] as const;
  const sums = views.map(() => new Float64Array(names.length));
  const totals = views.map(() => 0);
  const note = (at: number, logits: readonly number[], weight: number) => {
    logits.forEach((logit, of) => {
      const own = sums[at];
      if (own) own[of] = (own[of] ?? 0) + weight * Math.max(-LOGIT_MAX, Math.min(LOGIT_MAX, logit));
    });
    totals[at] = (totals[at] ?? 0) + weight;
  };
  const judge = (a: Features, b: Features, apart: number) => {
    const distances = distancesOf(a, b);
    const { logits } = fuse(worldOf(weights, [a, b]), { distances, gap: gapOf(apart, distances) });
    return {
      logits: names.map((name) => logits[name]),
      weight: Math.max(FAR_WEIGHT, 1 - apart / REACH_DEGREES),
    };
  };
  views.forEach((view, one) => {
    for (let other = one + 1; other < views.length; other++) {
      const against = views[other];
      if (against === undefined) continue;
      const apart = gapBetween({ angleA: angles[one], angleB: angles[other] }) ?? 180;
      const { logits, weight } = judge(view, against, apart);
      note(one, logits, weight);
      note(other, logits, weight);
    }
    if (master === undefined) return;
    const apart = gapBetween({ angleA: angles[one], angleB: master.angle ?? 0 }) ?? 180;
    const { logits, weight } = judge(view, master.features, apart);
    note(one, logits, weight);
  });
  const means = sums.map((own, at) => Array.from(own, (sum) => sum / Math.max(1e-9, totals[at] ?? 0)));
  const unexpected = residuals(views, surroundings(angles));
  return {
    suspicions: means.map((logits, at) => ({
      ...Object.fromEntries(names.map((name, of) => [name, -(logits[of] ?? 0)])),
      ...unexpected[at],
    })),
    support: means.map((logits) => logits[names.length - 1] ?? 0),
  };
}
