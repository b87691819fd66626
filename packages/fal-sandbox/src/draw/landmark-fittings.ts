import { vector } from "./camera.ts";
import { darker, mixColors } from "./color.ts";
import type { LandmarkRecipe, Site } from "./landmarks.ts";
import { lathe } from "./ring.ts";

const barrel = (x: number, r = 9, top = 24) =>
  lathe([
    { y: top, rx: r * 0.84, rz: r * 0.84, cx: x },
    { y: top / 2, rx: r, rz: r, cx: x },
    { y: 0, rx: r * 0.84, rz: r * 0.84, cx: x },
  ]);

/** Small things in streets, on quays and in rooms. */
export const FITTINGS: Readonly<Record<string, LandmarkRecipe>> = {
  lamppost: ({ paint }) => {
    paint.turned({
      lathe: lathe([
        { y: 5, rx: 2, rz: 2 },
        { y: 0, rx: 5, rz: 5 },
      ]),
      color: "#3d4152",
    });
    paint.rod({
      from: { at: vector(0, 4, 0), radius: 1.6 },
      to: { at: vector(0, 58, 0), radius: 1.2 },
      color: "#3d4152",
    });
    paint.ball({ center: vector(0, 63, 0), half: [5.5, 6.5, 5.5], color: "#ffe7a0", bias: 0.2 });
    paint.turned({
      lathe: lathe([
        { y: 73, rx: 0.6, rz: 0.6 },
        { y: 68, rx: 6, rz: 6 },
      ]),
      color: "#3d4152",
      bias: 0.3,
    });
    return 6;
  },
  crates: ({ paint, tint }) => {
    const wood = mixColors(tint, "#b9824f", 0.7);
    paint.box({ center: vector(-8, 8, 0), half: [8, 8, 8], color: wood });
    paint.box({ center: vector(10, 7, 2), half: [7, 7, 7], color: darker(wood, 0.1), spin: 20 });
    paint.box({ center: vector(-3, 21, 0), half: [6, 5.5, 6], color: wood, spin: 12, bias: 3 });
    return 18;
  },
  barrels: ({ paint, place }) => {
    for (const x of [-10, 10]) paint.turned({ lathe: barrel(x), color: "#9a6a40", lid: "#80563a" });
    paint.turned({
      lathe: barrel(0, 8, 22),
      color: mixColors(place.second, "#9a6a40", 0.6),
      lid: "#80563a",
      bias: 5,
    });
    return 19;
  },
  bollard: ({ paint }) => {
    paint.turned({
      lathe: lathe([
        { y: 20, rx: 5, rz: 5 },
        { y: 16, rx: 7, rz: 7 },
        { y: 12, rx: 4.4, rz: 4.4 },
        { y: 0, rx: 6, rz: 6 },
      ]),
      color: "#4a4f5e",
      lid: "#6a7080",
    });
    paint.limb({
      knots: [
        { at: vector(-6, 9, 4), radius: 1.4 },
        { at: vector(0, 7.5, 6), radius: 1.4 },
        { at: vector(6, 9, 4), radius: 1.4 },
      ],
      color: "#e2c48c",
      bias: 4,
    });
    return 8;
  },
  banner: ({ paint, place }) => {
    paint.rod({
      from: { at: vector(0, 0, 0), radius: 1.5 },
      to: { at: vector(0, 64, 0), radius: 1.2 },
      color: "#80563a",
    });
    paint.hull({
      points: [
        vector(-11, 60, 2),
        vector(11, 60, 2),
        vector(11, 26, 2),
        vector(-11, 26, 2),
        vector(0, 20, 2),
      ],
      color: place.second,
      bias: 0.4,
    });
    paint.ball({ center: vector(0, 44, 3), half: [5, 5, 0.5], color: place.accent, bias: 2 });
    return 8;
  },
  shelf: drawShelf,
  tableset: ({ paint, place }) => {
    paint.rod({
      from: { at: vector(0, 0, 0), radius: 4 },
      to: { at: vector(0, 26, 0), radius: 3 },
      color: "#80563a",
    });
    paint.turned({
      lathe: lathe([
        { y: 29, rx: 24, rz: 24 },
        { y: 26, rx: 24, rz: 24 },
      ]),
      color: "#a9784a",
      lid: "#c49a6c",
      bias: 0.3,
    });
    paint.turned({
      lathe: lathe([
        { y: 42, rx: 3, rz: 3 },
        { y: 36, rx: 6, rz: 6 },
        { y: 29, rx: 4, rz: 4 },
      ]),
      color: place.second,
      bias: 1,
    });
    for (const [x, y] of [
      [-3, 46],
      [3, 47],
      [0, 50],
    ] as const)
      paint.ball({ center: vector(x, y, 0), half: [3.4, 3.4, 3.4], color: place.accent, bias: 1.2 });
    return 22;
  },
  plant: ({ paint, place }) => {
    paint.turned({
      lathe: lathe([
        { y: 15, rx: 10, rz: 10 },
        { y: 0, rx: 7, rz: 7 },
      ]),
      color: place.second,
      lid: "#5b3f2e",
    });
    for (const [x, y] of [
      [-14, 34],
      [-6, 44],
      [6, 46],
      [14, 36],
      [0, 38],
    ] as const)
      paint.limb({
        knots: [
          { at: vector(0, 14, 0), radius: 1 },
          { at: vector(x * 0.6, y * 0.75, 2), radius: 3.6 },
          { at: vector(x, y, 0), radius: 1 },
        ],
        color: "#4f9a55",
        bias: 0.5,
      });
    return 11;
  },
  armchair: ({ paint, place }) => {
    paint.box({ center: vector(0, 10, 0), half: [15, 7, 13], color: place.second });
    paint.box({ center: vector(0, 24, -11), half: [15, 14, 3.5], color: place.second, bias: -1 });
    for (const x of [-16, 16])
      paint.box({
        center: vector(x, 13, 1),
        half: [3.5, 10, 13],
        color: darker(place.second, 0.12),
        bias: 1,
      });
    paint.ball({ center: vector(3, 22, -4), half: [7, 7, 3], color: place.accent, bias: 2 });
    return 20;
  },
  floorlamp: ({ paint, place }) => {
    paint.turned({
      lathe: lathe([
        { y: 3, rx: 2, rz: 2 },
        { y: 0, rx: 8, rz: 8 },
      ]),
      color: "#4a3f4c",
    });
    paint.rod({
      from: { at: vector(0, 2, 0), radius: 1 },
      to: { at: vector(0, 52, 0), radius: 1 },
      color: "#4a3f4c",
    });
    paint.turned({
      lathe: lathe([
        { y: 66, rx: 7, rz: 7 },
        { y: 48, rx: 14, rz: 14 },
      ]),
      color: mixColors(place.accent, "#fff3c0", 0.5),
      bias: 0.3,
    });
    return 9;
  },
  chestbox: ({ paint }) => {
    paint.box({ center: vector(0, 8, 0), half: [16, 8, 10], color: "#96653c" });
    paint.hull({
      points: [-16, 16].flatMap((x) =>
        [0, 1, 2, 3, 4, 5, 6].map((step) =>
          vector(x, 16 + Math.sin((step / 6) * Math.PI) * 7, Math.cos((step / 6) * Math.PI) * 10),
        ),
      ),
      color: "#a9744a",
      bias: 0.4,
    });
    paint.box({ center: vector(0, 15, 10), half: [2.5, 3.5, 0.8], color: "#f4c62f", bias: 2 });
    return 17;
  },
};

function drawShelf({ paint, place, chance }: Site): number {
  paint.box({ center: vector(0, 34, -4), half: [22, 34, 5], color: "#80563a" });
  for (const y of [6, 22, 38, 54]) {
    paint.plate({
      points: [vector(-20, y, 1.2), vector(20, y, 1.2), vector(20, y + 13, 1.2), vector(-20, y + 13, 1.2)],
      normal: vector(0, 0, 1),
      color: "#4a3023",
      bias: 6,
    });
    for (let x = -18; x < 18; x += 4.2) {
      const tall = chance.between(`${x}${y}`, [7, 11.5]);
      const color = chance.pick(`c${x}${y}`, [
        place.second,
        place.accent,
        place.main,
        "#f3e6c8",
        "#7c5fb0",
        "#d8645a",
      ]);
      paint.plate({
        points: [
          vector(x, y, 2),
          vector(x + 3.6, y, 2),
          vector(x + 3.6, y + tall, 2),
          vector(x, y + tall, 2),
        ],
        normal: vector(0, 0, 1),
        color,
        bias: 8,
      });
    }
  }
  return 23;
}
