import { join } from "node:path";
import {
  extremes,
  type Features,
  margins,
  pairDistances,
  pieces,
  SET_KNOTS,
  type SetScale,
  type SetWeights,
  type Suspicions,
  setScore,
  setVectors,
  standings,
  standOut,
  type Weights,
} from "@likeness/core/consistency";
import { chance } from "./chance.ts";
import type { featureStore } from "./feature-store.ts";
import { fitLine } from "./fit.ts";
import { fitChoice } from "./fit-choice.ts";
import { digits } from "./train-world.ts";
import { ALTERED, hash, pictureOf } from "./training-pairs.ts";
import { ANGLES, type Model, type Turnarounds } from "./turnarounds.ts";

/** One turnaround, clean or with one foreign view, as what speaks against each view. */
export interface ExampleSet {
  family: string;
  kind: string;
  /** Index of the foreign view; -1 in a clean set. */
  foreign: number;
  suspicions: Suspicions;
}

export interface SetSource {
  turnarounds: Turnarounds;
  store: ReturnType<typeof featureStore>;
  /** The trained numbers that have not seen this model. */
  weightsFor: (model: Model) => Weights;
}

const FOREIGN_ANGLES = [0, 120, 240];
const ALTERED_SHARE_MIN = 0.02;
const CLEAN = ["base", "relit", "background"];

/** The clean sets of every model, and the same with one view altered or of another model. */
export async function exampleSets({ turnarounds, store, weightsFor }: SetSource): Promise<ExampleSet[]> {
  const examples: ExampleSet[] = [];
  const load = async (model: Model, variant: string, angle: number) => {
    const picture = pictureOf(model, variant, angle);
    if (picture === undefined || (picture.alt ?? 1) < ALTERED_SHARE_MIN) return undefined;
    return store.featuresOf(join(turnarounds.dir, picture.path));
  };
  for (const model of turnarounds.models) {
    const weights = weightsFor(model);
    const distancesOf = remembered();
    const add = (kind: string, foreign: number, views: readonly Features[]) => {
      const { suspicions } = setVectors(views, { angles: ANGLES, weights, distancesOf });
      examples.push({ family: model.family, kind, foreign, suspicions });
    };
    for (const variant of CLEAN) {
      const views = await Promise.all(ANGLES.map((angle) => load(model, variant, angle)));
      if (views.every((view) => view !== undefined)) add(`clean-${variant}`, -1, views);
    }
    const base = await Promise.all(ANGLES.map((angle) => load(model, "base", angle)));
    if (!base.every((view) => view !== undefined)) continue;
    const { pick } = chance(hash(model.model) + 1);
    const others = turnarounds.models.filter((other) => other !== model);
    const relatives = others.filter((other) => other.family === model.family);
    for (const kind of [...ALTERED, "different", "family"]) {
      for (const angle of FOREIGN_ANGLES) {
        const from = kind === "family" ? relatives : others;
        if (from.length === 0) continue;
        const view = ALTERED.includes(kind)
          ? await load(model, kind, angle)
          : await load(pick(from), "base", angle);
        if (view === undefined) continue;
        const at = ANGLES.indexOf(angle);
        add(
          kind,
          at,
          base.map((own, index) => (index === at ? view : own)),
        );
      }
    }
  }
  return examples;
}

/** The sets of one model share all views but one: their distances are measured once. */
function remembered(): typeof pairDistances {
  const known = new Map<Features, Map<Features, Record<string, number>>>();
  return (one, other) => {
    const own = known.get(one) ?? new Map<Features, Record<string, number>>();
    known.set(one, own);
    const distances = own.get(other) ?? pairDistances(one, other);
    own.set(other, distances);
    return distances;
  };
}

/** How much each kind of fault counts. */
const KIND_WEIGHT: Record<string, number> = {
  missing: 1.5,
  reproportioned: 1.5,
  swapped: 1.2,
  restyled: 1.2,
};
const RIDGE = 0.004;
const ROUNDS = 120;

