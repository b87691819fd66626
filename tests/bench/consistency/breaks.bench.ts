import { parseArgs } from "node:util";
import { type Features, shippedWeights } from "@likeness/core/consistency";
import { tableText } from "../report.ts";
import { BREAKS, type LabelledPair, type LabelledSet, verdictsOn } from "./breaks.ts";
import { load } from "./copies.ts";
import { drawnTurnarounds } from "./drawn.ts";
import { featureStore } from "./feature-store.ts";
import { ALTERED, pairsOf, pictureOf } from "./training-pairs.ts";
import { ANGLES, type Model, type Picture, readTurnarounds } from "./turnarounds.ts";

/**
 * Whether the benchmark notices when a feature is lost: takes away one group after another and measures how far true
 * pairs still score above the others. Exit code 1 when a loss goes unnoticed. `--data` reads turnarounds, else the
 * sandbox draws.
 */

/** Other true pairs, which nothing has to stand apart from. */
const TRUE_KINDS = ["same-both", "pose", "copy"];
const ALTERED_AT = [0, 60, 180, 240];

const HELP = `bench:breaks - takes away one group of features after another; each loss must show in the benchmark

  --data DIR   a folder of turnarounds with a manifest.json; drawings of the sandbox without it
  --models N   only the first N turnarounds`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    data: { type: "string" },
    models: { type: "string" },
  },
});
if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const turnarounds = values.data === undefined ? await drawnTurnarounds() : readTurnarounds(values.data);
  const models = turnarounds.models.slice(0, Number(values.models ?? turnarounds.models.length));
  const store = featureStore();
  const featuresOf = (picture: Picture) => load(store, turnarounds.dir, picture);
  const pairs: LabelledPair[] = [];
  const sets: LabelledSet[] = [];
  for (const model of models) {
    for (const { a, b, gap, kind } of pairsOf(model, turnarounds)) {
      if (TRUE_KINDS.includes(kind)) continue;
      pairs.push({ model: model.model, kind, gap, a: await featuresOf(a), b: await featuresOf(b) });
    }
    sets.push(...(await setsOf(model, featuresOf)));
  }
  const breaks = BREAKS.filter(({ isLearned }) => !isLearned || pairs.some(({ a }) => a.learned.length > 0));
  const verdicts = verdictsOn({ pairs, sets }, breaks, shippedWeights());
  const kind = values.data === undefined ? "drawn by the sandbox" : `of ${values.data}`;
  console.log(`${pairs.length} pairs and ${sets.length} sets of ${models.length} turnarounds ${kind}\n`);
  console.log(
    tableText(
      ["taken away", "what falls most", "before", "after", ""],
      verdicts.map(({ name, figure, whole, broken, isNoticed }) => [
        ...[name, figure, whole.toFixed(3), broken.toFixed(3)],
        isNoticed ? "noticed" : "UNNOTICED",
      ]),
    ),
  );
  const lost = verdicts.filter(({ isNoticed }) => !isNoticed).length;
  console.log(lost === 0 ? "every loss is noticed" : `${lost} losses go unnoticed`);
  process.exitCode = lost === 0 ? 0 : 1;
}

/** Twelve views of one figure of which one is altered, for each kind of alteration and some places. */
async function setsOf(
  model: Model,
  featuresOf: (picture: Picture) => Promise<Features>,
): Promise<LabelledSet[]> {
  const base = ANGLES.map((angle) => pictureOf(model, "base", angle)).flatMap((picture) => picture ?? []);
  const views = await Promise.all(base.map(featuresOf));
  const sets: LabelledSet[] = [];
  for (const kind of ALTERED) {
    for (const angle of ALTERED_AT) {
      const picture = pictureOf(model, kind, angle);
      if (picture === undefined) continue;
      const [wrong, altered] = [ANGLES.indexOf(angle), await featuresOf(picture)];
      const changed = views.map((view, at) => (at === wrong ? altered : view));
      sets.push({ model: model.model, kind, wrong, views: changed, angles: ANGLES });
    }
  }
  return sets;
}
