// Runs one of the project's commands; installs what it needs first when that is missing or stale.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const marker = join(root, "node_modules/.likeness-installed");
const NODE_MIN = [20, 19];

const ts = (file) => ["--import", "tsx", file];
const BENCHES = [
  "ingest",
  "bundles",
  "webhook",
  "profile",
  "cost",
  "load",
  "quality",
  "repair",
  "limits",
  "cast",
  "shot",
  "brain",
];
const CHECKS = [
  ["node_modules/@biomejs/biome/bin/biome", "check", "."],
  ["node_modules/typescript/bin/tsc", "-p", "."],
];
/** Every command is a list of programs for this Node, run one after another until one fails. */
const COMMANDS = {
  demo: [ts("packages/local/src/demo.ts")],
  dev: [ts("packages/local/src/dev.ts")],
  synth: [ts("packages/local/src/synth-main.ts")],
  sim: [ts("packages/sim/src/main.ts")],
  test: [["node_modules/vitest/vitest.mjs", "run"]],
  "test:engines": [["node_modules/vitest/vitest.mjs", "run", "--config", "vitest.engines.config.ts"]],
  mutate: [ts("tests/mutation/mutate.ts")],
  "fuzz:webhook": [ts("tests/fuzz/webhook.fuzz.ts")],
  "brain:setup": [[...ts("packages/local/src/brain.ts"), "setup"]],
  "brain:rebuild": [[...ts("packages/local/src/brain.ts"), "rebuild"]],
  check: CHECKS,
  "bench:consistency": [ts("tests/bench/consistency/consistency.bench.ts")],
  "bench:breaks": [ts("tests/bench/consistency/breaks.bench.ts")],
  "train:consistency": [
    ts("tests/bench/consistency/train-whitening.ts"),
    ts("tests/bench/consistency/train.ts"),
  ],
  "train:scenes": [
    ts("tests/bench/consistency/train-whitening.ts"),
    ts("tests/bench/consistency/train-scenes.ts"),
  ],
  bench: BENCHES.map((bench) => ts(`tests/bench/${bench}.bench.ts`)),
  ...Object.fromEntries(BENCHES.map((bench) => [`bench:${bench}`, [ts(`tests/bench/${bench}.bench.ts`)]])),
};

/**
 * glibc's allocator: each of libuv's threads would keep an arena of its own of what the pictures took, and after the
 * first large picture it would no longer give such blocks back.
 */
const MEMORY = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "1048576",
  MALLOC_TRIM_THRESHOLD_: "1048576",
};
/** Otherwise a heap of 170 MB grows to 600 before the garbage in it is looked for. */
const HEAP_GROWTH = "--heap-growing-percent=40";

const [name = "", ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) stop(`Unknown command "${name}". There are: ${Object.keys(COMMANDS).join(", ")}.`);
checkNode();
install();

for (const program of command) {
  const code = await run([...program, ...args]);
  if (code !== 0) process.exit(code);
}

/** Runs to the end; a signal to us is handed on, so that nothing stays behind. */
function run(programArgs) {
  // Pictures are encoded in libuv's threads, and the table's disk needs some of them too.
  const threads = process.env.UV_THREADPOOL_SIZE ?? "12";
  const env = {
    ...MEMORY,
    ...process.env,
    ...{ NODE_OPTIONS: nodeOptions(), UV_THREADPOOL_SIZE: threads },
  };
  const child = spawn(process.execPath, [HEAP_GROWTH, ...programArgs], { cwd: root, stdio: "inherit", env });
  const handOn = (signal) => child.kill(signal);
  process.on("SIGINT", handOn).on("SIGTERM", handOn);
  return new Promise((done) => {
    child.on("exit", (code, signal) => {
      process.off("SIGINT", handOn).off("SIGTERM", handOn);
      done(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  stop(`Node ${NODE_MIN.join(".")} or newer is needed; this is ${process.versions.node}.`);
}

/**
 * Pictures leave much short-lived garbage: with room for it, less of it is copied about. The AWS SDK prints that Node 20
 * is going out of support: true, and said in the README once.
 */
function nodeOptions() {
  const ours = "--max-semi-space-size=16 --disable-warning=NodeVersionSupportWarning";
  return [ours, process.env.NODE_OPTIONS].filter(Boolean).join(" ");
}

function install() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === lock) return;
  process.stderr.write("installing dependencies (about a minute, once) …\n");
  npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
  for (const name of ["sharp", "learned"]) {
    const layer = spawnSync(process.execPath, [`scripts/${name}-layer.mjs`], { cwd: root, stdio: "inherit" });
    if (layer.status !== 0) stop(`The ${name} layer could not be built; see above.`);
  }
  writeFileSync(marker, lock);
}

function npm(npmArgs) {
  const program = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(program, npmArgs, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) stop(`npm ${npmArgs[0]} failed; see above.`);
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
