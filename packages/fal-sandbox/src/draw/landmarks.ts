import { createCamera, vector } from "./camera.ts";
import { type Chance, createChance } from "./chance.ts";
import { darker, lighter, mixColors } from "./color.ts";
import type { Sprite } from "./figure.ts";
import { BUILDINGS } from "./landmark-buildings.ts";
import { FITTINGS } from "./landmark-fittings.ts";
import { createCanvas } from "./paint.ts";
import { lathe } from "./ring.ts";
import { createSolidPainter, type SolidPainter } from "./solid-paint.ts";
import { disc } from "./solids.ts";
import type { Location } from "./subject.ts";

/** One thing of a place to draw; the same key gives the same thing. */
export interface LandmarkRequest {
  readonly place: Location;
  readonly prefix: string;
  readonly key: string;
  readonly tint: string;
}

/** What a recipe for a landmark works with; answers half its ground in units. */
export interface Site {
  readonly paint: SolidPainter;
  readonly chance: Chance;
  readonly place: Location;
  readonly tint: string;
}
/** Draws one landmark at the origin; answers half its ground in units. */
export type LandmarkRecipe = (site: Site) => number;

const PLANTS: Readonly<Record<string, LandmarkRecipe>> = {
  tree: ({ paint, chance, tint, place }) => {
    const leaf = place.weather === "snow" ? "#e8f0f6" : mixColors(tint, "#4f9a55", 0.45);
    const h = chance.between("h", [0.85, 1.25]);
    paint.rod({
      from: { at: vector(0, 0, 0), radius: 4.4 },
      to: { at: vector(0, 30 * h, 0), radius: 3 },
      color: "#80563a",
    });
    for (const [x, y, r] of [
      [-11, 38, 14],
      [11, 40, 13],
      [0, 34, 13],
      [0, 52, 16],
    ] as const)
      paint.ball({ center: vector(x, y * h, 0), half: [r, r * 0.92, r], color: leaf, bias: y / 100 });
    return 14;
  },
  pine: ({ paint, chance, tint, place }) => {
    const leaf = mixColors(tint, "#2f6b4a", 0.6);
    const h = chance.between("h", [0.9, 1.3]);
    paint.rod({
      from: { at: vector(0, 0, 0), radius: 3.4 },
      to: { at: vector(0, 16, 0), radius: 3 },
      color: "#6f4a33",
    });
    for (const [index, [y, r]] of (
      [
        [12, 20],
        [28, 16],
        [44, 11.5],
      ] as const
    ).entries()) {
      paint.turned({
        lathe: lathe([
          { y: (y + 28) * h, rx: 0.5, rz: 0.5 },
          { y: y * h, rx: r, rz: r },
        ]),
        color: place.weather === "snow" ? mixColors(leaf, "#ffffff", 0.6) : leaf,
        bias: 0.1 + index * 0.1,
      });
    }
    return 15;
  },
  bush: ({ paint, tint, chance }) => {
    const leaf = mixColors(tint, "#5f9a4a", 0.5);
    for (const [x, y, r] of [
      [-9, 8, 9],
      [9, 8, 9.5],
      [0, 12, 11],
    ] as const)
      paint.ball({ center: vector(x, y, 0), half: [r, r * 0.9, r], color: leaf, bias: y / 100 });
    for (let index = 0; index < 5; index += 1)
      paint.ball({
        center: vector(chance.between(`x${index}`, [-13, 13]), chance.between(`y${index}`, [6, 19]), 11),
        half: [1.5, 1.5, 1.5],
        color: "#f28fb4",
        bias: 1,
      });
    return 16;
  },
  flowers: ({ paint, chance, place }) => {
    for (let index = 0; index < 7; index += 1) {
      const x = -14 + index * 4.6;
      const top = chance.between(`h${index}`, [7, 14]);
      paint.rod({
        from: { at: vector(x, 0, 0), radius: 0.6 },
        to: { at: vector(x, top, 0), radius: 0.5 },
        color: "#4f8a45",
      });
      paint.ball({
        center: vector(x, top + 1, 0),
        half: [2.6, 2.6, 2.6],
        color: [place.accent, place.second, "#f4f2ec"][index % 3] ?? place.accent,
        bias: 0.5,
      });
    }
    return 12;
  },
  mushroom: ({ paint, place }) => {
    paint.rod({
      from: { at: vector(0, 0, 0), radius: 4.5 },
      to: { at: vector(0, 11, 0), radius: 3.4 },
      color: "#f3e6c8",
    });
    paint.turned({
      lathe: lathe([
        { y: 21, rx: 0.6, rz: 0.6 },
        { y: 19, rx: 6, rz: 6 },
        { y: 13, rx: 12, rz: 12 },
        { y: 10, rx: 11.5, rz: 11.5 },
      ]),
      color: place.second,
      bias: 0.2,
    });
    for (const [x, y] of [
      [-5, 15],
      [3, 17.5],
      [7, 13],
    ] as const)
      paint.ball({ center: vector(x, y, 9), half: [1.5, 1.2, 1], color: "#fff6ea", bias: 1 });
    return 9;
  },
  rock: ({ paint, chance, place }) => {
    const w = chance.between("w", [10, 20]);
    const color = place.kind === "desert" ? "#c98a5c" : "#9a97a6";
    paint.hull({
      points: [
        ...disc(vector(0, 0, 0), vector(w, 0, 0), vector(0, 0, w)),
        ...disc(vector(-2, w * 0.6, 0), vector(w * 0.76, 0, 0), vector(0, 0, w * 0.6)),
        vector(w * 0.12, w * 0.95, 0),
      ],
      color,
    });
    paint.hull({
      points: [
        vector(-w * 0.5, w * 0.62, w * 0.5),
        vector(w * 0.1, w * 0.94, w * 0.2),
        vector(w * 0.5, w * 0.5, w * 0.5),
      ],
      color: lighter(color, 0.2),
      bias: 0.5,
    });
    return w;
  },
  cactus: ({ paint, chance }) => {
    const h = chance.between("h", [26, 44]);
    paint.limb({
      knots: [
        { at: vector(0, 0, 0), radius: 5 },
        { at: vector(0, h, 0), radius: 4.6 },
      ],
      color: "#5f9a5a",
      bias: 0.2,
    });
    paint.limb({
      knots: [
        { at: vector(3, h * 0.45, 0), radius: 3 },
        { at: vector(12, h * 0.5, 0), radius: 3 },
        { at: vector(12, h * 0.78, 0), radius: 2.8 },
      ],
      color: "#5f9a5a",
    });
    paint.limb({
      knots: [
        { at: vector(-3, h * 0.6, 0), radius: 2.8 },
        { at: vector(-11, h * 0.64, 0), radius: 2.8 },
        { at: vector(-11, h * 0.9, 0), radius: 2.6 },
      ],
      color: "#5f9a5a",
    });
    paint.ball({ center: vector(0, h + 5, 0), half: [2.6, 2.2, 2.6], color: "#f28fb4", bias: 1 });
    return 9;
  },
  palm: ({ paint }) => {
    paint.limb({
      knots: [
        { at: vector(0, 0, 0), radius: 3.2 },
        { at: vector(3, 24, 0), radius: 2.6 },
        { at: vector(8, 48, 0), radius: 2.2 },
      ],
      color: "#a9784a",
    });
    for (const [x, y] of [
      [-20, 44],
      [-14, 58],
      [4, 66],
      [24, 60],
      [32, 46],
    ] as const)
      paint.limb({
        knots: [
          { at: vector(8, 50, 0), radius: 2 },
          { at: vector((8 + x) / 2, y + 4, 0), radius: 3.4 },
          { at: vector(x, y - 6, 0), radius: 0.8 },
        ],
        color: "#4f9a55",
        bias: 0.4,
      });
    return 10;
  },
  mesa: ({ paint, tint }) => {
    const rock = mixColors(tint, "#c9704a", 0.7);
    for (const [y, w, share] of [
      [0, 34, 0],
      [14, 30, 0.12],
      [26, 25, 0.02],
    ] as const)
      paint.turned({
        lathe: lathe([
          { y: y + 15, rx: w * 0.94, rz: w },
          { y, rx: w, rz: w },
        ]),
        color: darker(rock, share),
        bias: y / 100,
        lid: lighter(rock, 0.25),
      });
    return 34;
  },
};

/** Everything that can stand in a place. */
export const LANDMARKS: Readonly<Record<string, (request: LandmarkRequest) => Sprite>> = Object.fromEntries(
  Object.entries({ ...PLANTS, ...BUILDINGS, ...FITTINGS }).map(([kind, recipe]) => [
    kind,
    (request: LandmarkRequest) => drawLandmark(recipe, request),
  ]),
);

function drawLandmark(recipe: LandmarkRecipe, { place, prefix, key, tint }: LandmarkRequest): Sprite {
  const canvas = createCanvas(prefix);
  const chance = createChance(key);
  const camera = createCamera({ azimuth: chance.between("turn", [-24, 24]), elevation: 8 });
  const footprint = recipe({ paint: createSolidPainter(canvas, camera), chance, place, tint });
  return { ...canvas.finish(), footprint, height: 60 };
}
