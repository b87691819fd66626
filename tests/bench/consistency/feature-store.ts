import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { decodeFeatures, encodeFeatures, extract, type Features } from "@likeness/core/consistency";

/** All code that makes features is reached from here. */
const ENTRY = "packages/core/src/consistency/extract.ts";
/** What only comparisons use. */
const TRAINED = /\/(weights|scenes)\.json$/;
const MAKERS =
  /packages\/core\/src\/(consistency|learned)\/|packages\/core\/src\/images\/(index|codec|lab-image|oklab|pixels|engine)\.ts/;

/** Features of pictures, kept in a temporary folder for as long as the code that makes them stays the same. */
export function featureStore(): {
  featuresOf(path: string, bytes?: () => Promise<Buffer>): Promise<Features>;
} {
  const dir = join(tmpdir(), "likeness-features", sourceHash());
  mkdirSync(dir, { recursive: true });
  const known = new Map<string, Features>();
  return {
    async featuresOf(path, bytes = async () => readFileSync(path)) {
      const found = known.get(path);
      if (found !== undefined) return found;
      const file = join(dir, createHash("sha256").update(path).digest("hex").slice(0, 32));
      let features: Features;
      if (existsSync(file)) features = decodeFeatures(readFileSync(file));
      else {
        features = await extract(await bytes());
        writeFileSync(file, encodeFeatures(features));
      }
      known.set(path, features);
      return features;
    },
  };
}

/** Hash of the extraction's code: its files, found by following their imports. */
export function sourceHash(): string {
  const sources = new Map<string, string>();
  const visit = (file: string) => {
    if (sources.has(file) || !MAKERS.test(file) || TRAINED.test(file)) return;
    const text = readFileSync(file, "utf8");
    sources.set(file, file.endsWith("index.ts") ? "" : text);
    for (const [, path = ""] of text.matchAll(/from "(\.[^"]+\.(?:ts|json))"/g))
      visit(join(dirname(file), path));
  };
  visit(ENTRY);
  const hash = createHash("sha256");
  for (const [file, text] of [...sources].sort()) hash.update(file).update(text);
  return hash.digest("hex").slice(0, 16);
}
