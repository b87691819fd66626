import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkAngles, compare, extract, type Features, scoreSet } from "@likeness/core/consistency";
import sharp from "sharp";
import { drawEvidence, type EvidenceView } from "../../../packages/core/src/evidence/index.ts";
import { median } from "../report.ts";
import type { Figure } from "./goals.ts";
import type { Source } from "./measure-pairs.ts";
import { pictureOf } from "./training-pairs.ts";
import { ANGLES } from "./turnarounds.ts";

const ROUNDS = 9;
const PAIRS = 200;

/**
 * CPU time of this process, all threads, in milliseconds: on a shared machine wall time says little. The evidence sheet
 * alone is measured by the clock, as those see it who wait for it.
 */
export async function measureTime({ turnarounds, store }: Source): Promise<Figure[]> {
  const [model] = turnarounds.models;
  if (model === undefined) return [];
  const files = ANGLES.map((angle) => join(turnarounds.dir, pictureOf(model, "base", angle)!.path));
  const picture = await sharp(readFileSync(files[0]!)).resize(1024, 1024).png().toBuffer();
  const views: Features[] = [];
  for (const file of files) views.push(await store.featuresOf(file));
  const [a, b] = [views[0]!, views[1]!];
  const fresh = () => views.map((view) => ({ ...view }));
  const decodeMs = await cpuMs(() => sharp(picture).raw().toBuffer());
  const featuresMs = await cpuMs(() => extract(picture));
  const sheet = await evidenceOf(files, views);
  return [
    { name: "decode 1024x1024 with sharp, ms", value: decodeMs },
    { name: "features of it, ms", value: featuresMs },
    { name: "features beyond 1.5 x decoding, ms", value: featuresMs - 1.5 * decodeMs },
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
    { name: "evidence sheet of 12, wall ms", value: await medianOf(wallMs, () => drawEvidence(sheet)) },
  ];
}

const PALETTE = [
  { hex: "#8a2f3c", share: 0.6 },
  { hex: "#d9c7a0", share: 0.4 },
];

async function evidenceOf(files: string[], features: Features[]) {
  const thumbnail = (file: string, side: number) =>
    sharp(file).resize(side, side, { fit: "inside" }).webp().toBuffer();
  const views: EvidenceView[] = await Promise.all(
    features.map(async (view, index) => ({
      ...{ angle: ANGLES[index] ?? 0, overall: 0.8, passed: index % 4 !== 0, remark: "features 0.61" },
      ...{ palette: PALETTE, features: view, picture: await thumbnail(files[index] ?? "", 256) },
    })),
  );
  const picture = await thumbnail(files[0] ?? "", 512);
  const worst = { angle: 0, reason: "features 0.61", picture, beside: { angle: 30, picture } };
  return { title: "Likeness", subtitle: "twelve views", views, master: PALETTE, worst };
}

function cpuMs(work: () => unknown): Promise<number> {
  return medianOf(async (run) => {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }, work);
}

async function wallMs(work: () => unknown): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

/** The first, which loads what is needed, does not count. */
async function medianOf(measure: (work: () => unknown) => Promise<number>, work: () => unknown) {
  await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await measure(work));
  return median(times);
}
