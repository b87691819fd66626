import { vector } from "./camera.ts";
import { createChance } from "./chance.ts";
import { darker, lighter, mixColors } from "./color.ts";
import { decalPath, lathe, ovalOutline, regionPath } from "./lathe.ts";
import type { Recipe, Workshop } from "./prop.ts";
import { paintBand } from "./solid-paint.ts";
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

function drawSword({ prop, paint, g, h, side }: Workshop) {
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
  return { height: guard + 25, footprint: 18 };
}

function drawLantern({ prop, canvas, camera, paint, g, h, side }: Workshop) {
  const w = 15 * g;
  const top = 46 * h;
  paint.turned({
    lathe: lathe([
      { y: 7, rx: w * 0.95, rz: w * 0.95 },
      { y: 5, rx: w * 1.12, rz: w * 1.12 },
      { y: 0, rx: w * 1.16, rz: w * 1.16 },
    ]),
    color: prop.color,
    material: "metal",
    bias: -1,
  });
  const glass = lathe([
    { y: top, rx: w * 0.78, rz: w * 0.78 },
    { y: top * 0.5, rx: w * 0.95, rz: w * 0.95 },
    { y: 7, rx: w * 0.8, rz: w * 0.8 },
  ]);
  canvas.shape({ d: regionPath(glass, {}, { camera }), color: "#ffe9a8", depth: 0, material: "round" });
  paint.ball({ center: vector(0, 19, 0), half: [4, 8, 4], color: "#ff9d2e", bias: 0.1 });
  paint.ball({ center: vector(0, 17, 0), half: [2, 4.6, 2], color: "#fff3b0", bias: 0.2 });
  canvas.shape({
    d: regionPath(glass, { from: side * 90 - 38, to: side * 90 + 38 }, { camera }),
    color: prop.accent,
    depth: 0.3,
    opacity: 0.75,
    outline: 0.4,
  });
  for (const turn of [0, 72, 144, 216, 288]) {
    canvas.shape({
      d: decalPath(
        glass,
        [
          [turn - 4, top],
          [turn + 4, top],
          [turn + 4, 7],
          [turn - 4, 7],
        ],
        camera,
      ),
      color: prop.color,
      depth: 0.4,
      outline: 0.4,
    });
  }
  paint.turned({
    lathe: lathe([
      { y: top + 17, rx: 2.4, rz: 2.4 },
      { y: top + 12, rx: w * 0.4, rz: w * 0.4 },
      { y: top + 3, rx: w * 1.06, rz: w * 1.06 },
      { y: top, rx: w * 1.1, rz: w * 1.1 },
    ]),
    color: prop.color,
    material: "metal",
    bias: 1,
  });
  const ring = Array.from({ length: 13 }, (_, index) => ({
    at: vector(
      Math.cos((index / 12) * Math.PI * 2) * 7,
      top + 24 + Math.sin((index / 12) * Math.PI * 2) * 7,
      0,
    ),
    radius: 1.1,
  }));
  paint.limb({ knots: ring.slice(0, 7), color: prop.accent, bias: 2 });
  paint.limb({ knots: ring.slice(6), color: prop.accent, bias: 2 });
  return { height: top + 32, footprint: w * 1.2 };
}

function drawLamp({ prop, canvas, camera, paint, g, h, side }: Workshop) {
  const stem = 42 * h;
  paint.turned({
    lathe: lathe([
      { y: 6, rx: 3, rz: 3 },
      { y: 4, rx: 12 * g, rz: 12 * g },
      { y: 0, rx: 15 * g, rz: 15 * g },
    ]),
    color: prop.second,
  });
  paint.rod({
    from: { at: vector(0, 5, 0), radius: 1.8 },
    to: { at: vector(0, stem, 0), radius: 1.8 },
    color: prop.accent,
    material: "metal",
    bias: 0.1,
  });
  paint.ball({ center: vector(0, stem * 0.5, 0), half: [4, 4, 4], color: prop.accent, bias: 0.2 });
  const shade = lathe([
    { y: stem + 22, rx: 9 * g, rz: 9 * g },
    { y: stem - 2, rx: 21 * g, rz: 21 * g },
  ]);
  canvas.shape({ d: regionPath(shade, {}, { camera, wall: "inner" }), color: "#ffe6a0", depth: -0.5 });
  paint.turned({ lathe: shade, color: prop.color, bias: 0.3 });
  paintBand(canvas, {
    lathe: shade,
    camera,
    upper: stem + 2,
    lower: stem - 2,
    color: prop.second,
    depth: 0.4,
  });
  for (const spot of [0, 90, 180, 270])
    canvas.shape({
      d: decalPath(shade, ovalOutline([spot, stem + 9], [10, 3]), camera),
      color: spot === ((side + 4) * 90) % 360 ? prop.accent : prop.second,
      depth: 0.5,
      outline: 0.3,
    });
  paint.rod({
    from: { at: vector(side * 10 * g, stem - 2, 6), radius: 0.4 },
    to: { at: vector(side * 10 * g, stem - 14, 6), radius: 0.4 },
    color: "#8a7a5a",
    bias: -0.6,
  });
  paint.ball({
    center: vector(side * 10 * g, stem - 15, 6),
    half: [1.7, 1.7, 1.7],
    color: prop.accent,
    bias: -0.5,
  });
  return { height: stem + 24, footprint: 17 * g };
}

