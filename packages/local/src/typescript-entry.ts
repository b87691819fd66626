import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const compiled = new Map<string, Promise<string>>();

/**
 * A TypeScript module and everything it imports relatively, as one piece of JavaScript that a worker thread or
 * `node --eval` can run without a loader. Packages stay imports. Compiled once per process.
 */
export function compileEntry(url: URL, format: "cjs" | "esm"): Promise<string> {
  const key = `${format} ${url.href}`;
  const known = compiled.get(key) ?? compile(fileURLToPath(url), format);
  compiled.set(key, known);
  return known;
}

async function compile(path: string, format: "cjs" | "esm"): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    format,
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`${path} compiled to nothing`);
  return file.text;
}
