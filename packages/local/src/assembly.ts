import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Manifest = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      properties: z
        .looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() })
        .optional(),
    }),
  ),
});

const Assets = z.looseObject({
  files: z.record(
    z.string(),
    z.looseObject({
      source: z.looseObject({ path: z.string() }),
      destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
    }),
  ),
});

const Template = z.looseObject({
  Parameters: z
    .record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown().optional() }))
    .default({}),
  Resources: z
    .record(
      z.string(),
      z.looseObject({
        Type: z.string(),
        Properties: z.record(z.string(), z.unknown()).default({}),
        Metadata: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default({}),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({ Value: z.unknown(), Export: z.looseObject({ Name: z.unknown() }).optional() }),
    )
    .default({}),
});

/** One CloudFormation template as synthesized: nothing resolved, nothing dropped. */
export type Template = z.infer<typeof Template>;

/** What a synth leaves behind: every stack's template, and where the uploaded code lies on this disk. */
export interface Assembly {
  directory: string;
  stacks: { name: string; templateFile: string; template: Template }[];
  /** S3 object key -> absolute path of the asset that would be uploaded under it. */
  assets: Map<string, string>;
}

/** Reads a cloud assembly. Throws, naming the file, when one is missing or is not what CDK writes. */
export function loadAssembly(directory: string): Assembly {
  const manifest = parseFile(join(directory, "manifest.json"), Manifest);
  const assembly: Assembly = { directory, stacks: [], assets: new Map() };
  for (const artifact of Object.values(manifest.artifacts)) {
    const { templateFile, stackName } = artifact.properties ?? {};
    if (artifact.type !== "aws:cloudformation:stack" || !templateFile) continue;
    const name = stackName ?? templateFile.replace(/\.template\.json$/, "");
    const path = join(directory, templateFile);
    assembly.stacks.push({ name, templateFile: path, template: parseFile(path, Template) });
    addAssets(assembly, path.replace(/\.template\.json$/, ".assets.json"));
  }
  if (assembly.stacks.length === 0) throw new Error(`${directory} holds no CloudFormation stack`);
  return assembly;
}

function addAssets(assembly: Assembly, path: string): void {
  if (!existsSync(path)) return;
  for (const file of Object.values(parseFile(path, Assets).files))
    for (const destination of Object.values(file.destinations))
      assembly.assets.set(destination.objectKey, join(assembly.directory, file.source.path));
}

function parseFile<T>(path: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
