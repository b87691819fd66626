import { vector } from "./camera.ts";
import { darker, lighter, mixColors } from "./color.ts";
import type { LandmarkRecipe, Site } from "./landmarks.ts";
import { lathe } from "./ring.ts";

/** What people build. */
export const BUILDINGS: Readonly<Record<string, LandmarkRecipe>> = {
  house: drawHouse,
  shop: drawShop,
  block: drawBlock,
  tower: drawTower,
  keep: drawKeep,
  sailboat: drawSailboat,
  fence: drawFence,
};

const rectangle = ([x, y]: readonly [number, number], [w, h]: readonly [number, number], z: number) => [
  vector(x - w, y - h, z),
  vector(x + w, y - h, z),
  vector(x + w, y + h, z),
  vector(x - w, y + h, z),
];

function lit({ place }: Site): string {
  return place.time === "night" || place.time === "evening" ? "#ffe08a" : "#bfe3f4";
}

function drawHouse(site: Site): number {
  const { paint, tint, place } = site;
  const wall = mixColors(tint, "#fff4e0", 0.6);
  paint.box({ center: vector(0, 17, 0), half: [22, 17, 16], color: wall });
  const roof = place.weather === "snow" ? "#f4f8fc" : place.second;
  paint.hull({
    points: [
      vector(26, 33, 20),
      vector(-26, 33, 20),
      vector(26, 33, -20),
      vector(-26, 33, -20),
      vector(18, 54, 0),
      vector(-18, 54, 0),
    ],
    color: roof,
    bias: 0.5,
  });
  paint.box({ center: vector(13, 50, 0), half: [3, 8, 3], color: "#a9564a", bias: -0.5 });
  paint.plate({
    points: rectangle([0, 10], [5, 10], 16.3),
    normal: vector(0, 0, 1),
    color: darker(place.second, 0.35),
    bias: 3,
  });
  for (const x of [-13, 13])
    paint.plate({
      points: rectangle([x, 19], [4.4, 5], 16.3),
      normal: vector(0, 0, 1),
      color: lit(site),
      bias: 3,
    });
  return 27;
}

function drawShop(site: Site): number {
  const { paint, tint, place, chance } = site;
  const floors = chance.pick("floors", [2, 3]);
  const top = 18 + floors * 15;
  paint.box({
    center: vector(0, top / 2, 0),
    half: [20, top / 2, 14],
    color: mixColors(tint, "#f3d9c0", 0.35),
  });
  paint.box({ center: vector(0, top + 1.5, 0), half: [21.5, 2, 15.5], color: "#f3e6c8", bias: 0.2 });
  paint.plate({
    points: rectangle([-6, 8], [10, 6.5], 14.3),
    normal: vector(0, 0, 1),
    color: lit(site),
    bias: 3,
  });
  paint.plate({
    points: rectangle([12, 8], [4.4, 8], 14.3),
    normal: vector(0, 0, 1),
    color: darker(tint, 0.45),
    bias: 3,
  });
  for (let stripe = 0; stripe < 6; stripe += 1)
    paint.hull({
      points: [
        vector(-18 + stripe * 6, 20, 14),
        vector(-12 + stripe * 6, 20, 14),
        vector(-12 + stripe * 6, 15, 22),
        vector(-18 + stripe * 6, 15, 22),
      ],
      color: stripe % 2 === 0 ? place.second : "#fff6ea",
      bias: 8,
    });
  for (let floor = 1; floor <= floors - 1; floor += 1)
    for (const x of [-12, 0, 12])
      paint.plate({
        points: rectangle([x, 15 + floor * 14], [3.4, 4.6], 14.3),
        normal: vector(0, 0, 1),
        color: lit(site),
        bias: 3,
      });
  return 22;
}

