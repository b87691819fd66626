import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Part, pairDistances, Scenes, type World } from "@likeness/core/consistency";
import { foldsOf } from "./folds.ts";
import {
  ALTERED,
  areScenes,
  type Pair,
  pairsAcross,
  pairsWithin,
  placedFigures,
  plainFigures,
  realPictures,
} from "./scene-examples.ts";
import { readScenePictures, type ScenePicture } from "./scene-pictures.ts";
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
import { readTurnarounds } from "./turnarounds.ts";
import { isUsable } from "./usable.ts";

const OUT = "packages/core/src/consistency/scenes.json";
/** Proportion and missing parts cannot be told where the mask is only roughly right. */
const LEARNED: readonly Part[] = ["color", "style", "parts", "identity"];
const FEATURES = {
  parts: ["parts", "identity"] as const,
  against: { different: 1, family: 1, swapped: 0.3, accessory: 0.3 },
  passShare: 0.9,
};

/** How one world is learned. */
interface Course {
  usable: (part: Part, name: string) => boolean;
  ridge: number;
  recipes: Record<string, NonNullable<Parameters<typeof jointOf>[2]["recipe"]>>;
  /** Which held-out pairs set the working point. */
  isTelling: (row: Row) => boolean;
}

/** Few distances, held together: there are few subjects to learn from. */
const IDENTITY = /^(learnedClosely|learnedWholly|unmatchedLeast|cellForeign|wholeChroma|bandHue)$/;
/** Photographs count more than figures placed before them. */
const REAL_TIMES = 6;

const { values: options } = parseArgs({
  options: { data: { type: "string" }, pictures: { type: "string" }, out: { type: "string", default: OUT } },
});
if (options.data === undefined || options.pictures === undefined) {
  console.error(
    "Which figures and photographs to learn from? --data DIR (turnarounds) and --pictures DIR (pictures of scenes); see docs/consistency.md.",
  );
  process.exit(1);
}

const pictures = readScenePictures(options.pictures);
const turnarounds = readTurnarounds(options.data);
const placed = await placedFigures(turnarounds, pictures);
const real = await realPictures(pictures);
const plain = await plainFigures(turnarounds);
const folds = [...foldsOf(turnarounds.models), ...realFolds(pictures)];
const realPairs = pairsWithin(real).filter(areScenes);
const scene = learn(
  [...pairsWithin(placed).filter(areScenes), ...Array<Pair[]>(REAL_TIMES).fill(realPairs).flat()],
  {
    usable: (part, name) => (part === "identity" ? IDENTITY.test(name) : isUsable(part, name)),
    ridge: 0.05,
    // The other parts look through a rough mask: they have a score each, and no say in the whole.
    recipes: {
      features: FEATURES,
      overall: { parts: ["identity"], against: { different: 1, family: 1 }, passShare: 0.87 },
    },
    isTelling: ({ family }) => family.startsWith("real "),
  },
);
const mixed = learn(
  pairsAcross(plain, placed).filter(({ a, b }) => a.background !== b.background),
  {
    usable: isUsable,
    ridge: 0.002,
    recipes: {
      features: FEATURES,
      overall: {
        parts: ["color", "style", "parts", "identity"],
        against: { different: 1, family: 1, recoloured: 0.2, restyled: 0.2, swapped: 0.1, accessory: 0.1 },
        passShare: 0.87,
      },
    },
    isTelling: () => true,
  },
);
writeFileSync(options.out, `${JSON.stringify(Scenes.parse({ scene, mixed }))}\n`);
console.log(`${options.out} written`);

function realFolds(all: readonly ScenePicture[]): string[][] {
  const categories = [...new Set(all.map(({ category }) => `real ${category}`))];
  return [0, 1, 2].map((fold) => categories.filter((_, index) => index % 3 === fold));
}

/** Lines, working points from families that were not learned from, and joints; whatever the gap between the views. */
function learn(pairs: readonly Pair[], { usable, ridge, recipes, isTelling }: Course): World {
  const measured = pairs.map((pair) => ({ pair, distances: pairDistances(pair.a, pair.b) }));
  const names = Object.keys(measured[0]?.distances ?? {});
  const rows: Row[] = measured.map(({ pair, distances }) => ({
    ...{ family: pair.family, kind: pair.kind, gap: "unknown", isThinned: true },
    distances: Float32Array.from(names, (name) => distances[name] ?? 0),
  }));
  const knots = knotsOf(rows, names);
  const values = cut(rows, names, knots);
  const columns = names.length * 3;
  const linesOf = (isIn: (row: Row) => boolean) =>
    trainLines({ rows, values, names, usable, isIn, parts: LEARNED, gaps: ["unknown"], ridge });
  const judged: Judged[] = folds.flatMap((fold) => {
    const lines = linesOf(({ family }) => !fold.includes(family));
    return rows.flatMap((row, at) => {
      if (!fold.includes(row.family)) return [];
      const own = values.subarray(at * columns, (at + 1) * columns);
      const logits = { color: 0, proportion: 0, style: 0, parts: 0, missing: 0, identity: 0 };
      for (const part of LEARNED) {
        const line = lines[part]?.unknown;
        if (line) logits[part] = lineLogit(line, names, own);
      }
      return [{ row, logits: { unknown: logits } }];
    });
  });
  const telling = judged.filter(({ row }) => isTelling(row));
  const shifts = shiftsOf(telling);
  const lines = linesOf(() => true);
  for (const part of LEARNED) {
    const line = lines[part]?.unknown;
    if (line) line.shift = shifts[part].unknown;
  }
  const joints = Object.fromEntries(
    Object.entries(recipes).map(([name, recipe]) => [
      name,
      jointOf(telling, "unknown", { name, shifts, recipe }),
    ]),
  );
  report(judged, { shifts, joints });
  const used = new Set(LEARNED.flatMap((part) => Object.keys(lines[part]?.unknown?.weights ?? {})));
  return {
    knots: Object.fromEntries(Object.entries(knots).filter(([name]) => used.has(name))),
    lines: Object.fromEntries(LEARNED.map((part) => [part, { unknown: lines[part]!.unknown! }])),
    joints: Object.fromEntries(Object.entries(joints).map(([name, joint]) => [name, { unknown: joint }])),
  };
}

/** What the held-out pairs say of the working point. */
function report(
  judged: readonly Judged[],
  {
    shifts,
    joints,
  }: { shifts: ReturnType<typeof shiftsOf>; joints: Record<string, ReturnType<typeof jointOf>> },
): void {
  const room = joints.overall!.room;
  const logitOf = ({ logits }: Judged) => {
    let odds = 0;
    for (const part of LEARNED)
      if (room[part] !== undefined)
        odds += Math.exp(-(logits.unknown![part] + shifts[part].unknown + room[part]));
    return joints.overall!.shift - Math.log(Math.max(1e-12, odds));
  };
  for (const source of ["placed", "real"]) {
    const own = judged.filter(({ row }) => row.family.startsWith("real ") === (source === "real"));
    const shares = ["same", "different", "family", ...ALTERED].map((kind) => {
      const of = own.filter(({ row }) => row.kind === kind).map(logitOf);
      const passing = of.filter((logit) => logit >= 0).length / Math.max(1, of.length);
      return of.length === 0 ? "" : `${kind} ${passing.toFixed(2)} (${of.length})`;
    });
    console.log(`${source}: share at or above the working point: ${shares.filter(Boolean).join(", ")}`);
  }
}
