import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { GAPS, PARTS, type Part, pairDistances, Weights, type World } from "@likeness/core/consistency";
import { featureStore } from "./feature-store.ts";
import { foldsOf } from "./folds.ts";
import { JOINED } from "./recipes.ts";
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
    out: { type: "string", default: "packages/core/src/consistency/weights.json" },
  },
});
if (options.data === undefined) {
  console.error(
    "Which turnarounds to learn from? --data DIR, a folder with manifest.json; see docs/consistency.md.",
  );
  process.exit(1);
}
await train(readTurnarounds(options.data), options.out);

async function train(turnarounds: Turnarounds, out: string): Promise<void> {
  const rows = await rowsOf(turnarounds);
  console.log(
    `${rows.names.length} distances of ${rows.list.length} pairs of ${turnarounds.models.length} models`,
  );
  const plain = trainWorld(rows, foldsOf(turnarounds.models));
  const weights = {
    version: readVersion(out),
    knots: plain.knots,
    plain: plain.world,
    scene: plain.world,
  };
  writeFileSync(out, `${JSON.stringify(Weights.parse(weights))}\n`);
  console.log(`${out} written`);
}

interface Rows {
  names: string[];
  list: Row[];
}

async function rowsOf(turnarounds: Turnarounds): Promise<Rows> {
  const store = featureStore();
  const list: Row[] = [];
  let names: string[] = [];
  for (const model of turnarounds.models) {
    for (const pair of pairsOf(model, turnarounds)) {
      const a = await store.featuresOf(join(turnarounds.dir, pair.a.path));
      const b = await store.featuresOf(join(turnarounds.dir, pair.b.path));
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

/** Working points come from models whose family was not learned from; the lines themselves from all models. */
function trainWorld(
  { names, list }: Rows,
  folds: string[][],
): { world: World; knots: Record<string, number[]> } {
  const knots = knotsOf(list, names);
  const values = cut(list, names, knots);
  const columns = names.length * 3;
  const usable = isUsable;
  const judged: Judged[] = [];
  for (const fold of folds) {
    const isIn = (row: Row) => !fold.includes(row.family);
    const lines = trainLines({ rows: list, values, names, usable, isIn });
    list.forEach((row, at) => {
      if (isIn(row)) return;
      const own = values.subarray(at * columns, (at + 1) * columns);
      const logits: Judged["logits"] = {};
      for (const gap of GAPS) {
        const entries = PARTS.map((part) => [part, lineLogit(lines[part]![gap]!, names, own)]);
        logits[gap] = Object.fromEntries(entries) as Record<Part, number>;
      }
      judged.push({ row, logits });
    });
    console.log(`learned without ${fold.join(", ")}`);
  }
  const shifts = shiftsOf(judged);
  const lines = trainLines({ rows: list, values, names, usable, isIn: () => true });
  for (const part of PARTS) for (const gap of GAPS) lines[part]![gap]!.shift = shifts[part][gap];
  const joints = Object.fromEntries(
    Object.keys(JOINED).map((name) => [
      name,
      Object.fromEntries(GAPS.map((gap) => [gap, jointOf(judged, gap, { name, shifts })])),
    ]),
  );
  return { world: { lines, joints }, knots };
}

function readVersion(file: string): string {
  try {
    return Weights.parse(JSON.parse(readFileSync(file, "utf8"))).version;
  } catch {
    return "1";
  }
}
