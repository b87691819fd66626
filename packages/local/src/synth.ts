import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Assembly, loadAssembly } from "./assembly.ts";
import { withLock } from "./lock.ts";
import { LOCAL_PLACE } from "./names.ts";
import { sourceHash } from "./source-hash.ts";
import { compileEntry } from "./typescript-entry.ts";

export interface SynthOptions {
  /** The project's root: where sst.config.ts is. */
  root: string;
  stage?: string;
  /** Told what is going on, in a few words; silent when a fresh assembly is already there. */
  onProgress?(text: string): void;
}

/** The app's output files are inputs of nothing; these are everything a synth reads. */
const SOURCES = [
  "sst.config.ts",
  "stacks",
  "packages/core/src",
  "packages/functions/src",
  "package-lock.json",
  "tsconfig.json",
  ".env",
  ".env.local",
];

/** Deploy-time settings that shape the template itself; everything else of the environment stays out of a synth. */
const SHAPING_VARIABLES = ["NEO4J_URI"];

const KEPT_ASSEMBLIES = 2;

/**
 * Synthesizes the app as `sst deploy` would, without an account, and reads the result. Skipped when nothing it reads
 * has changed since; safe to call from several processes. Rejects with the output of the failed synth.
 */
export async function synthesize({ root, stage = "local", onProgress }: SynthOptions): Promise<Assembly> {
  const shaping = SHAPING_VARIABLES.map((name) => `${name}=${process.env[name] ?? ""}`);
  const hash = await sourceHash(root, { paths: SOURCES, extra: [stage, ...shaping] });
  const base = join(root, ".sst", "local-cdk");
  const directory = join(base, hash);
  if (isComplete(directory)) return loadAssembly(directory);
  await mkdir(base, { recursive: true });
  return await withLock(join(root, ".sst", "local-cdk.lock"), async () => {
    if (!isComplete(directory)) {
      onProgress?.("synthesizing the stacks");
      await run({ root, stage, directory });
      await removeOld(base);
    }
    return loadAssembly(directory);
  });
}

function isComplete(directory: string): boolean {
  return existsSync(join(directory, "manifest.json"));
}

async function run({
  root,
  stage,
  directory,
}: {
  root: string;
  stage: string;
  directory: string;
}): Promise<void> {
  const partial = `${directory}.part`;
  await rm(partial, { recursive: true, force: true });
  const script = await compileEntry(new URL("./synth-app.ts", import.meta.url), "esm");
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: root,
    env: await childEnvironment({ root, stage, outdir: partial }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new Error(`The stacks could not be synthesized:\n${Buffer.concat(output).toString().trim()}`);
  await rm(directory, { recursive: true, force: true });
  await rename(partial, directory);
}

async function childEnvironment(options: {
  root: string;
  stage: string;
  outdir: string;
}): Promise<NodeJS.ProcessEnv> {
  const { PATH = "", HOME, TMPDIR, npm_config_cache } = process.env;
  const shaping = SHAPING_VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return {
    ...{ HOME, TMPDIR, npm_config_cache },
    ...Object.fromEntries(shaping),
    PATH: `${await shimDirectory(options.root, PATH)}${delimiter}${PATH}`,
    // Keeps SST from looking up its bootstrap stacks, which needs an account.
    NODE_ENV: "test",
    SST_TELEMETRY_DISABLED: "1",
    NODE_NO_WARNINGS: "1",
    AWS_REGION: LOCAL_PLACE.region,
    SYNTH_STAGE: options.stage,
    SYNTH_OUTDIR: options.outdir,
    SYNTH_ACCOUNT: LOCAL_PLACE.accountId,
    SYNTH_REGION: LOCAL_PLACE.region,
  };
}

// SST runs `npm install` for every function, though none has packages of its own to install: half the time of a synth.
async function shimDirectory(root: string, path: string): Promise<string> {
  const directory = join(root, ".sst", "npm-shim");
  await mkdir(directory, { recursive: true });
  const script = [
    "#!/bin/sh",
    'case "$PWD" in */.sst/artifacts/*) exit 0 ;; esac',
    `PATH='${path.replaceAll("'", "'\\''")}' exec npm "$@"`,
  ];
  await writeFile(join(directory, "npm"), `${script.join("\n")}\n`, { mode: 0o755 });
  return directory;
}

async function removeOld(base: string): Promise<void> {
  const folders = await Promise.all(
    (await readdir(base)).map(async (name) => ({ name, at: (await stat(join(base, name))).mtimeMs })),
  );
  const old = folders.sort((left, right) => right.at - left.at).slice(KEPT_ASSEMBLIES);
  await Promise.all(old.map(({ name }) => rm(join(base, name), { recursive: true, force: true })));
}
