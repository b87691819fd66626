import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { embeddingOf, encodeSpread, learnSpread, type Spread, Whitening } from "@likeness/core/consistency";
import { readScenePictures } from "./scene-pictures.ts";
import { readTurnarounds } from "./turnarounds.ts";

const OUT = "packages/core/src/consistency/whitening.json";

const { values: options } = parseArgs({
  // What else is said is for the step after this one.
  options: { pictures: { type: "string" }, data: { type: "string" } },
  strict: false,
});
const { pictures, data } = options;
if (typeof pictures !== "string" && typeof data !== "string") {
  console.error(
    "Which pictures to learn from? --data DIR, a folder of turnarounds, for figures on plain ground; --pictures DIR, a folder with manifest.json of many subjects, for scenes; see docs/consistency.md.",
  );
  process.exit(1);
}
const kind = typeof pictures === "string" ? "scene" : "figure";
const paths =
  typeof pictures === "string"
    ? readScenePictures(pictures).map(({ path }) => path)
    : figuresIn(String(data));
const embeddings: Float32Array[] = [];
for (const path of paths) embeddings.push(await embeddingOf(readFileSync(path), kind));
const kept = JSON.parse(readFileSync(OUT, "utf8")) as Record<string, unknown>;
const spread = learnSpread(embeddings);
const common = kind === "figure" ? blended(spread, Whitening.parse(kept).scene) : spread;
const learned = { ...kept, [kind]: encodeSpread(common) };
Whitening.parse(learned);
writeFileSync(OUT, `${JSON.stringify(learned, null, 2)}\n`);
console.log(`${OUT} written: ${kind}, from ${embeddings.length} pictures`);

/**
 * Figures may be drawn unlike the turnarounds: half of what is common to them is taken from photographs, whose subjects
 * were looked at as closely. Both halves of the spread are one distribution then, with its own mean and deviation.
 */
function blended(figures: Spread, scenes: Spread): Spread {
  const pool = scenes.mean.length / 2;
  const mean = figures.mean.map((value, at) => (value + (scenes.mean[at % pool] ?? 0)) / 2);
  const deviation = figures.deviation.map((value, at) => {
    const [other, apart] = [
      scenes.deviation[at % pool] ?? 0,
      (figures.mean[at] ?? 0) - (scenes.mean[at % pool] ?? 0),
    ];
    return Math.sqrt((value ** 2 + other ** 2) / 2 + (apart / 2) ** 2);
  });
  return { mean, deviation };
}

/** Every view of every model as it is. */
function figuresIn(dir: string): string[] {
  return readTurnarounds(dir).models.flatMap(({ variants }) =>
    [...(variants.get("base")?.values() ?? [])].map(({ path }) => join(dir, path)),
  );
}
