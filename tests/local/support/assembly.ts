import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { type Assembly, loadAssembly } from "../../../packages/local/src/assembly.ts";

/** A function of a hand-written template: TypeScript that exports `handler`, bundled like a deployed one. */
export interface FixtureFunction {
  code: string;
  timeoutSeconds?: number;
  /** 256 unless said. */
  memoryMb?: number;
  environment?: Record<string, unknown>;
}

export interface FixtureStack {
  functions?: Record<string, FixtureFunction>;
  resources?: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  outputs?: Record<string, unknown>;
  parameters?: Record<string, unknown>;
}

const CORE = new URL("../../../packages/core", import.meta.url).pathname;

/** Writes the files that a synth would leave, and reads them back with the real reader. */
export async function writeAssembly(
  directory: string,
  stacks: Record<string, FixtureStack>,
): Promise<Assembly> {
  mkdirSync(directory, { recursive: true });
  const artifacts: Record<string, unknown> = {};
  for (const [stack, fixture] of Object.entries(stacks)) {
    artifacts[stack] = {
      type: "aws:cloudformation:stack",
      properties: { templateFile: `${stack}.template.json`, stackName: stack },
    };
    const functions = Object.entries(fixture.functions ?? {});
    await Promise.all(
      functions.map(([id, each]) => bundle(join(directory, `asset.${stack}-${id}`), each.code)),
    );
    const files = functions.map(([id]) => [
      id,
      {
        source: { path: `asset.${stack}-${id}` },
        destinations: { current: { objectKey: `${stack}-${id}.zip` } },
      },
    ]);
    const template = {
      Parameters: fixture.parameters,
      Resources: {
        ...Object.fromEntries(functions.map((each) => lambda(stack, each))),
        ...fixture.resources,
      },
      Outputs: fixture.outputs,
    };
    writeFileSync(join(directory, `${stack}.template.json`), JSON.stringify(template));
    writeFileSync(
      join(directory, `${stack}.assets.json`),
      JSON.stringify({ files: Object.fromEntries(files) }),
    );
  }
  writeFileSync(join(directory, "manifest.json"), JSON.stringify({ artifacts }));
  return loadAssembly(directory);
}

function lambda(stack: string, [id, fixture]: [string, FixtureFunction]) {
  const { timeoutSeconds = 10, memoryMb = 256, environment = {} } = fixture;
  return [
    id,
    {
      Type: "AWS::Lambda::Function",
      Properties: {
        Handler: "index.handler",
        Runtime: "nodejs22.x",
        Code: { S3Key: `${stack}-${id}.zip` },
        Timeout: timeoutSeconds,
        MemorySize: memoryMb,
        Environment: { Variables: environment },
      },
    },
  ] as const;
}

async function bundle(directory: string, code: string): Promise<void> {
  await build({
    stdin: { contents: code, loader: "ts", resolveDir: CORE },
    outfile: join(directory, "index.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "silent",
    banner: { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' },
  });
}
