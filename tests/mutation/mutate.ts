import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { tableText } from "../bench/report.ts";
import { MUTATIONS, type Mutation } from "./mutations.ts";

/**
 * Takes one safeguard after another out of a copy of the checkout and runs the tests that ought to notice. Exit code 1
 * when a change survives, does not apply, or when the tests fail without any change. `--only` picks by name.
 */

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const chosen = MUTATIONS.filter(({ name }) => name.includes(values.only));
const copy = copied();
try {
  await main();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

interface Verdict {
  isKilled: boolean;
  by: string;
}

async function main(): Promise<void> {
  process.stderr.write(`${chosen.length} changes, after a run without any …\n`);
  const unchanged = await failures([...new Set(chosen.flatMap(({ tests }) => tests))]);
  if (unchanged.length > 0) throw new Error(`fails without any change: ${unchanged[0]}`);
  const verdicts: [string, Verdict][] = [];
  for (const mutation of chosen) {
    const verdict = await verdictOn(mutation);
    process.stderr.write(`${verdict.isKilled ? "killed  " : "SURVIVED"}  ${mutation.name}\n`);
    verdicts.push([mutation.name, verdict]);
  }
  const survivors = verdicts.filter(([, { isKilled }]) => !isKilled).length;
  console.log(
    tableText(
      ["change", "verdict", "by"],
      verdicts.map(([name, { isKilled, by }]) => [name, isKilled ? "killed" : "SURVIVED", by]),
    ),
  );
  console.log(`${verdicts.length - survivors} of ${verdicts.length} killed`);
  if (survivors > 0) process.exitCode = 1;
}

/** Applies a change, runs its tests and takes it back. */
async function verdictOn({ edits, tests }: Mutation): Promise<Verdict> {
  const originals = new Map<string, string>();
  try {
    for (const { file, find, replace } of edits) {
      const path = join(copy, file);
      const text = readFileSync(path, "utf8");
      const places = text.split(find).length - 1;
      if (places !== 1) return { isKilled: false, by: `does not apply: ${places} places in ${file}` };
      originals.set(path, originals.get(path) ?? text);
      writeFileSync(
        path,
        text.replace(find, () => replace),
      );
    }
    const [first] = await failures(tests);
    return first === undefined ? { isKilled: false, by: tests.join(", ") } : { isKilled: true, by: first };
  } finally {
    for (const [path, text] of originals) writeFileSync(path, text);
  }
}

interface VitestReport {
  testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** Names of the tests that fail, up to the first. Throws when a spec file cannot even be loaded. */
async function failures(tests: string[]): Promise<string[]> {
  const outputFile = join(copy, "report.json");
  rmSync(outputFile, { force: true });
  const code = await run([
    ...[
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      "tests/mutation/vitest.config.ts",
      "--root",
      ".",
    ],
    ...["--bail", "1", "--reporter", "json", "--outputFile", outputFile, ...tests],
  ]);
  const { testResults } = JSON.parse(readFileSync(outputFile, "utf8")) as VitestReport;
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  );
  if (failed.length === 0 && code !== 0) {
    throw new Error(`the tests could not be run: ${testResults.map(({ message }) => message).join("\n")}`);
  }
  return failed;
}

function run(args: string[]): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: copy, stdio: ["ignore", "ignore", "ignore"] });
  return new Promise((done) => {
    child.on("exit", (code) => done(code ?? 1));
  });
}

/** The files of the checkout as they are now, in a folder of their own; what is installed is linked. */
function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), "likeness-mutation-"));
  const listing = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
  });
  for (const file of listing.stdout.toString().split("\0").filter(isNeeded)) {
    cpSync(join(root, file), join(folder, file));
  }
  mkdirSync(join(folder, "node_modules/@likeness"), { recursive: true });
  for (const entry of readdirSync(join(root, "node_modules")).filter((name) => name !== "@likeness")) {
    symlinkSync(join(root, "node_modules", entry), join(folder, "node_modules", entry));
  }
  // The workspaces' own packages, so that a handler finds the changed core.
  for (const name of readdirSync(join(root, "node_modules/@likeness"))) {
    symlinkSync(join(folder, "packages", name), join(folder, "node_modules/@likeness", name));
  }
  for (const name of readdirSync(join(root, "packages"))) linkInstalled(join("packages", name), folder);
  return folder;
}

function isNeeded(file: string): boolean {
  return /^(packages|tests)\/|^[^/]+\.(ts|json)$/.test(file) && !file.startsWith("tests/flows/");
}

/** What a workspace has installed for itself, where it has. */
function linkInstalled(workspace: string, folder: string): void {
  try {
    readdirSync(join(root, workspace, "node_modules"));
  } catch {
    return;
  }
  symlinkSync(join(root, workspace, "node_modules"), join(folder, workspace, "node_modules"));
}