/** What each suspicion is worth, for a view and for the whole set. */
export function trainSet(examples: readonly ExampleSet[]): SetWeights {
  const clean = examples.filter(({ foreign }) => foreign < 0);
  const faulty = examples.filter(({ foreign }) => foreign >= 0);
  const names = [...new Set(examples.flatMap(({ suspicions }) => Object.keys(suspicions[0] ?? {})))].sort();
  const scales = scalesOf(clean, names);
  const counts = new Map<string, number>();
  for (const { kind } of faulty) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const weightOf = (kind: string) => (KIND_WEIGHT[kind] ?? 1) / (counts.get(kind) ?? 1);
  const choice = fitChoice(
    faulty.map(({ kind, foreign, suspicions }) => ({
      weight: weightOf(kind),
      chosen: foreign,
      options: standings(suspicions, scales).map((stand) =>
        Float32Array.from(names.flatMap((name) => pieces(stand[name] ?? 0, SET_KNOTS.view))),
      ),
    })),
    { ridge: RIDGE, rounds: ROUNDS },
  );
  const view = threes(names, choice);
  const half: SetWeights = { scales, view, whole: { bias: 0, weights: {} } };
  const signs = examples.map((example) => signsOf(example, half));
  const signNames = Object.keys(signs[0] ?? {}).sort();
  const fit = fitLine(
    {
      columns: signNames.length * 3,
      values: Float32Array.from(
        signs.flatMap((own) => signNames.flatMap((name) => pieces(own[name] ?? 0, SET_KNOTS.whole))),
      ),
      isSame: Uint8Array.from(examples, ({ foreign }) => (foreign < 0 ? 1 : 0)),
      weight: Float64Array.from(examples, ({ kind, foreign }) =>
        foreign < 0 ? 1 / clean.length : weightOf(kind) / counts.size,
      ),
    },
    { ridge: RIDGE, lasso: 0.002, rounds: ROUNDS },
  );
  return { scales, view, whole: { bias: digits(fit.bias), weights: threes(signNames, fit.weights) } };
}

/** What tells whether anything is wrong in a set. */
export function signsOf({ suspicions }: ExampleSet, weights: SetWeights): Record<string, number> {
  const stands = standings(suspicions, weights.scales);
  return {
    ...extremes(suspicions, { stands, scales: weights.scales }),
    ...margins(stands.map((stand) => standOut(stand, weights))),
  };
}

/** 0 to 1, lower when something in the set is wrong. */
export function setScoreOf(example: ExampleSet, weights: SetWeights): number {
  return setScore(signsOf(example, weights), weights);
}

function threes(names: readonly string[], fitted: Float64Array): Record<string, number[]> {
  const result: Record<string, number[]> = {};
  names.forEach((name, at) => {
    const own = [...fitted.subarray(at * 3, at * 3 + 3)].map((value) => (value < 0.005 ? 0 : digits(value)));
    if (own.some((value) => value > 0)) result[name] = own;
  });
  return result;
}

/** Half the usual spread within clean sets, and the size that few views of clean sets reach. */
function scalesOf(clean: readonly ExampleSet[], names: readonly string[]): Record<string, SetScale> {
  const middle = (values: number[], share: number) => {
    const sorted = values.sort((one, other) => one - other);
    return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  };
  return Object.fromEntries(
    names.map((name) => {
      const spreads = clean.map(({ suspicions }) => {
        const values = suspicions.map((own) => own[name] ?? 0);
        const center = middle([...values], 0.5);
        return middle(
          values.map((value) => Math.abs(value - center)),
          0.75,
        );
      });
      const largest = clean.map(({ suspicions }) => Math.max(...suspicions.map((own) => own[name] ?? 0)));
      const spread = digits(Math.max(1e-4, 0.7 * middle(spreads, 0.5)));
      return [name, { spread, size: digits(Math.max(1e-3, middle(largest, 0.8))) }];
    }),
  );
}
