import { vector } from "./camera.ts";
import { darker } from "./color.ts";
import type { Recipe, Workshop } from "./prop.ts";
import { drawLamp, drawLantern } from "./prop-lights.ts";
import { drawStillLife } from "./prop-still-life.ts";
import { drawBottle, drawMug, drawTeapot } from "./prop-vessels.ts";
import { disc } from "./solids.ts";

/** Things that are held or stand on a shelf. */
export const OBJECTS: Readonly<Record<string, Recipe>> = {
  sword: drawSword,
  lantern: drawLantern,
  lamp: drawLamp,
  teapot: drawTeapot,
  mug: drawMug,
  book: drawBook,
  bottle: drawBottle,
  shield: drawShield,
  generic: drawStillLife,
};

function drawSword(workshop: Workshop) {
  const { paint, g, h } = workshop;
  const tip = 8;
  const guard = 60 * h;
  const w = 3.6 * g;
  paint.hull({
    points: [
      ...disc(vector(0, 4, 0), vector(20, 0, 0), vector(0, 0, 16)),
      ...disc(vector(0, 11, 0), vector(13, 0, 0), vector(0, 0, 10)),
    ],
    color: "#9a97a6",
    bias: -9,
  });
  paint.hull({
    points: [
      vector(0, tip, 0),
      vector(w, tip + 10, 0),
      vector(w, guard, 0),
      vector(-w, guard, 0),
      vector(-w, tip + 10, 0),
      vector(0, guard, 1.2),
      vector(0, guard, -1.2),
    ],
    color: "#c4cedb",
    material: "metal",
  });
  paint.hull({
    points: [
      vector(-0.8, tip + 14, 0.6),
      vector(0.8, tip + 14, 0.6),
      vector(0.8, guard, 1.2),
      vector(-0.8, guard, 1.2),
      vector(0, guard, -1.2),
    ],
    color: darker("#c4cedb", 0.22),
    bias: 0.1,
  });
  drawHilt(workshop, guard);
  return { height: guard + 25, footprint: 18 };
}

function drawHilt({ prop, paint, g, side }: Workshop, guard: number): void {
  paint.limb({
    knots: [
      { at: vector(-14 * g, guard + 2.5, 0), radius: 1.6 },
      { at: vector(0, guard, 0), radius: 2.6 },
      { at: vector(14 * g, guard + 2.5, 0), radius: 1.6 },
    ],
    color: prop.accent,
    bias: 0.2,
  });
  paint.rod({
    from: { at: vector(0, guard + 2, 0), radius: 2.2 },
    to: { at: vector(0, guard + 18, 0), radius: 2 },
    color: prop.color,
    bias: 0.3,
  });
  for (const turn of [5, 9, 13])
    paint.rod({
      from: { at: vector(0, guard + turn, 0), radius: 2.5 },
      to: { at: vector(0, guard + turn + 1.3, 0), radius: 2.5 },
      color: darker(prop.color, 0.3),
      bias: 0.4,
    });
  paint.ball({ center: vector(0, guard + 20.5, 0), half: [3.6, 3.6, 3.6], color: prop.second, bias: 0.5 });
  paint.limb({
    knots: [
      { at: vector(side * 13 * g, guard + 1, 0), radius: 1 },
      { at: vector(side * 16 * g, guard - 10, 1), radius: 1.8 },
      { at: vector(side * 15 * g, guard - 17, 1), radius: 0.8 },
    ],
    color: prop.color,
    bias: 0.6,
  });
}

function drawBook({ prop, paint, g, h, side }: Workshop) {
  const [w, t, d] = [22 * g, 6.5, 28 * h];
  const y = 30 * h;
  paint.box({ center: vector(0, y, 0), half: [w - 1.5, d - 1.5, t - 1.6], color: "#f6edd6" });
  paint.box({ center: vector(0, y, t), half: [w, d, 1.1], color: prop.color, bias: 0.3 });
  paint.box({ center: vector(0, y, -t), half: [w, d, 1.1], color: prop.color, bias: 0.3 });
  paint.box({
    center: vector(side * w, y, 0),
    half: [1.2, d, t + 1],
    color: darker(prop.color, 0.15),
    bias: 0.2,
  });
  const emblem = (z: number, size: number) => [
    vector(0, y + size, z),
    vector(size * 0.8, y, z),
    vector(0, y - size, z),
    vector(-size * 0.8, y, z),
  ];
  paint.plate({ points: emblem(t + 1.2, 12), normal: vector(0, 0, 1), color: prop.accent, bias: 0.5 });
  paint.plate({ points: emblem(t + 1.3, 6), normal: vector(0, 0, 1), color: prop.second, bias: 0.6 });
  for (const share of [-0.86, 0.86])
    paint.plate({
      points: [
        vector(-w, y + share * d - 1.5, -t - 1.2),
        vector(w, y + share * d - 1.5, -t - 1.2),
        vector(w, y + share * d + 1.5, -t - 1.2),
        vector(-w, y + share * d + 1.5, -t - 1.2),
      ],
      normal: vector(0, 0, -1),
      color: prop.second,
      bias: 0.5,
    });
  paint.limb({
    knots: [
      { at: vector(-side * w * 0.4, y - d, 0), radius: 1.4 },
      { at: vector(-side * w * 0.45, Math.max(1.4, y - d - 7), 3), radius: 1.4 },
    ],
    color: "#d43a3a",
    bias: 1,
  });
  return { height: y + d, footprint: w * 1.1 };
}

function drawShield({ prop, paint, g, h, side }: Workshop) {
  const [w, top] = [26 * g, 76 * h];
  const outline = (size: number, z: number) =>
    [
      [-1, 1],
      [1, 1],
      [1, 0.1],
      [0.7, -0.5],
      [0, -1],
      [-0.7, -0.5],
      [-1, 0.1],
    ].map(([x = 0, y = 0]) => vector(x * w * size, top / 2 + 3 + y * (top / 2) * size, z));
  paint.hull({ points: [...outline(1, -1.6), ...outline(1, 1.6)], color: prop.second, material: "metal" });
  paint.plate({ points: outline(0.88, 1.8), normal: vector(0, 0, 1), color: prop.color, bias: 0.2 });
  const half = outline(0.88, 2).filter(({ x }) => x * side >= -0.01);
  paint.plate({
    points: [...half, vector(0, top * 0.94, 2)],
    normal: vector(0, 0, 1),
    color: prop.accent,
    bias: 0.3,
  });
  paint.ball({ center: vector(0, top * 0.56, 2), half: [6.5, 6.5, 4], color: prop.second, bias: 1 });
  paint.plate({ points: outline(0.84, -1.8), normal: vector(0, 0, -1), color: "#8a5a38", bias: 0.2 });
  paint.limb({
    knots: [
      { at: vector(-10, top * 0.6, -2), radius: 1.8 },
      { at: vector(0, top * 0.6, -7), radius: 1.8 },
      { at: vector(10, top * 0.6, -2), radius: 1.8 },
    ],
    color: "#5e3d29",
    bias: 0.5,
  });
  return { height: top + 5, footprint: w * 0.9 };
}
