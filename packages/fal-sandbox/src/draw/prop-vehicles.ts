import { type Vector, vector } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import { decalPath, lathe, ovalOutline } from "./lathe.ts";
import type { Recipe, Workshop } from "./prop.ts";
import { paintBand } from "./solid-paint.ts";
import { disc } from "./solids.ts";

/** Things that carry people. Their front is +z. */
export const VEHICLES: Readonly<Record<string, Recipe>> = {
  car: drawCar,
  ship: drawShip,
  rocket: drawRocket,
};

const GLASS = "#a9d8ea";

function drawCar({ prop, paint, g, h, side }: Workshop) {
  const [w, long] = [20 * g, 42];
  const [floor, waist, roof] = [7, 24 * h, 42 * h];
  const rect = (size: number, y: number, [front, back]: readonly [number, number]): Vector[] => [
    vector(w * size, y, front),
    vector(-w * size, y, front),
    vector(-w * size, y, back),
    vector(w * size, y, back),
  ];
  for (const x of [1, -1])
    for (const z of [26, -26])
      paint.wheel({
        center: vector(x * (w - 2), 8.5, z),
        radius: 8.5,
        half: 3.2,
        tyre: "#37333f",
        hub: "#cfd5de",
        bias: x === 1 || x === -1 ? 1 : 0,
      });
  paint.hull({
    points: [
      ...rect(0.94, floor, [long, -long]),
      ...rect(1, floor + 7, [long + 2, -long - 2]),
      ...rect(0.96, waist, [long - 3, -long + 1]),
    ],
    color: prop.color,
  });
  paint.hull({
    points: [...rect(0.92, waist - 1, [20, -32]), ...rect(0.74, roof, [8, -25])],
    color: lighter(prop.color, 0.05),
    bias: 0.2,
  });
  const quad = (points: Vector[], normal: Vector, color: string, bias: number) =>
    paint.plate({ points, normal, color, bias });
  for (const x of [1, -1]) {
    quad(
      [
        vector(x * w * 0.91, waist + 1, 15),
        vector(x * w * 0.77, roof - 2.5, 6),
        vector(x * w * 0.77, roof - 2.5, -7),
        vector(x * w * 0.91, waist + 1, -7),
      ],
      vector(x, 0.2, 0),
      GLASS,
      30,
    );
    quad(
      [
        vector(x * w * 0.91, waist + 1, -10),
        vector(x * w * 0.77, roof - 2.5, -10),
        vector(x * w * 0.77, roof - 2.5, -22),
        vector(x * w * 0.91, waist + 1, -27),
      ],
      vector(x, 0.2, 0),
      GLASS,
      30,
    );
    quad(
      [
        vector(x * w, floor + 9, long - 6),
        vector(x * w, floor + 11.5, long - 6),
        vector(x * w, floor + 11.5, -long + 6),
        vector(x * w, floor + 9, -long + 6),
      ],
      vector(x, 0, 0),
      prop.second,
      10,
    );
    quad(
      disc(vector(x * w * 0.66, floor + 9, long + 1.4), vector(3.4, 0, 0), vector(0, 3.4, 0)).slice(),
      vector(0, 0, 1),
      "#fff3c0",
      12,
    );
    quad(
      disc(vector(x * w * 0.7, floor + 9, -long - 1.4), vector(3, 0, 0), vector(0, 2.6, 0)).slice(),
      vector(0, 0, -1),
      "#e0342c",
      12,
    );
  }
  quad(
    [
      vector(w * 0.8, waist + 1, 19),
      vector(-w * 0.8, waist + 1, 19),
      vector(-w * 0.66, roof - 2.5, 9),
      vector(w * 0.66, roof - 2.5, 9),
    ],
    vector(0, 0.4, 1),
    GLASS,
    20,
  );
  quad(
    [
      vector(w * 0.8, waist + 1, -31.5),
      vector(-w * 0.8, waist + 1, -31.5),
      vector(-w * 0.66, roof - 2.5, -26),
      vector(w * 0.66, roof - 2.5, -26),
    ],
    vector(0, 0.4, -1),
    GLASS,
    20,
  );
  for (const z of [1, -1])
    quad(
      [
        vector(w * 0.96, floor + 4, z * (long + 2)),
        vector(-w * 0.96, floor + 4, z * (long + 2)),
        vector(-w * 0.96, floor, z * (long + 2)),
        vector(w * 0.96, floor, z * (long + 2)),
      ],
      vector(0, 0, z),
      "#c3c9d2",
      11,
    );
  paint.box({ center: vector(side * 5, roof + 4.2, -9), half: [7, 4, 10], color: prop.accent, bias: 2 });
  paint.box({
    center: vector(side * 5, roof + 4.2, -9),
    half: [7.4, 4.2, 1.4],
    color: darker(prop.accent, 0.4),
    bias: 2.5,
  });
  return { height: roof + 12, footprint: 34 };
}

