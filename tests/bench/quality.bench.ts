import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decode } from "../../packages/core/src/images/index.ts";
import { assessQuality } from "../../packages/core/src/quality/index.ts";
import { newArtist } from "../fal-sandbox/draw/support.ts";
import { areaUnderCurve } from "./quality/auc.ts";
import { DEGRADATIONS, type Degradation } from "./quality/degrade.ts";
import { drawnPictures } from "./quality/drawings.ts";

/**
 * Whether the quality of a picture tells good from spoiled: AUC of the score between pictures as they are and the
 * same pictures spoiled in one way. `--data` reads turnarounds (`<model>/base/<angle>.webp` and others of a
 * `manifest.json`); without it the sandbox draws, and the figures are about drawings.
 */

const AUC_MIN = 0.97;
const VARIANTS = ["base", "relit", "background"];
const ANGLES = ["030", "180"];

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    models: { type: "string", default: "24" },
    json: { type: "boolean", default: false },
  },
});
const pictures = values.data ? stored(values.data, Number(values.models)) : await drawnPictures(newArtist());
const clean = await Promise.all(pictures.map(score));
const rows: Array<{ name: string; auc: number; clean: number; spoiled: number; n: number }> = [];
for (const name of Object.keys(DEGRADATIONS) as Degradation[]) {
  const spoiled = [];
  for (const [index, picture] of pictures.entries()) {
    const bytes = await DEGRADATIONS[name](picture, index);
    if (bytes) spoiled.push(await score(bytes));
  }
  rows.push({
    name,
    auc: areaUnderCurve(clean, spoiled),
    clean: middle(clean),
    spoiled: middle(spoiled),
    n: spoiled.length,
  });
}
report();

async function score(bytes: Buffer): Promise<number> {
  return (await assessQuality(await decode(bytes))).score;
}

function stored(folder: string, modelsMax: number): Buffer[] {
  const { models } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    models: Array<{ model: string }>;
  };
  const step = Math.max(1, Math.floor(models.length / modelsMax));
  return models
    .filter((_, index) => index % step === 0)
    .flatMap(({ model }, index) =>
      VARIANTS.flatMap((variant) => {
        const file = join(folder, model, variant, `${ANGLES[index % ANGLES.length]}.webp`);
        return existsSync(file) ? [readFileSync(file)] : [];
      }),
    );
}

function middle(scores: number[]): number {
  return [...scores].sort((a, b) => a - b)[scores.length >> 1] ?? Number.NaN;
}

function report(): void {
  const isGood = rows.every(({ auc }) => auc >= AUC_MIN);
  const passing = clean.filter((each) => each >= 0.9).length / clean.length;
  if (values.json)
    console.log(JSON.stringify({ bench: "quality", rows, passing, aucMin: AUC_MIN, ok: isGood }));
  else {
    console.log(
      `quality: ${pictures.length} ${values.data ? "pictures" : "drawings of the sandbox"}, ${(passing * 100).toFixed(0)} % of the clean ones at 0.90 or more`,
    );
    for (const row of rows)
      console.log(
        `  ${row.name.padEnd(14)} AUC ${row.auc.toFixed(3)}  median ${row.clean.toFixed(2)} clean, ${row.spoiled.toFixed(2)} spoiled  (n=${row.n})`,
      );
    console.log(isGood ? "ok" : `below ${AUC_MIN}`);
  }
  process.exitCode = isGood ? 0 : 1;
}
