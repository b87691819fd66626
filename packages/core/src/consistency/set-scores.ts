import { type Dimension, unmeasurable } from "./compare.ts";
import type { Features } from "./features.ts";
import { toScore } from "./fusion.ts";
import { shippedWeights } from "./judge.ts";
import { extremes, standings } from "./set-standing.ts";
import { type SetOptions, setVectors } from "./set-vectors.ts";
import { pieces, SET_KNOTS, type SetWeights, type Weights } from "./weights.ts";

/** How one view fits the others. */
export interface ViewScore {
  angle: number;
  /** Overall score against its neighbours and the master, the nearer the more; 0 to 1. */
  support: number;
  /** How much the view stands out, 0 and more; comparable within one set only. */
  suspicion: number;
  /** What speaks against the view most; `none` where nothing does. */
  reason: Dimension | "unmeasured" | "none";
}

export interface SetScores {
  views: ViewScore[];
  /** Index of the most suspicious view; undefined for fewer than three measured views. */
  worst: number | undefined;
  /** 0 to 1, lower when something in the set is wrong; undefined for fewer than three measured views. */
  set: number | undefined;
}

const VIEWS_MIN = 3;

/**
 * Judges every view of a turnaround against its neighbours, the views opposite and the master; nothing is decoded.
 * Views that cannot be measured are left out and named so.
 */
export function scoreSet(views: readonly Features[], options: SetOptions): SetScores {
  return setScorer(shippedWeights())(views, options);
}

/** A function that judges sets with the given trained numbers. */
export function setScorer(weights: Weights) {
  return (views: readonly Features[], { angles, master }: SetOptions): SetScores => {
    const measured = views.flatMap((view, at) => (unmeasurable(view) === undefined ? [at] : []));
    const chosen = measured.map((at) => views[at]).filter((view) => view !== undefined);
    const at = measured.map((index) => angles[index] ?? 0);
    const { suspicions, support } = setVectors(chosen, { angles: at, master, weights });
    const stands = standings(suspicions, weights.set.scales);
    const judged = stands.map((stand) => standOut(stand, weights.set));
    const scores = views.map((_, index): ViewScore => {
      const own = measured.indexOf(index);
      const angle = angles[index] ?? 0;
      const found = judged[own];
      if (found === undefined) return { angle, support: 0, suspicion: 0, reason: "unmeasured" };
      return { angle, support: toScore(support[own] ?? 0, Number.POSITIVE_INFINITY), ...found };
    });
    if (chosen.length < VIEWS_MIN) return { views: scores, worst: undefined, set: undefined };
    const worst = scores.reduce(
      (most, { suspicion }, view) => (suspicion > (scores[most]?.suspicion ?? 0) ? view : most),
      measured[0] ?? 0,
    );
    const signs = extremes(suspicions, { stands, scales: weights.set.scales });
    return { views: scores, worst, set: setScore({ ...signs, ...margins(judged) }, weights.set) };
  };
}

/** The weighted sum of a view's standings, and the name that adds most to it as a dimension. */
export function standOut(
  stand: Record<string, number>,
  { view }: SetWeights,
): { suspicion: number; reason: ViewScore["reason"] } {
  const byReason = new Map<Dimension, number>();
  let suspicion = 0;
  for (const [name, three] of Object.entries(view)) {
    const parts = pieces(stand[name] ?? 0, SET_KNOTS.view);
    const part = parts.reduce((sum, piece, at) => sum + piece * (three[at] ?? 0), 0);
    suspicion += part;
    const dimension = dimensionOf(name);
    byReason.set(dimension, (byReason.get(dimension) ?? 0) + part);
  }
  const most = [...byReason].reduce<[Dimension, number] | undefined>(
    (high, next) => (next[1] > (high?.[1] ?? 0) ? next : high),
    undefined,
  );
  return { suspicion, reason: most === undefined ? "none" : most[0] };
}

/** How suspicious the worst view is, and by how much it leads. */
export function margins(judged: ReadonlyArray<{ suspicion: number }>): Record<string, number> {
  const sorted = judged.map(({ suspicion }) => suspicion).sort((one, other) => other - one);
  const [first = 0, second = 0] = sorted;
  return { "worst:size": Math.min(4, first / 4), "worst:lead": Math.min(4, (first - second) / 4) };
}

/** The signs of a set as a score, 0 to 1. */
export function setScore(signs: Record<string, number>, { whole }: SetWeights): number {
  let logit = whole.bias;
  for (const [name, three] of Object.entries(whole.weights)) {
    const parts = pieces(signs[name] ?? 0, SET_KNOTS.whole);
    logit -= parts.reduce((sum, piece, at) => sum + piece * (three[at] ?? 0), 0);
  }
  return toScore(logit, whole.bias);
}

const STYLE = /^(style|gradient|structure|flat|dark|bright|still|peak|laplace|color?Count)/;
const SHAPE = /^(proportion|wide|narrow|width|mass|behind|area|aspect|center|frame)/;
const COLOR = /^(color$|rowBeyond|mean|spread|chroma)/;

function dimensionOf(name: string): Dimension {
  if (STYLE.test(name)) return "style";
  if (SHAPE.test(name)) return "proportion";
  return COLOR.test(name) ? "color" : "features";
}
