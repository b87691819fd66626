import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { shippedWeights, Weights } from "@likeness/core/consistency";
import * as z from "zod";
import { machineText, tableText } from "../report.ts";
import { drawnTurnarounds } from "./drawn.ts";
import { featureStore } from "./feature-store.ts";
import { type Figure, GOALS, UPPER_BOUNDS } from "./goals.ts";
import { measureAngles } from "./measure-angles.ts";
import { measurePairs, type Source } from "./measure-pairs.ts";
import { measureSets } from "./measure-sets.ts";
import { measureTime } from "./measure-time.ts";
import { type Model, readTurnarounds } from "./turnarounds.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    /** Written by the training: each model is judged by numbers that have not seen its family. */
    folds: { type: "string" },
    models: { type: "string" },
    sections: { type: "string", default: "pairs,sets,angles,time" },
  },
});

const MEASURES = { pairs: measurePairs, sets: measureSets, angles: measureAngles, time: measureTime };

const turnarounds = options.data === undefined ? await drawnTurnarounds() : readTurnarounds(options.data);
if (options.models !== undefined) turnarounds.models = spread(turnarounds.models, Number(options.models));
const source: Source = { turnarounds, store: featureStore(), weightsFor: judgeOf(options.folds) };
const kind =
  options.data === undefined ? "DRAWINGS of the sandbox, not pictures of a generator" : turnarounds.dir;
console.log(`${turnarounds.models.length} turnarounds: ${kind}`);
console.log(
  options.folds === undefined ? "judged with the shipped weights" : "each judged without its family",
);
console.log(`${machineText()}\n`);
for (const section of options.sections.split(",")) {
  const measure = MEASURES[z.enum(["pairs", "sets", "angles", "time"]).parse(section)];
  console.log(`${tableText(["figure", "measured", "goal", ""], (await measure(source)).map(toRow))}\n`);
}

function toRow({ name, value }: Figure): string[] {
  const goal = GOALS[name];
  if (Number.isNaN(value)) return [name, "-", goal?.toString() ?? "", "not in these pictures"];
  const isReached =
    goal !== undefined && (UPPER_BOUNDS.includes(name) ? value <= goal : value >= goal - 0.0005);
  return [
    name,
    value.toFixed(3),
    goal?.toString() ?? "",
    goal === undefined ? "" : isReached ? "reached" : "short",
  ];
}

function judgeOf(file: string | undefined): (model: Model) => Weights {
  if (file === undefined) return () => shippedWeights();
  const Folds = z.object({ folds: z.array(z.array(z.string())), withheld: z.array(Weights) });
  const { folds, withheld } = Folds.parse(JSON.parse(readFileSync(file, "utf8")));
  return ({ family }) => ({
    ...shippedWeights(),
    ...withheld[folds.findIndex((fold) => fold.includes(family))],
  });
}

function spread(models: readonly Model[], count: number): Model[] {
  const step = Math.max(1, models.length / count);
  return models.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}
