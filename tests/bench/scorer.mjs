// The product's own scores for any benchmark that imports this file: run by plain node, nothing is built beforehand.
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const product = await load();

export const name = "likeness";

/** Features of an encoded picture. */
export const extract = (picture) => product.extract(picture);

/** Pairs for which the product says unmeasured, with the reason; their numbers are returned all the same. */
export const unmeasured = [];
let compared = 0;

/** Calibrated scores of two pictures' features; `angles` is {angleA, angleB} in degrees, where known. */
export function compareFeatures(a, b, angles = {}) {
  const comparison = product.compare(a, b, angles);
  compared++;
  const { overall } = comparison;
  if (overall.status === "unmeasured") unmeasured.push({ ...angles, reason: overall.reason });
  const { color, proportion, features, style } = comparison.raw;
  return { color, proportion, features, style, overall: comparison.raw.overall };
}

/** Calibrated scores of two encoded pictures. */
export async function compare(a, b, angles = {}) {
  return compareFeatures(await extract(a), await extract(b), angles);
}

/** Lower = less consistent with the other views; `set` is lower when anything is wrong. */
export function scoreSet(features, { angles }) {
  const { views, set } = product.scoreSet(features, { angles });
  return { views: views.map(({ suspicion }) => -suspicion), set };
}

/** What the product would not have measured, so far. */
export function unmeasuredShare() {
  return compared === 0 ? 0 : unmeasured.length / compared;
}

process.once("exit", () => {
  if (unmeasured.length === 0) return;
  const reasons = new Map();
  for (const { reason } of unmeasured) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const list = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(", ");
  process.stderr.write(
    `unmeasured: ${unmeasured.length} of ${compared} pairs (${(100 * unmeasuredShare()).toFixed(2)} %): ${list}\n`,
  );
});

async function load() {
  const dir = mkdtempSync(join(root, "node_modules/.likeness-scorer-"));
  const outfile = join(dir, "consistency.mjs");
  try {
    await build({
      entryPoints: [join(root, "packages/core/src/consistency/index.ts")],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "error",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
