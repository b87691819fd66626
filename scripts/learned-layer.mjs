// Gathers the Lambda layer that holds the small network and its runtime (WebAssembly), out of what is installed.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Per package, what a function loads of it, and its licence; everything else stays at home. */
const PARTS = {
  "@tensorflow/tfjs-core": ["dist/tf-core.node.js"],
  "@tensorflow/tfjs-backend-wasm": [
    "dist/tf-backend-wasm.node.js",
    "dist/tfjs-backend-wasm-simd.wasm",
    "dist/tfjs-backend-wasm.wasm",
  ],
  nsfwjs: [
    "LICENSE",
    "dist/esm/package.json",
    "dist/esm/models/mobilenet_v2.js",
    "dist/esm/model_imports/mobilenet_v2.js",
    "dist/models/package.json",
    "dist/models/mobilenet_v2",
  ],
  seedrandom: ["index.js", "seedrandom.js", "lib"],
};

const root = resolve(fileURLToPath(import.meta.url), "../..");
const target = join(root, ".layers/learned");
const marker = "nodejs/versions.txt";
const versions = Object.keys(PARTS)
  .map((name) => `${name}@${JSON.parse(readFileSync(packageFile(name), "utf8")).version}\n`)
  .join("");

if (existsSync(join(target, marker)) && readFileSync(join(target, marker), "utf8") === versions)
  process.exit(0);

const work = mkdtempSync(join(tmpdir(), "learned-layer-"));
try {
  for (const [name, files] of Object.entries(PARTS)) {
    for (const file of ["package.json", ...files])
      cpSync(join(root, "node_modules", name, file), join(work, "nodejs/node_modules", name, file), {
        recursive: true,
      });
  }
  writeFileSync(join(work, marker), versions);
  rmSync(target, { recursive: true, force: true });
  cpSync(work, target, { recursive: true });
} finally {
  rmSync(work, { recursive: true, force: true });
}

function packageFile(name) {
  return join(root, "node_modules", name, "package.json");
}