function drawTeapot({ prop, canvas, camera, paint, g, h, side }: Workshop) {
  const r = 23 * g;
  const y = 24 * h;
  const body = lathe([
    { y: y * 1.95, rx: r * 0.42, rz: r * 0.42 },
    { y: y * 1.7, rx: r * 0.8, rz: r * 0.8 },
    { y: y * 1.05, rx: r * 1.05, rz: r * 1.05 },
    { y: y * 0.4, rx: r * 0.82, rz: r * 0.82 },
    { y: 2, rx: r * 0.5, rz: r * 0.5 },
    { y: 0, rx: r * 0.54, rz: r * 0.54 },
  ]);
  paint.limb({
    knots: [
      { at: vector(side * r * 0.8, y * 0.8, 0), radius: 5.5 },
      { at: vector(side * r * 1.3, y * 1.15, 0), radius: 4 },
      { at: vector(side * r * 1.6, y * 1.75, 0), radius: 2.8 },
    ],
    color: prop.color,
  });
  const handle = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => ({
    at: vector(-side * r * (0.86 + 0.72 * Math.sin(share * Math.PI)), y * (1.62 - 1.1 * share), 0),
    radius: 2.6,
  }));
  paint.limb({ knots: handle, color: prop.second });
  paint.turned({ lathe: body, color: prop.color, material: "round", bias: 0.1 });
  paintBand(canvas, {
    lathe: body,
    camera,
    upper: y * 1.62,
    lower: y * 1.48,
    color: prop.second,
    depth: 0.2,
  });
  for (const [turn, color] of [
    [0, prop.accent],
    [130, prop.second],
    [230, prop.second],
  ] as const) {
    for (let petal = 0; petal < 6; petal += 1) {
      const angle = (petal / 6) * Math.PI * 2;
      canvas.shape({
        d: decalPath(
          body,
          ovalOutline([turn + Math.cos(angle) * 9.5, y * 0.95 + Math.sin(angle) * 3.9], [6.4, 2.6]),
          camera,
        ),
        color,
        depth: 0.25,
        outline: 0.3,
      });
    }
    canvas.shape({
      d: decalPath(body, ovalOutline([turn, y * 0.95], [5.5, 2.3]), camera),
      color: "#f8d84e",
      depth: 0.26,
      outline: 0.3,
    });
  }
  paint.turned({
    lathe: lathe([
      { y: y * 2.15, rx: 1.5, rz: 1.5 },
      { y: y * 2.05, rx: r * 0.3, rz: r * 0.3 },
      { y: y * 1.86, rx: r * 0.5, rz: r * 0.5 },
    ]),
    color: prop.second,
    bias: 0.3,
  });
  paint.ball({ center: vector(0, y * 2.22, 0), half: [3.4, 3.2, 3.4], color: prop.accent, bias: 0.4 });
  return { height: y * 2.4, footprint: r * 1.3 };
}

function drawMug({ prop, canvas, camera, paint, g, h, side }: Workshop) {
  const r = 21 * g;
  const top = 46 * h;
  const handle = [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => ({
    at: vector(side * (r * 0.92 + 14 * Math.sin(share * Math.PI)), top * (0.8 - 0.56 * share), 0),
    radius: 3,
  }));
  paint.limb({ knots: handle, color: prop.second });
  const cup = lathe([
    { y: top, rx: r * 1.04, rz: r * 1.04 },
    { y: top * 0.5, rx: r, rz: r },
    { y: 3, rx: r * 0.94, rz: r * 0.94 },
    { y: 0, rx: r * 0.84, rz: r * 0.84 },
  ]);
  paint.turned({ lathe: cup, color: prop.color, bias: 0.1, lid: "#5b3826" });
  for (const [turn, color] of [
    [0, prop.accent],
    [180, prop.second],
  ] as const) {
    const heart = Array.from({ length: 28 }, (_, index) => {
      const t = (index / 28) * Math.PI * 2;
      return [
        turn + Math.sin(t) ** 3 * 22,
        top * 0.5 + (13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)) * 0.56,
      ] as const;
    });
    canvas.shape({ d: decalPath(cup, heart, camera), color, depth: 0.2, outline: 0.4 });
  }
  return { height: top + 4, footprint: r * 1.15 };
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