function drawShip({ prop, paint, g, h, side }: Workshop) {
  const w = 16 * g;
  const deck = 22;
  const keel = [vector(0, 3, 36), vector(0, 2, -34), vector(w * 0.5, 6, 0), vector(-w * 0.5, 6, 0)];
  const rail = [
    vector(0, deck + 8, 46),
    vector(w * 0.75, deck + 2, 26),
    vector(w, deck, 0),
    vector(w * 0.85, deck + 4, -32),
    vector(0, deck + 6, -40),
    vector(-w * 0.85, deck + 4, -32),
    vector(-w, deck, 0),
    vector(-w * 0.75, deck + 2, 26),
  ];
  paint.hull({ points: [...keel, ...rail], color: prop.color, bias: -2 });
  paint.hull({
    points: rail.map(({ x, y, z }) => vector(x * 0.86, y + 0.4, z * 0.9)),
    color: lighter(prop.color, 0.35),
    bias: -1.5,
  });
  paint.box({
    center: vector(0, deck + 8, -27),
    half: [w * 0.7, 7, 8],
    color: darker(prop.color, 0.12),
    bias: -1,
  });
  for (const x of [1, -1])
    paint.plate({
      points: disc(vector(x * (w * 0.7 + 0.2), deck + 9, -27), vector(0, 2.6, 0), vector(0, 0, 2.6)).slice(),
      normal: vector(x, 0, 0),
      color: "#ffe9a8",
      bias: 14,
    });
  const mast = 84 * h;
  paint.rod({
    from: { at: vector(0, deck, 0), radius: 1.8 },
    to: { at: vector(0, mast, 0), radius: 1.3 },
    color: "#8a5a38",
    bias: 0.2,
  });
  const sail = (y0: number, y1: number, half: number) =>
    [0, 1, 2, 3, 4].flatMap((step) => {
      const share = step / 4;
      const bulge = 6 * Math.sin(share * Math.PI);
      const x = half * (1 - share * 0.14);
      return [
        vector(x, y0 + (y1 - y0) * share, 2 + bulge),
        vector(-x, y0 + (y1 - y0) * share, 2 + bulge),
        vector(0, y0 + (y1 - y0) * share, 2 + bulge * 1.5),
      ];
    });
  paint.hull({ points: sail(deck + 12, mast * 0.68, 23 * g), color: prop.second, bias: 0.5 });
  paint.hull({ points: sail(mast * 0.71, mast * 0.92, 15 * g), color: prop.second, bias: 0.5 });
  paint.plate({
    points: disc(
      vector(side * 9, (deck + mast * 0.72) / 2 + 3, 11.4),
      vector(5, 0, 0),
      vector(0, 5, 0),
    ).slice(),
    normal: vector(0, 0, 1),
    color: prop.accent,
    bias: 9,
  });
  paint.hull({
    points: [vector(0, mast + 1, 0), vector(0, mast - 6, 0), vector(0, mast - 2.5, -16)],
    color: prop.accent,
    bias: 0.6,
  });
  paint.rod({
    from: { at: vector(0, deck + 6, 44), radius: 1.3 },
    to: { at: vector(0, deck + 16, 60), radius: 0.7 },
    color: "#8a5a38",
  });
  return { height: mast + 2, footprint: 30 };
}

function drawRocket({ prop, canvas, camera, paint, g, h, side }: Workshop) {
  const r = 15 * g;
  const top = 86 * h;
  const body = lathe([
    { y: top, rx: 0.5, rz: 0.5 },
    { y: top * 0.9, rx: r * 0.5, rz: r * 0.5 },
    { y: top * 0.68, rx: r * 0.95, rz: r * 0.95 },
    { y: top * 0.45, rx: r, rz: r },
    { y: 12, rx: r * 0.72, rz: r * 0.72 },
  ]);
  for (const turn of [0, 120, 240]) {
    const angle = (turn * Math.PI) / 180;
    const out = (radius: number, y: number) => vector(Math.sin(angle) * radius, y, Math.cos(angle) * radius);
    paint.hull({
      points: [out(r * 0.8, 34), out(r * 1.7, 16), out(r * 1.75, 0), out(r * 0.7, 14)],
      color: prop.accent,
    });
  }
  paint.turned({
    lathe: lathe([
      { y: 13, rx: r * 0.5, rz: r * 0.5 },
      { y: 6, rx: r * 0.66, rz: r * 0.66 },
    ]),
    color: "#6a6f7d",
    material: "metal",
    bias: -0.4,
  });
  paint.turned({ lathe: body, color: prop.second });
  paintBand(canvas, { lathe: body, camera, upper: top, lower: top * 0.82, color: prop.color, depth: 0.1 });
  paintBand(canvas, {
    lathe: body,
    camera,
    upper: top * 0.36,
    lower: top * 0.3,
    color: prop.color,
    depth: 0.1,
  });
  canvas.shape({
    d: decalPath(body, ovalOutline([0, top * 0.6], [32, 7]), camera),
    color: prop.color,
    depth: 0.15,
  });
  canvas.shape({
    d: decalPath(body, ovalOutline([0, top * 0.6], [23, 5]), camera),
    color: GLASS,
    depth: 0.2,
  });
  canvas.shape({
    d: decalPath(body, ovalOutline([side * 90, top * 0.48], [14, 3.4]), camera),
    color: prop.accent,
    depth: 0.2,
  });
  return { height: top, footprint: r * 1.5 };
}
