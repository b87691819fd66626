import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  GAPS,
  PARTS,
  type Part,
  pairDistances,
  shippedScenes,
  Weights,
  type World,
} from "@likeness/core/consistency";
import { load } from "./copies.ts";
import { featureStore } from "./feature-store.ts";
import { foldsOf } from "./folds.ts";
import { JOINED } from "./recipes.ts";
import { exampleSets, trainSet } from "./train-set.ts";
import {
  cut,
  type Judged,
  jointOf,
  knotsOf,
  lineLogit,
  type Row,
  shiftsOf,
  trainLines,
} from "./train-world.ts";
import { pairsOf } from "./training-pairs.ts";
import { readTurnarounds, type Turnarounds } from "./turnarounds.ts";
import { isUsable } from "./usable.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    folds: { type: "string" },
    out: { type: "string", default: "packages/core/src/consistency/weights.json" },
  },
});
if (options.data === undefined) {
  console.error(
    "Which turnarounds to learn from? --data DIR, a folder with manifest.json; see docs/consistency.md.",
  );
  process.exit(1);
}
await train(readTurnarounds(options.data), options);

async function train(turnarounds: Turnarounds, { out, folds: foldsFile }: typeof options): Promise<void> {
  const store = featureStore();
  const rows = await rowsOf(turnarounds, store);
  console.log(
    `${rows.names.length} distances of ${rows.list.length} pairs of ${turnarounds.models.length} models`,
  );
  const folds = foldsOf(turnarounds.models);
  const plain = trainWorld(rows, folds);
  const unset = { scales: {}, view: {}, whole: { bias: 0, weights: {} } };
  const start = {
    version: readVersion(out),
    ...shippedScenes(),
    set: unset,
  };
  const withheld = plain.withheld.map((world): Weights => ({ ...start, plain: world }));
  const foldOf = (family: string) => folds.findIndex((fold) => fold.includes(family));
  const sets = await exampleSets({
    turnarounds,
    store,
    weightsFor: ({ family }) => withheld[foldOf(family)]!,
  });
  console.log(`${sets.length} sets`);
  folds.forEach((fold, at) => {
    withheld[at]!.set = trainSet(sets.filter(({ family }) => !fold.includes(family)));
  });
  const weights = Weights.parse({ ...start, plain: plain.world, set: trainSet(sets) });
  writeFileSync(out, `${JSON.stringify(weights)}\n`);
  if (foldsFile !== undefined) writeFileSync(foldsFile, `${JSON.stringify({ folds, withheld })}\n`);
  console.log(`${out} written`);
}

interface Rows {
  names: string[];
  list: Row[];
}

async function rowsOf(turnarounds: Turnarounds, store: ReturnType<typeof featureStore>): Promise<Rows> {
  const list: Row[] = [];
  let names: string[] = [];
  for (const model of turnarounds.models) {
    for (const pair of pairsOf(model, turnarounds)) {
      const a = await load(store, turnarounds.dir, pair.a);
      const b = await load(store, turnarounds.dir, pair.b);
      const distances = pairDistances(a, b);
      if (names.length === 0) names = Object.keys(distances);
      const gap = pair.gap <= 15 ? "same" : pair.gap <= 45 ? "near" : "turned";
      list.push({
        family: pair.family,
        kind: pair.kind,
        gap,
        isThinned: list.length % 3 === 0,
        distances: Float32Array.from(names, (name) => distances[name]!),
      });
    }
  }
  return { names, list };
}

interface TrainedWorld {
  world: World;
  /** The world as it would be without the families of each fold. */
  withheld: World[];
}

/** Working points come from models whose family was not learned from; the lines themselves from all models. */
function trainWorld({ names, list }: Rows, folds: string[][]): TrainedWorld {
  const knots = knotsOf(list, names);
  const values = cut(list, names, knots);
  const judged: Judged[] = [];
  const withheld = folds.map((fold): World => {
    const isIn = (row: Row) => !fold.includes(row.family);
    const lines = trainLines({ rows: list, values, names, usable: isUsable, isIn });
    judged.push(...judgedBy(lines, { rows: list, values, names, isOut: (row) => !isIn(row) }));
    console.log(`learned without ${fold.join(", ")}`);
    return { knots, lines, joints: {} };
  });
  const lines = trainLines({ rows: list, values, names, usable: isUsable, isIn: () => true });
  const shifts = shiftsOf(judged);
  const joints = Object.fromEntries(
    Object.keys(JOINED).map((name) => [
      name,
      Object.fromEntries(GAPS.map((gap) => [gap, jointOf(judged, gap, { name, shifts })])),
    ]),
  );
  const world: World = { knots, lines, joints };
  for (const each of [world, ...withheld]) {
    each.joints = joints;
    for (const part of PARTS) for (const gap of GAPS) each.lines[part]![gap]!.shift = shifts[part][gap];
  }
  return { world, withheld };
}

interface Judging {
  rows: readonly Row[];
  values: Float32Array;
  names: readonly string[];
  isOut: (row: Row) => boolean;
}

function judgedBy(lines: World["lines"], { rows, values, names, isOut }: Judging): Judged[] {
  const columns = names.length * 3;
  return rows.flatMap((row, at) => {
    if (!isOut(row)) return [];
    const own = values.subarray(at * columns, (at + 1) * columns);
    const logits: Judged["logits"] = {};
    for (const gap of GAPS) {
      const entries = PARTS.map((part) => [part, lineLogit(lines[part]![gap]!, names, own)]);
      logits[gap] = Object.fromEntries(entries) as Record<Part, number>;
    }
    return [{ row, logits }];
  });
}

function readVersion(file: string): string {
  const read = Weights.safeParse(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined);
  return read.data?.version ?? "1";
}
