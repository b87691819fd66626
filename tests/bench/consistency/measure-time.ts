import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkAngles, compare, extract, type Features, scoreSet } from "@likeness/core/consistency";
import sharp from "sharp";
import { median } from "../report.ts";
import type { Figure } from "./goals.ts";
import type { Source } from "./measure-pairs.ts";
import { pictureOf } from "./training-pairs.ts";
import { ANGLES } from "./turnarounds.ts";

const ROUNDS = 9;
const PAIRS = 200;

/** CPU time of this process, all threads, in milliseconds: on a shared machine wall time says little. */
export async function measureTime({ turnarounds, store }: Source): Promise<Figure[]> {
  const [model] = turnarounds.models;
  if (model === undefined) return [];
  const files = ANGLES.map((angle) => join(turnarounds.dir, pictureOf(model, "base", angle)!.path));
  const picture = await sharp(readFileSync(files[0]!)).resize(1024, 1024).png().toBuffer();
  const views: Features[] = [];
  for (const file of files) views.push(await store.featuresOf(file));
  const [a, b] = [views[0]!, views[1]!];
  const fresh = () => views.map((view) => ({ ...view }));
  return [
    { name: "decode 1024x1024 with sharp, ms", value: await cpuMs(() => sharp(picture).raw().toBuffer()) },
    { name: "features of it, ms", value: await cpuMs(() => extract(picture)) },
    {
      name: "comparison, ms",
      value:
        (await cpuMs(() => {
          for (let pair = 0; pair < PAIRS; pair++) compare(a, b, { angleA: 0, angleB: 30 });
        })) / PAIRS,
    },
    {
      name: "report of 12 + master, ms",
      value: await cpuMs(() => {
        const own = fresh();
        scoreSet(own, { angles: ANGLES, master: { features: own[0]! } });
        checkAngles(own, { angles: ANGLES });
      }),
    },
  ];
}

async function cpuMs(work: () => unknown): Promise<number> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return median(times);
}
