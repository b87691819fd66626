// Builds the Lambda layer that holds sharp for linux arm64, from any machine, out of the npm registry alone.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const { version } = JSON.parse(readFileSync(join(root, "node_modules/sharp/package.json"), "utf8"));
const target = join(root, ".layers/sharp");
const marker = join(target, "nodejs/sharp-version.txt");

if (existsSync(marker) && readFileSync(marker, "utf8").trim() === version) {
  process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), "sharp-layer-"));
try {
  const folder = join(work, "nodejs");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "sharp-layer", private: true }));
  const platform = ["--os=linux", "--cpu=arm64", "--libc=glibc"];
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["install", ...platform, ...quiet, `sharp@${version}`], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (!existsSync(join(folder, "node_modules/@img/sharp-linux-arm64"))) {
    throw new Error("npm did not install sharp's arm64 binary");
  }
  writeFileSync(join(folder, "sharp-version.txt"), `${version}\n`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(root, ".layers"), { recursive: true });
  try {
    renameSync(work, target);
  } catch {
    cpSync(work, target, { recursive: true });
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
