import { angleDistance } from "../azimuth.ts";
import { type Comparison, compare, DIMENSIONS, type Dimension, type Features } from "../consistency/index.ts";
import { VERIFY } from "../limits.ts";

/** A picture in a turnaround: what is known of it and where its camera stood, in degrees. */
export interface View {
  angle: number;
  mediaId: string;
  features: Features;
}

export type Scores = Record<Dimension | "overall", number | null>;

/** How well a view is borne out by the master and the views beside it. */
export interface Support {
  scores: Scores;
  /** Why nothing could be measured, where nothing could. */
  unmeasuredReason?: string;
  version: string;
  method: string;
}

/**
 * The best of what the master and the neighbours say of a view, as many voices as half its neighbours: a neighbour that drifted itself must not pull
 * down the views beside it, and a view that drifted finds no such half. Symmetric in nothing, deterministic.
 */
export function supportOf(view: View, others: readonly View[], master: Features): Support {
  const beside = others.filter(
    ({ angle, mediaId }) =>
      mediaId !== view.mediaId && angleDistance(angle, view.angle) <= VERIFY.supportReachDegrees,
  );
  const witnesses = [
    compare(view.features, master, { angleA: view.angle, angleB: 0 }),
    ...beside.map(({ features, angle }) =>
      compare(view.features, features, { angleA: view.angle, angleB: angle }),
    ),
  ];
  const measured = witnesses.filter(({ overall }) => overall.status === "measured");
  const { version = "", method = "" } = witnesses[0] ?? {};
  if (measured.length === 0)
    return { scores: NOTHING, unmeasuredReason: reasonOf(witnesses), version, method };
  if (isOutOfReach(view, beside) && isLow(measured))
    return { scores: NOTHING, unmeasuredReason: "no-view-near-enough", version, method };
  const ranked = measured.sort((one, other) => other.raw.overall - one.raw.overall);
  const better = ranked.slice(0, Math.max(1, Math.ceil(beside.length / 2)));
  return {
    scores: {
      overall: meanOf(better, "overall"),
      color: meanOf(better, "color"),
      proportion: meanOf(better, "proportion"),
      features: meanOf(better, "features"),
      style: meanOf(better, "style"),
    },
    version,
    method,
  };
}

/** Neither the master nor another view was seen from near enough. */
function isOutOfReach({ angle }: View, beside: readonly View[]): boolean {
  return beside.length === 0 && angleDistance(angle, 0) > VERIFY.supportReachDegrees;
}

/** From far off much likeness says a lot, but little says nothing: other sides show other things. */
function isLow(measured: readonly Comparison[]): boolean {
  return measured.every((each) =>
    (["overall", "color", "features", "style"] as const).some(
      (name) => each[name].status === "measured" && each[name].score < VERIFY.threshold,
    ),
  );
}

const NOTHING: Scores = { overall: null, color: null, proportion: null, features: null, style: null };

function reasonOf(witnesses: readonly Comparison[]): string {
  const first = witnesses.find(({ overall }) => overall.status === "unmeasured")?.overall;
  return first?.status === "unmeasured" ? first.reason : "nothing to compare with";
}

function meanOf(comparisons: readonly Comparison[], name: keyof Scores): number | null {
  const scores = comparisons.flatMap((each) => (each[name].status === "measured" ? [each[name].score] : []));
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** The dimension that speaks most against a view, of those that decide. */
export function weakest(scores: Scores): Dimension {
  const deciding = DIMENSIONS.filter((name) => name !== "proportion");
  return deciding.reduce(
    (low, name) => ((scores[name] ?? 1) < (scores[low] ?? 1) ? name : low),
    "color" as Dimension,
  );
}
