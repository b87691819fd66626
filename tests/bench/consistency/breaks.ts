import { comparer, type Features, scoreSet, type Weights } from "@likeness/core/consistency";
import {
  SCALARS,
  type Scalar,
  type Section,
  section,
} from "../../../packages/core/src/consistency/layout.ts";

/** One group of features that is taken away: every picture gets that of one and the same picture, so it tells nothing. */
export interface Break {
  name: string;
  sections?: readonly Section[];
  scalars?: readonly Scalar[];
  isLearned?: boolean;
}

/** Every byte and number that scores are made of belongs to one of these. */
export const BREAKS: readonly Break[] = [
  { name: "chroma histograms", sections: ["chroma"] },
  { name: "hue and lightness histograms", sections: ["hue", "light"] },
  { name: "colour numbers", scalars: between("meanLightness", "spreadChroma") },
  { name: "row colours", sections: ["rowColor"] },
  { name: "raster", sections: ["raster"] },
  { name: "row widths", sections: ["rowWidth"] },
  { name: "silhouette", sections: ["outline"] },
  { name: "shape numbers", scalars: between("areaOverHeight2", "frameCenter") },
  { name: "edges", sections: ["edges"] },
  { name: "gradients and directions", sections: ["gradient", "turn"] },
  { name: "style numbers", scalars: between("structure1", "laplace4") },
  { name: "learned embedding", isLearned: true },
];

/** A pair whose truth is known: `same`, or how its second picture differs. */
export interface LabelledPair {
  model: string;
  kind: string;
  gap: number;
  a: Features;
  b: Features;
}

/** A turnaround in which the view at `wrong` differs from the others in one way. */
export interface LabelledSet {
  model: string;
  kind: string;
  wrong: number;
  views: readonly Features[];
  angles: readonly number[];
}

/** What is known to be so, to judge with. */
export interface Truth {
  pairs: readonly LabelledPair[];
  sets: readonly LabelledSet[];
}

export interface Verdict {
  name: string;
  /** What fell most: which score, and against what kind of pair. */
  figure: string;
  whole: number;
  broken: number;
  isNoticed: boolean;
}

/** A separation has to fall by this much, in most turnarounds, to be more than chance. */
const FALL_MIN = 0.01;
/** What hardly separated before cannot be said to fall. */
const WHOLE_MIN = 0.05;
const MODELS_SHARE_MIN = 0.75;
const SCORES = ["overall", "color", "proportion", "features", "style"] as const;

/**
 * For each break the separation that falls most. Of pairs, with and without known angles: the mean score of the true
 * ones of a turnaround above that of its others of one kind. Of sets: how often the wrong view is the worst. A break
 * after which none falls measurably is unnoticed: nothing would show that the feature is gone.
 */
export function verdictsOn(truth: Truth, breaks: readonly Break[], weights: Weights): Verdict[] {
  const compare = comparer(weights);
  const donor = truth.pairs[0]?.a;
  if (!donor) throw new Error("There are no pairs to judge with.");
  const whole = separations(truth, compare);
  return breaks.map((broken) => {
    const replaced = new Map<Features, Features>();
    const without = (features: Features) => {
      const known = replaced.get(features) ?? taken(features, donor, broken);
      replaced.set(features, known);
      return known;
    };
    const pairs = truth.pairs.map((pair) => ({ ...pair, a: without(pair.a), b: without(pair.b) }));
    const sets = truth.sets.map((set) => ({ ...set, views: set.views.map(without) }));
    return verdictOf(broken.name, whole, separations({ pairs, sets }, compare));
  });
}

type Separations = Map<string, Map<string, number>>;

function verdictOf(name: string, whole: Separations, broken: Separations): Verdict {
  const falls = [...whole].map(([figure, byModel]) => {
    const each = [...byModel].map(([model, before]) => before - (broken.get(figure)?.get(model) ?? before));
    const share = each.filter((fall) => fall > 0).length / each.length;
    return { figure, fall: mean(each), share, whole: mean([...byModel.values()]) };
  });
  const sure = falls.filter((each) => each.share >= MODELS_SHARE_MIN && each.whole >= WHOLE_MIN);
  const most = [...(sure.length > 0 ? sure : falls)].sort((one, other) => other.fall - one.fall)[0];
  if (!most) throw new Error("There is no figure that could fall.");
  const isNoticed = sure.includes(most) && most.fall >= FALL_MIN;
  return { name, figure: most.figure, whole: most.whole, broken: most.whole - most.fall, isNoticed };
}

/** By figure and model: how far what is right stands above what is wrong. */
function separations({ pairs, sets }: Truth, compare: Compare): Separations {
  const result: Separations = new Map();
  const add = (figure: string, model: string, value: number) => {
    const byModel = result.get(figure) ?? new Map<string, number>();
    result.set(figure, byModel.set(model, value));
  };
  for (const hasAngles of [true, false]) {
    for (const [model, own] of grouped(scored(pairs, { compare, hasAngles }), (pair) => pair.model)) {
      const same = own.filter(({ kind }) => kind === "same");
      const others = own.filter(({ kind }) => kind !== "same");
      for (const [kind, different] of grouped(others, (pair) => pair.kind)) {
        for (const score of SCORES) {
          const of = (list: typeof own) => mean(list.map(({ raw }) => raw[score]));
          const figure = `${score} against ${kind}${hasAngles ? "" : ", angles unknown"}`;
          add(figure, model, of(same) - of(different));
        }
      }
    }
  }
  for (const [model, own] of grouped(sets, (set) => set.model)) {
    add(`an altered view found among ${own[0]?.views.length}`, model, mean(own.map(isFound)));
  }
  return result;
}

type Compare = ReturnType<typeof comparer>;

function scored(
  pairs: readonly LabelledPair[],
  { compare, hasAngles }: { compare: Compare; hasAngles: boolean },
) {
  return pairs.map((pair) => ({
    ...pair,
    raw: compare(pair.a, pair.b, hasAngles ? { angleA: 0, angleB: pair.gap } : {}).raw,
  }));
}

/** 1 where the wrong view is the most suspicious of its set. */
function isFound({ views, angles, wrong }: LabelledSet): number {
  return scoreSet([...views], { angles: [...angles] }).worst === wrong ? 1 : 0;
}

function taken(
  features: Features,
  donor: Features,
  { sections = [], scalars = [], isLearned }: Break,
): Features {
  // Never a slice: of features read from a file it would be a view of the same bytes.
  const data = Uint8Array.from(features.data);
  for (const name of sections) section(data, name).set(section(donor.data, name));
  const numbers = features.scalars.slice();
  for (const name of scalars) {
    const at = SCALARS.indexOf(name);
    numbers[at] = donor.scalars[at] ?? 0;
  }
  const learned = isLearned ? features.learned.slice().fill(0) : features.learned;
  return { ...features, data, scalars: numbers, learned };
}

function between(first: Scalar, last: Scalar): Scalar[] {
  return SCALARS.slice(SCALARS.indexOf(first), SCALARS.indexOf(last) + 1);
}

function grouped<T>(list: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item]);
  return groups;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
