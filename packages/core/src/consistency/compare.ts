import { angleDistance } from "../azimuth.ts";
import { CONSISTENCY, WORKING_POINT } from "../limits.ts";
import { pairDistances } from "./distances.ts";
import { type Background, FEATURES_VERSION, type Features, FeaturesOutdated } from "./features.ts";
import { fuse, toScore } from "./fusion.ts";
import type { Gap, Weights } from "./weights.ts";
import { worldOf } from "./world-of.ts";

/** What can be checked; `all` is everything but proportion, which only counts where both views show the same side. */
export const DIMENSIONS = ["color", "proportion", "features", "style"] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export const CHECK_TYPES = [...DIMENSIONS, "all"] as const;
export type CheckType = (typeof CHECK_TYPES)[number];

/** A score from 0 to 1 with 0.7 as its working point, or why there is none: unmeasured is never a pass. */
export type Score =
  | { status: "measured"; score: number }
  | { status: "unmeasured"; reason: UnmeasuredReason };

export type UnmeasuredReason =
  | "blank-picture"
  | "noise-only"
  | "no-figure-found"
  | "figure-fills-picture"
  | "figure-cut-off"
  | "background-is-a-scene";

/** Camera azimuths of both pictures, in degrees, where they are known. */
export interface PairAngles {
  angleA?: number | undefined;
  angleB?: number | undefined;
}

/** How alike two pictures are, dimension by dimension. */
export interface Comparison {
  color: Score;
  proportion: Score;
  features: Score;
  style: Score;
  overall: Score;
  method: string;
  version: string;
  /** Share of each picture that its figure covers. */
  coverage: { a: number; b: number };
  /** `scene` as soon as one of both is a scene. */
  background: Background;
  /** Degrees between the views, 0 to 180; undefined where an angle is not known. */
  angleGap: number | undefined;
  /** The calibrated numbers, also where the product says unmeasured: for benchmarks only, never for a verdict. */
  raw: Record<Dimension | "overall", number>;
}

const METHOD = "features-fusion";

/** A function that compares with the given trained numbers. */
export function comparer(weights: Weights) {
  return function compare(a: Features, b: Features, angles: PairAngles = {}): Comparison {
    for (const { version } of [a, b]) {
      if (version !== FEATURES_VERSION) throw new FeaturesOutdated(`they have version ${version}`);
    }
    const background = a.background === "scene" || b.background === "scene" ? "scene" : "plain";
    const distances = pairDistances(a, b);
    const angleGap = gapBetween(angles);
    const gap = gapOf(angleGap, distances);
    const fused = fuse(worldOf(weights, [a, b]), { distances, gap });
    const score = (part: Dimension | "overall") => toScore(fused.logits[part], fused.tops[part]);
    const raw = {
      color: score("color"),
      proportion: score("proportion"),
      features: score("features"),
      style: score("style"),
      overall: score("overall"),
    };
    const reason = unmeasurable(a) ?? unmeasurable(b);
    const given = (value: number, own?: UnmeasuredReason): Score => {
      const why = reason ?? own;
      return why === undefined ? { status: "measured", score: value } : { status: "unmeasured", reason: why };
    };
    return {
      color: given(raw.color),
      proportion: given(raw.proportion, background === "scene" ? "background-is-a-scene" : cutOff(a, b)),
      features: given(raw.features),
      style: given(raw.style),
      overall: given(raw.overall),
      method: METHOD,
      version: weights.version,
      coverage: { a: a.coverage, b: b.coverage },
      background,
      angleGap,
      raw,
    };
  };
}

/** Degrees between two azimuths, 0 to 180. */
export function gapBetween({ angleA, angleB }: PairAngles): number | undefined {
  if (angleA === undefined || angleB === undefined) return undefined;
  return angleDistance(angleA, angleB);
}

/** Views without angles count as the same view where their silhouettes nearly coincide. */
export function gapOf(angleGap: number | undefined, distances: Record<string, number>): Gap {
  if (angleGap === undefined) {
    return (distances.outlineStraight ?? 1) <= 1 - CONSISTENCY.sameViewOverlapMin ? "same" : "unknown";
  }
  if (angleGap <= CONSISTENCY.sameViewMaxDegrees) return "same";
  return angleGap <= CONSISTENCY.nearViewMaxDegrees ? "near" : "turned";
}

/** Why nothing can be said about a picture, if nothing can. */
export function unmeasurable(features: Features): UnmeasuredReason | undefined {
  if (features.coverage < CONSISTENCY.coverageMin) {
    return features.contrast < CONSISTENCY.contrastMin ? "blank-picture" : "no-figure-found";
  }
  if (features.coherence < CONSISTENCY.coherenceMin) return "noise-only";
  if (features.coverage > CONSISTENCY.coverageMax) return "figure-fills-picture";
  return undefined;
}

function cutOff(a: Features, b: Features): UnmeasuredReason | undefined {
  const isCut = [a, b].some(({ borderContact }) => borderContact > CONSISTENCY.borderContactMax);
  return isCut ? "figure-cut-off" : undefined;
}

/**
 * Whether a comparison passes a check. Unmeasured never passes. `all`: overall, colour, features and style each reach
 * the threshold, and proportion too where it was measured with both views within 15° of each other.
 */
export function passed(
  comparison: Comparison,
  checkType: CheckType,
  threshold: number = WORKING_POINT,
): boolean {
  const reaches = (score: Score) => score.status === "measured" && score.score >= threshold;
  if (checkType !== "all") return reaches(comparison[checkType]);
  const { overall, color, features, style, proportion, angleGap } = comparison;
  if (![overall, color, features, style].every(reaches)) return false;
  const counts = angleGap !== undefined && angleGap <= CONSISTENCY.sameViewMaxDegrees;
  return !counts || proportion.status === "unmeasured" || reaches(proportion);
}
