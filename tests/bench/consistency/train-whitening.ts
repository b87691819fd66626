import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { embeddingOf, learnWhitening } from "@likeness/core/consistency";
import { readScenePictures } from "./scene-pictures.ts";

const OUT = "packages/core/src/consistency/whitening.json";

const { values: options } = parseArgs({
  // The turnarounds are for the step after this one.
  options: { pictures: { type: "string" }, data: { type: "string" } },
});
if (options.pictures === undefined) {
  console.error(
    "Which pictures to learn from? --pictures DIR, a folder with manifest.json of many subjects.",
  );
  process.exit(1);
}
const embeddings: Float32Array[] = [];
for (const { path } of readScenePictures(options.pictures))
  embeddings.push(await embeddingOf(readFileSync(path)));
writeFileSync(OUT, `${JSON.stringify(learnWhitening(embeddings))}\n`);
console.log(`${OUT} written, from ${embeddings.length} pictures`);
