import { register } from "node:module";
import { pathToFileURL } from "node:url";

const INSTANCE = "likeness-instance";

/**
 * Imports a bundle exactly as it lies on disk, once per `instance`: every local cloud gets its own copy of a module,
 * as a new deployment would. The host's own loaders are kept away: a test runner's would rewrite the bundle, a
 * TypeScript loader's would add source maps that take 40 MB of heap for each bundle at its first error.
 */
export async function importBundle(path: string, instance: string): Promise<Record<string, unknown>> {
  bypassLoaders();
  const { load } = (await import(/* @vite-ignore */ NATIVE_IMPORT)) as {
    load: (url: string) => Promise<Record<string, unknown>>;
  };
  return await load(`${pathToFileURL(path).href}?${INSTANCE}=${instance}`);
}

// Code in a data: URL is never rewritten, so this import() is Node's own.
const NATIVE_IMPORT = "data:text/javascript,export const load = (url) => import(url);";

// Hooks registered last are asked first; this one answers for bundles and lets everything else pass.
const HOOKS = `
  import { readFile } from "node:fs/promises";
  export async function load(url, context, next) {
    const { protocol, pathname, searchParams } = new URL(url);
    if (protocol !== "file:" || !pathname.endsWith(".mjs") || !searchParams.has("${INSTANCE}")) return next(url, context);
    return { format: "module", source: await readFile(new URL(url)), shortCircuit: true };
  }`;

let isBypassing = false;

function bypassLoaders(): void {
  if (isBypassing) return;
  isBypassing = true;
  register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
}