function drawBlock(site: Site): number {
  const { paint, tint, chance } = site;
  const floors = chance.pick("floors", [4, 5, 7]);
  const top = floors * 13 + 6;
  paint.box({
    center: vector(0, top / 2, 0),
    half: [22, top / 2, 16],
    color: mixColors(tint, "#a9a4b8", 0.45),
  });
  for (let floor = 0; floor < floors; floor += 1)
    for (const x of [-15, -5, 5, 15])
      paint.plate({
        points: rectangle([x, 10 + floor * 13], [3, 4], 16.3),
        normal: vector(0, 0, 1),
        color: chance.happens(`w${floor}${x}`, 0.7) ? lit(site) : "#5b6684",
        bias: 3,
      });
  paint.box({ center: vector(6, top + 5, 0), half: [6, 5, 5], color: darker(tint, 0.2), bias: 0.1 });
  return 25;
}

function drawTower(site: Site): number {
  const { paint, tint, place, chance } = site;
  const stone = mixColors(tint, "#b5b0bd", 0.65);
  const top = chance.between("h", [60, 84]);
  paint.turned({
    lathe: lathe([
      { y: top, rx: 15, rz: 15 },
      { y: top - 9, rx: 15, rz: 15 },
      { y: top - 14, rx: 12, rz: 12 },
      { y: 0, rx: 14, rz: 14 },
    ]),
    color: stone,
  });
  paint.turned({
    lathe: lathe([
      { y: top + 30, rx: 0.5, rz: 0.5 },
      { y: top, rx: 17.5, rz: 17.5 },
    ]),
    color: place.second,
    bias: 0.3,
  });
  paint.hull({
    points: [vector(0, top + 40, 0), vector(0, top + 34, 0), vector(12, top + 37, 0)],
    color: place.accent,
    bias: 0.2,
  });
  for (const y of [0.3, 0.62])
    paint.ball({
      center: vector(0, top * y, 13),
      half: [2.4, 5, 0.6],
      color: lit(site),
      bias: 3,
      material: "flat",
    });
  return 16;
}

function drawKeep(site: Site): number {
  const { paint, tint, place } = site;
  const stone = mixColors(tint, "#b9b3bd", 0.7);
  paint.box({ center: vector(0, 21, 0), half: [34, 21, 10], color: stone });
  for (let x = -30; x <= 30; x += 12)
    paint.box({ center: vector(x, 45, 6), half: [3.6, 3.6, 3], color: lighter(stone, 0.06), bias: 0.4 });
  paint.plate({
    points: [...rectangle([0, 9], [8, 9], 10.3), vector(-5, 23, 10.3), vector(5, 23, 10.3)],
    normal: vector(0, 0, 1),
    color: "#5e3d29",
    bias: 4,
  });
  for (const x of [-22, 22])
    paint.plate({
      points: [...rectangle([x, 28], [4, 8], 10.3), vector(x, 15, 10.3)],
      normal: vector(0, 0, 1),
      color: place.second,
      bias: 4,
    });
  return 36;
}

function drawSailboat({ paint, place }: Site): number {
  paint.hull({
    points: [
      vector(-24, 10, 0),
      vector(26, 12, 0),
      vector(16, 0, 0),
      vector(-16, 0, 0),
      vector(0, 10, 8),
      vector(0, 10, -8),
    ],
    color: mixColors(place.main, "#a9653c", 0.5),
  });
  paint.rod({
    from: { at: vector(0, 10, 0), radius: 1.2 },
    to: { at: vector(0, 62, 0), radius: 0.8 },
    color: "#80563a",
    bias: 0.1,
  });
  paint.hull({
    points: [vector(2, 60, 0), vector(2, 16, 0), vector(22, 18, 3)],
    color: "#fff6ea",
    bias: 0.2,
  });
  paint.hull({
    points: [vector(-2, 54, 0), vector(-2, 16, 0), vector(-18, 18, 3)],
    color: place.second,
    bias: 0.2,
  });
  return 24;
}

function drawFence({ paint }: Site): number {
  for (const x of [-18, -6, 6, 18])
    paint.box({ center: vector(x, 8, 0), half: [1.8, 8, 1.2], color: "#b98a5c" });
  for (const y of [6, 12])
    paint.box({ center: vector(0, y, 1.2), half: [22, 1.3, 0.6], color: "#c99a6c", bias: 0.3 });
  return 20;
}
