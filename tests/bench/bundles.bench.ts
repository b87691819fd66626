import { parseArgs } from "node:util";
import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";
import { limitOf, missingAtRunTime, outOfPlace, tooLarge, tracesIn } from "./bundle-rules.ts";
import { type Bundle, bundlesOf, type Contents, contentsOf } from "./bundles.ts";
import { tableText } from "./report.ts";

const HELP = `bench:bundles - how large every function is (minified, without sharp), and what is in it that it does not use

  --parts N   the N largest parts of each bundle (default 3)
  --json      the result as one line of JSON`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    parts: { type: "string", default: "3" },
  },
});
if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const assembly = await synthesize({
    root: projectRoot(),
    onProgress: (text) => console.error(`${text} …`),
  });
  const bundles = bundlesOf(assembly).sort((one, other) => other.bytes - one.bytes);
  const contents = await contentsOf(bundles.map(({ name }) => name));
  const faults = [
    ...tooLarge(bundles),
    ...bundles.flatMap(tracesIn),
    ...contents.flatMap(outOfPlace),
    ...contents.flatMap(missingAtRunTime),
  ];
  if (faults.length > 0) process.exitCode = 1;
  const rows = bundles.map((bundle, index) => ({ bundle, contents: contents[index] }));
  if (values.json) console.log(JSON.stringify({ bench: "bundles", bundles: rows.map(jsonOf), faults }));
  else {
    console.log(tableText(["function", "KB", "limit", "largest parts (KB)"], rows.map(rowOf)));
    console.log(faults.length === 0 ? "\nok: nothing too large, nothing unused" : `\n${faults.join("\n")}`);
  }
}

interface Row {
  bundle: Bundle;
  contents: Contents | undefined;
}

function jsonOf({ bundle: { name, bytes }, contents }: Row) {
  return { name, bytes, limitBytes: limitOf(name), parts: Object.fromEntries(contents?.parts ?? []) };
}

function rowOf({ bundle: { name, bytes }, contents }: Row) {
  const largest = [...(contents?.parts ?? [])].slice(0, Number(values.parts));
  const limit = limitOf(name);
  return [
    name,
    kilobytes(bytes),
    limit === undefined ? "-" : kilobytes(limit),
    largest.map(([part, partBytes]) => `${part} ${kilobytes(partBytes)}`).join(", "),
  ];
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}
