import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

/** A handler's module, compiled: every call makes a fresh instance of it, as a new container would. */
export type ModuleFactory = (surroundings: Surroundings) => Promise<Record<string, unknown>>;

/** What an instance sees in place of the process's own. */
export interface Surroundings {
  /** The module behind a bare import. */
  load(name: string): unknown;
  fetch: typeof fetch;
  process: Pick<NodeJS.Process, "env">;
}

const factories = new Map<string, Promise<ModuleFactory>>();
const packages = new Map<string, Promise<unknown>>();

/**
 * Compiles a handler's source with everything of ours that it imports, once per process. Libraries stay imports and are
 * shared: they keep nothing between calls, while our modules do.
 */
export function moduleFactory(path: string): Promise<ModuleFactory> {
  const known = factories.get(path) ?? compile(path);
  factories.set(path, known);
  return known;
}

async function compile(path: string): Promise<ModuleFactory> {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "silent",
    plugins: [ownSourcesOnly],
  });
  const text = outputFiles[0]?.text ?? "";
  const names = new Set<string>();
  const body = `${asFunctionBody(text, names)}\n//# sourceURL=${pathToFileURL(path).href}?compiled`;
  const modules = new Map(
    await Promise.all([...names].map(async (name) => [name, await loadPackage(name)] as const)),
  );
  const make = new AsyncFunction("__load", "fetch", "process", body) as (
    ...input: unknown[]
  ) => Promise<Record<string, unknown>>;
  return ({ load, fetch, process }) =>
    make((name: string) => load(name) ?? modules.get(name), fetch, process);
}

const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => unknown;

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SIGHT = fileOf("../process/sight.ts");
const MEASURING = fileOf("../process/measuring.ts");

/** Pure calculations on pictures that cost the most, by the end of their path in the product's core. */
const CALCULATIONS: Record<string, string> = {
  "/images/ingest.ts": "ingestImage",
  "/quality/assess.ts": "assessQuality",
  "/consistency/extract.ts": "extract",
  "/consistency/judge.ts": "compare",
  "/consistency/set-scores.ts": "scoreSet",
  "/evidence/sheet.ts": "drawEvidence",
};
const REMEMBERED = "remembered";

const ownSourcesOnly: Plugin = {
  name: "own-sources-only",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\/learned\/index\.ts$/ }, () => ({ path: SIGHT, external: true }));
    onResolve({ filter: /\/measuring\.ts$/ }, () => ({ path: MEASURING, external: true }));
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir, namespace }) => {
      const file = join(resolveDir, path);
      return namespace !== REMEMBERED && calculationIn(file)
        ? { path: file, namespace: REMEMBERED }
        : undefined;
    });
    onLoad({ filter: /.*/, namespace: REMEMBERED }, ({ path }) => ({
      contents: rememberingModule(path, calculationIn(path) ?? ""),
      resolveDir: dirname(path),
    }));
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@likeness/") ? undefined : { path, external: true },
    );
  },
};

function calculationIn(file: string): string | undefined {
  return Object.entries(CALCULATIONS).find(([end]) => file.endsWith(`/core/src${end}`))?.[1];
}

/** Stands before a module of the product: the same exports, of which one remembers what it answered. */
function rememberingModule(path: string, name: string): string {
  const own = JSON.stringify(`./${basename(path)}`);
  return [
    `import { ${name} as calculate } from ${own};`,
    `import { remembered } from ${JSON.stringify(MEASURING)};`,
    `export * from ${own};`,
    `export const ${name} = remembered(${JSON.stringify(name)}, calculate);`,
  ].join("\n");
}

const IMPORT = /^import\s+([\s\S]*?)\s+from\s+"([^"]+)";$/gm;
const EXPORT = /^export \{([^}]*)\};$/m;

/** esbuild writes imports and exports in one form each, which is all that has to be understood. */
function asFunctionBody(text: string, names: Set<string>): string {
  const withoutImports = text.replace(IMPORT, (_, clause: string, name: string) => {
    names.add(name);
    return bindings(clause, `__load(${JSON.stringify(name)})`);
  });
  const withLoads = withoutImports.replace(/\bimport\("([^"]+)"\)/g, (_, name: string) => {
    names.add(name);
    return `Promise.resolve(__load(${JSON.stringify(name)}))`;
  });
  const withReturn = withLoads.replace(
    EXPORT,
    (_, list: string) => `return {${list.replaceAll(/(\w+) as (\w+)/g, "$2: $1")}};`,
  );
  if (/^(import|export)\b/m.test(withReturn))
    throw new Error("A compiled handler has an import of another form");
  return `"use strict";\n${withReturn}`;
}

function bindings(clause: string, source: string): string {
  const [, whole] = /^\* as (\S+)$/.exec(clause) ?? [];
  if (whole) return `const ${whole} = ${source};`;
  const [, byDefault, named] = /^([\w$]+)?,?\s*(\{[\s\S]*\})?$/.exec(clause) ?? [];
  return [
    byDefault ? `const ${byDefault} = ${source}.default;` : "",
    named ? `const ${named.replaceAll(" as ", ": ")} = ${source};` : "",
  ].join(" ");
}

function loadPackage(name: string): Promise<unknown> {
  const known = packages.get(name) ?? (import(name) as Promise<unknown>);
  packages.set(name, known);
  return known;
}

/** The source file behind a handler of the template, such as `packages/functions/src/api/get-job.handler`. */
export function sourceOf(root: string, handler: string): { path: string; exportName: string } {
  const dot = handler.lastIndexOf(".");
  const path = join(root, `${handler.slice(0, dot)}.ts`);
  readFileSync(path);
  return { path, exportName: handler.slice(dot + 1) };
}
