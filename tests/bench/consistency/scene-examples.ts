import { join } from "node:path";
import type { Features } from "@likeness/core/consistency";
import { chance } from "./chance.ts";
import { featureStore } from "./feature-store.ts";
import { placeFigure, type ScenePicture } from "./scene-pictures.ts";
import { hash, pictureOf } from "./training-pairs.ts";
import { ANGLES, type Turnarounds } from "./turnarounds.ts";

const SHOWN = 4;
export const ALTERED = ["recoloured", "restyled", "swapped", "accessory"];
const OTHERS_PER_PICTURE = 5;

/** A picture to learn from: whose it is, and what was done to it. */
export interface Shown {
  group: string;
  family: string;
  kind: string;
  features: Features;
}

/** Each model before several grounds; the n-th pictures of all models share their ground, so that it tells nothing. */
export async function placedFigures(
  { dir, models }: Turnarounds,
  pictures: readonly ScenePicture[],
): Promise<Shown[]> {
  const store = featureStore();
  const grounds = pictures.filter(({ background }) => background === "scene");
  const shown: Shown[] = [];
  for (const model of models) {
    const { next, pick } = chance(hash(model.model));
    const kinds = [...Array.from({ length: SHOWN }, () => "same"), ...ALTERED];
    for (const [index, kind] of kinds.entries()) {
      const variant = kind === "same" ? (next() < 0.5 ? "base" : "relit") : kind;
      const angle = kind === "same" ? pick(ANGLES) : pick(ANGLES.filter((_, view) => view % 2 === 0));
      const picture = pictureOf(model, variant, angle);
      const ground = grounds[(index * 7 + (index >= SHOWN ? hash(model.model) : 0)) % grounds.length];
      if (!picture || !ground || (picture.alt ?? 1) < 0.02) continue;
      const name = `${model.model}/${index}/${variant}/${angle}`;
      const figure = join(dir, picture.path);
      const mask = join(dir, model.model, "mask", `${String(angle).padStart(3, "0")}.png`);
      const features = await store.featuresOf(`placed/${name}`, () =>
        placeFigure({ figure, mask, ground: ground.path, seed: hash(name) }),
      );
      shown.push({ group: model.model, family: model.family, kind, features });
    }
  }
  console.log(`${shown.length} figures placed in scenes`);
  return shown;
}

/** Photographs of scenes, as they are. */
export async function realPictures(all: readonly ScenePicture[]): Promise<Shown[]> {
  const store = featureStore();
  const scenes = all.filter(({ background }) => background === "scene");
  return await Promise.all(
    scenes.map(async ({ path, subject, category }) => ({
      ...{ group: subject, family: `real ${category}`, kind: "same" },
      features: await store.featuresOf(path),
    })),
  );
}

/** The same models as they are, on plain ground, from four sides. */
export async function plainFigures({ dir, models }: Turnarounds): Promise<Shown[]> {
  const store = featureStore();
  const shown: Shown[] = [];
  for (const model of models) {
    for (const angle of ANGLES.filter((_, view) => view % 3 === 0)) {
      const picture = pictureOf(model, "base", angle);
      if (!picture) continue;
      const features = await store.featuresOf(join(dir, picture.path));
      shown.push({ group: model.model, family: model.family, kind: "same", features });
    }
  }
  return shown;
}

export interface Pair {
  family: string;
  kind: string;
  a: Features;
  b: Features;
}

/** Only what is told to be a scene is compared as one. */
export function areScenes({ a, b }: Pair): boolean {
  return a.background === "scene" && b.background === "scene";
}

/** Every picture with its own, with altered ones, and with some of others, of its family too. */
export function pairsWithin(shown: readonly Shown[]): Pair[] {
  const { pick } = chance(shown.length);
  const trueOnes = shown.filter(({ kind }) => kind === "same");
  return trueOnes.flatMap((one, index) => {
    const own = shown.filter(
      (other, at) => other.group === one.group && (other.kind !== "same" || shown.indexOf(one) < at),
    );
    const others = trueOnes.filter(({ group }) => group !== one.group);
    const relatives = others.filter(({ family }) => family === one.family);
    const pairs = own.map((other) => pairOf(one, other, other.kind));
    for (let count = 0; count < OTHERS_PER_PICTURE; count++) {
      pairs.push(
        pairOf(
          one,
          count === 0 ? (others[index % Math.max(1, others.length)] ?? one) : pick(others),
          "different",
        ),
      );
      if (relatives.length > 0) pairs.push(pairOf(one, pick(relatives), "family"));
    }
    return pairs;
  });
}

/** Pictures on plain ground with pictures in scenes. */
export function pairsAcross(from: readonly Shown[], to: readonly Shown[]): Pair[] {
  const { pick } = chance(from.length);
  const trueOnes = to.filter(({ kind }) => kind === "same");
  return from.flatMap((one) => {
    const others = trueOnes.filter(({ group }) => group !== one.group);
    const relatives = others.filter(({ family }) => family === one.family);
    const pairs = to
      .filter(({ group }) => group === one.group)
      .map((other) => pairOf(one, other, other.kind));
    for (let count = 0; count < OTHERS_PER_PICTURE; count++) {
      pairs.push(pairOf(one, pick(others), "different"));
      if (relatives.length > 0) pairs.push(pairOf(one, pick(relatives), "family"));
    }
    return pairs;
  });
}

function pairOf(one: Shown, other: Shown, kind: string): Pair {
  return { family: one.family, kind, a: one.features, b: other.features };
}
