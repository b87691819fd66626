import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BuildOptions, Metafile } from "esbuild";
import type { Assembly } from "../../packages/local/src/assembly.ts";
import { handlerFile } from "../../packages/local/src/lambda/handler-file.ts";
import { projectRoot } from "../../packages/local/src/project.ts";
import { readTemplate } from "../../packages/local/src/template.ts";
import { functionDefaults } from "../../stacks/settings.ts";

/** One function's code as a deploy would upload it. */
export interface Bundle {
  /** Path below `packages/functions/src`, without an ending: `api/get-job`. */
  name: string;
  bytes: number;
  code: string;
}

const SOURCES = "packages/functions/src/";
/** Names the outputs of a build that writes nothing. */
const OUTPUT = "bundles";

/** The project's own functions; CDK's helpers, which run at deploy time only, are left out. */
export function bundlesOf(assembly: Assembly): Bundle[] {
  const ours = readTemplate(assembly)
    .ofType("AWS::Lambda::Function")
    .filter(({ properties }) => String(properties.Handler).startsWith(SOURCES));
  return ours.map(({ properties }) => {
    const handler = String(properties.Handler);
    const { S3Key } = properties.Code as { S3Key: string };
    const { path } = handlerFile({ handler, codeDirectory: assembly.assets.get(S3Key) ?? "" });
    const code = readFileSync(path);
    const name = handler.slice(SOURCES.length).replace(/\.\w+$/, "");
    return { name, bytes: code.byteLength, code: code.toString("utf8") };
  });
}

/** What one bundle is made of: packages and folders of ours with the bytes each has in the output, largest first. */
export interface Contents {
  name: string;
  /** The whole output, for comparing with what ships. */
  code: string;
  parts: Map<string, number>;
  /** Modules left to be found at run time. */
  externals: string[];
}

/** Builds handlers again as SST does, all in one go, because only a build of our own tells what went in. */
export async function contentsOf(names: string[]): Promise<Contents[]> {
  const { build } = sstsEsbuild();
  const entryPoints = names.map((name) => `${SOURCES}${name}.ts`);
  const { metafile, outputFiles = [] } = await build({ ...buildOptions(), entryPoints });
  return names.map((name) => {
    const path = `${OUTPUT}/${name}.js`;
    const output = metafile?.outputs[path];
    const file = outputFiles.find((each) => each.path === join(projectRoot(), path));
    if (!output || !file) throw new Error(`The build gave no ${path}`);
    return { name, code: file.text, ...partsOf(output) };
  });
}

/** SST bundles with its own, older esbuild; any other would give other bytes. */
function sstsEsbuild(): typeof import("esbuild") {
  const fromSst = createRequire(createRequire(import.meta.url).resolve("sst/package.json"));
  return fromSst("esbuild") as typeof import("esbuild");
}

const BANNER = [
  "import { createRequire as topLevelCreateRequire } from 'module';",
  "const require = topLevelCreateRequire(import.meta.url);",
  'import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"',
  'const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))',
  "",
].join("\n");

/** SST's defaults for ES modules on Node, with the project's settings over them. */
function buildOptions(): BuildOptions {
  const { minify, sourcemap, esbuild = {} } = functionDefaults.nodejs ?? {};
  const { external = [], ...override } = esbuild as Pick<BuildOptions, "external" | "alias" | "keepNames">;
  return {
    absWorkingDir: projectRoot(),
    platform: "node",
    external: ["sharp", "pg-native", ...external],
    keepNames: true,
    bundle: true,
    logLevel: "silent",
    format: "esm",
    target: "esnext",
    mainFields: ["module", "main"],
    banner: { js: BANNER },
    sourcemap: sourcemap ?? false,
    minify: minify ?? false,
    metafile: true,
    write: false,
    outdir: OUTPUT,
    outbase: SOURCES,
    ...override,
  };
}

/** Sums an output's inputs by npm package, or by folder for sources of the project. */
export function partsOf({
  inputs,
  imports,
}: Pick<Metafile["outputs"][string], "inputs" | "imports">): Pick<Contents, "parts" | "externals"> {
  const parts = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = packageOf(path);
    if (bytesInOutput > 0) parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  const largestFirst = [...parts].sort(([, one], [, other]) => other - one);
  const externals = imports.filter(({ external }) => external).map(({ path }) => path);
  return { parts: new Map(largestFirst), externals: [...new Set(externals)].sort() };
}

function packageOf(path: string): string {
  const afterModules = path.split("node_modules/").at(-1) ?? path;
  const segments = afterModules.split("/");
  const isScoped = afterModules.startsWith("@") || !path.includes("node_modules/");
  return segments.slice(0, isScoped ? 2 : 1).join("/");
}