function drawBottle({ prop, canvas, camera, paint, g, h, side }: Workshop) {
  const r = 19 * g;
  const y = 40 * h;
  const glass = lathe([
    { y: y + 24, rx: 5.5, rz: 5.5 },
    { y: y + 8, rx: 5.5, rz: 5.5 },
    { y: y, rx: r * 0.5, rz: r * 0.5 },
    { y: y * 0.5, rx: r * 1.1, rz: r * 1.1 },
    { y: y * 0.12, rx: r, rz: r },
    { y: 0, rx: r * 0.7, rz: r * 0.7 },
  ]);
  paint.turned({ lathe: glass, color: mixColors(prop.color, "#e8fbff", 0.5), material: "round" });
  canvas.shape({
    d: regionPath(glass, { upper: () => y * 0.78, lower: () => 1.5 }, { camera }),
    color: prop.color,
    depth: 0.1,
    outline: 0,
    material: "round",
  });
  for (const [turn, up] of [
    [20, 0.3],
    [-50, 0.5],
    [150, 0.4],
    [220, 0.2],
    [90, 0.62],
  ] as const)
    canvas.shape({
      d: decalPath(glass, ovalOutline([turn, y * up], [5, 1.8]), camera),
      color: lighter(prop.color, 0.55),
      depth: 0.15,
      outline: 0,
      material: "flat",
    });
  const label = [
    [-40, y * 0.62],
    [40, y * 0.62],
    [40, y * 0.22],
    [-40, y * 0.22],
  ] as const;
  canvas.shape({ d: decalPath(glass, label, camera), color: prop.second, depth: 0.2, outline: 0.4 });
  canvas.shape({
    d: decalPath(glass, ovalOutline([0, y * 0.42], [16, 4.6]), camera),
    color: prop.accent,
    depth: 0.25,
    outline: 0.4,
  });
  paint.rod({
    from: { at: vector(0, y + 23, 0), radius: 5 },
    to: { at: vector(0, y + 32, 0), radius: 6 },
    color: "#c49a6c",
    bias: 0.3,
  });
  paint.rod({
    from: { at: vector(0, y + 9, 0), radius: 6.3 },
    to: { at: vector(0, y + 13, 0), radius: 6.3 },
    color: prop.accent,
    bias: 0.4,
  });
  paint.ball({ center: vector(side * 7.5, y + 4, 1), half: [3, 4.4, 1.4], color: prop.second, bias: 0.5 });
  return { height: y + 34, footprint: r * 1.1 };
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

/** A thing of unknown kind: a pedestal with a handful of solids that its numbers choose. */
function drawStillLife({ prop, paint, g, h, side }: Workshop) {
  const chance = createChance(`${prop.color}${prop.second}${prop.accent}${prop.girth}`);
  paint.turned({
    lathe: lathe([
      { y: 9, rx: 19 * g, rz: 19 * g },
      { y: 7, rx: 22 * g, rz: 22 * g },
      { y: 0, rx: 24 * g, rz: 24 * g },
    ]),
    color: prop.second,
    bias: -30,
    lid: lighter(prop.second, 0.2),
  });
  const main = chance.pick("main", ["ball", "cone", "block", "urn"]);
  const y = 9;
  const tall = 44 * h;
  if (main === "ball")
    paint.ball({ center: vector(0, y + 17, 0), half: [17 * g, 17, 17 * g], color: prop.color });
  else if (main === "block")
    paint.box({
      center: vector(0, y + tall / 2, 0),
      half: [12 * g, tall / 2, 12 * g],
      color: prop.color,
      spin: 20,
    });
  else if (main === "cone")
    paint.turned({
      lathe: lathe([
        { y: y + tall, rx: 0.6, rz: 0.6 },
        { y: y + tall * 0.5, rx: 8 * g, rz: 8 * g },
        { y, rx: 16 * g, rz: 16 * g },
      ]),
      color: prop.color,
    });
  else
    paint.turned({
      lathe: lathe([
        { y: y + tall, rx: 9 * g, rz: 9 * g },
        { y: y + tall * 0.8, rx: 5.5 * g, rz: 5.5 * g },
        { y: y + tall * 0.4, rx: 16 * g, rz: 16 * g },
        { y, rx: 8 * g, rz: 8 * g },
      ]),
      color: prop.color,
      lid: darker(prop.color, 0.4),
    });
  const top = main === "ball" ? y + 34 : y + tall;
  paint.ball({ center: vector(0, top + 5, 0), half: [5.5, 5.5, 5.5], color: prop.accent, bias: 1 });
  paint.limb({
    knots: [
      { at: vector(side * 13 * g, y + 22, 0), radius: 3 },
      { at: vector(side * 22 * g, y + 26, 0), radius: 3 },
      { at: vector(side * 25 * g, y + 38, 0), radius: 4.4 },
    ],
    color: prop.second,
    bias: side,
  });
  for (let index = 0; index < prop.details; index += 1) {
    const angle = chance.between(`turn ${index}`, [0, Math.PI * 2]);
    const at = vector(Math.sin(angle) * 15 * g, y + 3.4, Math.cos(angle) * 15 * g);
    if (index % 2 === 0) paint.ball({ center: at, half: [3.4, 3.4, 3.4], color: prop.accent });
    else paint.box({ center: at, half: [3, 3, 3], color: prop.second, spin: index * 31 });
  }
  return { height: top + 11, footprint: 25 * g };
}
