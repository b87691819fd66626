import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { deflateSync, inflateSync } from "node:zlib";
import { CAST_CHECK, type CastQuestion } from "../../packages/core/src/cast-check/index.ts";
import { type BenchScene, smallPixels } from "./cast-scenes.ts";

/** A scene as the check is asked about it: small copies of its pictures, and the truth apart. */
export interface Prepared {
  name: string;
  deed: BenchScene["deed"];
  question: CastQuestion;
}

/** What scenes are drawn by; kept scenes are of no use once one of these files has changed. */
const DRAWING = "packages/fal-sandbox/src/draw";
const SCENES = ["tests/bench/cast-scenes.ts", "tests/bench/cast-pasted.ts"];
const QUICK = { level: 1 };

let known: Promise<string> | undefined;

/** The scenes of one seed, from a temporary folder when they were drawn before by the same code. */
export async function keptScenes(name: string, draw: () => Promise<BenchScene[]>): Promise<Prepared[]> {
  known ??= folder();
  const file = join(await known, `${name}.bin`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return deserialize(inflateSync(kept)) as Prepared[];
  const scenes = await Promise.all((await draw()).map(prepared));
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, deflateSync(serialize(scenes), QUICK));
  await rename(unfinished, file);
  return scenes;
}

/** Small copies as the product makes them of encoded pictures. */
export async function prepared({ name, deed, picture, references, location }: BenchScene): Promise<Prepared> {
  const { sceneHeight, referenceHeight } = CAST_CHECK;
  const scene = await smallPixels(picture, sceneHeight);
  const place = location && (await smallPixels(location, sceneHeight / 2));
  const cast = await Promise.all(
    references.map(async ({ key, role, picture: reference, asked }) => ({
      ...{ key, asked, isCharacter: role === "character" },
      picture: await smallPixels(reference, referenceHeight),
    })),
  );
  return { name, deed, question: { scene, cast, place } };
}

async function folder(): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(CAST_CHECK));
  const drawing = (await readdir(DRAWING)).sort().map((file) => join(DRAWING, file));
  for (const file of [...drawing, ...SCENES]) hash.update(await readFile(file));
  const dir = join(tmpdir(), `likeness-bench-cast-${hash.digest("hex").slice(0, 16)}`);
  await mkdir(dir, { recursive: true });
  return dir;
}
