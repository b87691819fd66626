import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";

const folder = await mkdtemp(join(tmpdir(), "learned-layer-test-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a bundle finds everything the network needs in its layer, and nothing else is installed beside it", async () => {
  execFileSync(process.execPath, ["scripts/learned-layer.mjs"]);
  await symlink(resolve(".layers/learned/nodejs/node_modules"), join(folder, "node_modules"));
  await build({
    entryPoints: ["packages/core/src/learned/index.ts"],
    outfile: join(folder, "learned.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "nsfwjs"],
  });
  const program = `import { seeCells } from "./learned.mjs";
    const cells = await seeCells(new Uint8Array(224 * 224 * 3).fill(99));
    process.stdout.write(String(cells.length));`;
  await writeFile(join(folder, "main.mjs"), program);
  // Without this flag Node would look around the real place of the packages, where all others are.
  const printed = execFileSync(process.execPath, ["--preserve-symlinks", join(folder, "main.mjs")]);
  expect(String(printed)).toBe(String(14 * 14 * 576));
});
