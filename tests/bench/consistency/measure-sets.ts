import { standings, standOut } from "@likeness/core/consistency";
import { auc, share } from "./figures.ts";
import type { Figure } from "./goals.ts";
import type { Source } from "./measure-pairs.ts";
import { exampleSets, setScoreOf } from "./train-set.ts";

const KINDS = [
  "different",
  "family",
  "impostor",
  "recoloured",
  "accessory",
  "swapped",
  "restyled",
  "missing",
  "reproportioned",
];

/** One foreign view among twelve: how often it is the worst one, and whether the set gives it away. */
export async function measureSets(source: Source): Promise<Figure[]> {
  const weightsOf = new Map(
    source.turnarounds.models.map((model) => [model.family, source.weightsFor(model)]),
  );
  const examples = (await exampleSets(source)).map((example) => {
    const { set } = weightsOf.get(example.family)!;
    const views = standings(example.suspicions, set.scales).map((stand) => standOut(stand, set).suspicion);
    return { ...example, worst: views.indexOf(Math.max(...views)), score: setScoreOf(example, set) };
  });
  const clean = examples.filter(({ kind }) => kind === "clean-base").map(({ score }) => score);
  return KINDS.flatMap((kind) => {
    const of = examples.filter((example) => example.kind === kind);
    return [
      { name: `intruder ${kind}, top-1`, value: share(of, ({ worst, foreign }) => worst === foreign) },
      {
        name: `anything wrong: ${kind}`,
        value: auc(
          clean,
          of.map(({ score }) => score),
        ),
      },
    ];
  });
}
