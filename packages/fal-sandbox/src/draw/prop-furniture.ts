import { vector } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import type { Recipe, Workshop } from "./prop.ts";
import { lathe } from "./ring.ts";
import { paintBand } from "./solid-paint.ts";
import { disc } from "./solids.ts";

/** Furniture and containers. */
export const FURNITURE: Readonly<Record<string, Recipe>> = {
  chair: drawChair,
  table: drawTable,
  chest: drawChest,
  barrel: drawBarrel,
};

function drawChair({ prop, paint, g, h, side }: Workshop) {
  const [w, d, seat] = [19 * g, 18 * g, 34 * h];
  const top = seat + 42 * h;
  for (const x of [-1, 1]) {
    for (const z of [-1, 1])
      paint.rod({
        from: { at: vector(x * (w - 2), seat, z * (d - 2)), radius: 2.2 },
        to: { at: vector(x * (w - 1), 0, z * (d - 1)), radius: 1.7 },
        color: darker(prop.color, 0.15),
        bias: -6,
      });
    paint.rod({
      from: { at: vector(x * (w - 2), seat, -d + 2), radius: 2.2 },
      to: { at: vector(x * (w - 2), top, -d - 2), radius: 2.2 },
      color: prop.color,
      bias: 1,
    });
    paint.ball({
      center: vector(x * (w - 2), top + 2, -d - 2),
      half: [3, 3, 3],
      color: prop.accent,
      bias: 1.2,
    });
  }
  paint.box({ center: vector(0, seat, 0), half: [w, 2.2, d], color: prop.color });
  paint.hull({
    points: [
      ...disc(vector(0, seat + 2.4, 0), vector(w * 0.88, 0, 0), vector(0, 0, d * 0.86)),
      ...disc(vector(0, seat + 6, 0), vector(w * 0.74, 0, 0), vector(0, 0, d * 0.72)),
    ],
    color: prop.second,
    bias: 0.5,
  });
  for (const share of [0.35, 0.62, 0.9])
    paint.box({
      center: vector(0, seat + (top - seat) * share, -d - 0.6),
      half: [w - 3, 3, 1],
      color: lighter(prop.color, 0.08),
      bias: 0.8,
    });
  paint.box({ center: vector(side * (w - 1), seat - 6, 3), half: [1.2, 9, 7], color: prop.accent, bias: 2 });
  return { height: top + 5, footprint: w * 1.2 };
}

function drawTable({ prop, paint, g, h, side }: Workshop) {
  const [w, d, top] = [36 * g, 24 * g, 42 * h];
  for (const x of [-1, 1])
    for (const z of [-1, 1])
      paint.rod({
        from: { at: vector(x * (w - 4), top, z * (d - 4)), radius: 3 },
        to: { at: vector(x * (w - 4), 0, z * (d - 4)), radius: 2 },
        color: darker(prop.color, 0.2),
        bias: -20,
      });
  paint.box({ center: vector(0, top, 0), half: [w, 2.4, d], color: prop.color });
  paint.box({
    center: vector(0, top - 6, d - 3),
    half: [w * 0.5, 3.6, 1],
    color: lighter(prop.color, 0.1),
    bias: -1,
  });
  paint.ball({ center: vector(0, top - 6, d - 1.6), half: [1.6, 1.6, 1.6], color: prop.accent, bias: -0.5 });
  paint.turned({
    lathe: lathe([
      { y: top + 17, rx: 5, rz: 5, cx: side * w * 0.5 },
      { y: top + 10, rx: 8, rz: 8, cx: side * w * 0.5 },
      { y: top + 2.4, rx: 5, rz: 5, cx: side * w * 0.5 },
    ]),
    color: prop.second,
    bias: 40,
  });
  for (const [x, y] of [
    [-3, 24],
    [3, 25],
    [0, 29],
  ] as const)
    paint.ball({
      center: vector(side * w * 0.5 + x, top + y, 0),
      half: [4.2, 4.2, 4.2],
      color: prop.accent,
      bias: 40.5,
    });
  return { height: top + 32, footprint: w };
}

function drawChest({ prop, paint, g, h, side }: Workshop) {
  const [w, d, y] = [30 * g, 19 * g, 24 * h];
  paint.box({ center: vector(0, y / 2, 0), half: [w, y / 2, d], color: prop.color });
  const end = (x: number, size: number) =>
    Array.from({ length: 15 }, (_, index) => {
      const angle = (index / 14) * Math.PI;
      return vector(x, y + Math.sin(angle) * d * 0.8 * size, Math.cos(angle) * d * size);
    });
  paint.hull({ points: [...end(-w, 1), ...end(w, 1)], color: lighter(prop.color, 0.06), bias: 0.1 });
  for (const x of [-0.78, 0, 0.78])
    paint.hull({
      points: [...end(w * x - 2, 1.02), ...end(w * x + 2, 1.02)],
      color: prop.second,
      bias: 0.2,
      material: "metal",
    });
  for (const sign of [1, -1]) {
    paint.plate({ points: end(sign * w, 1), normal: vector(sign, 0, 0), color: prop.color, bias: 20 });
    for (const x of [-0.78, 0.78])
      paint.plate({
        points: [
          vector(w * x - 2, y, sign * d),
          vector(w * x + 2, y, sign * d),
          vector(w * x + 2, 0, sign * d),
          vector(w * x - 2, 0, sign * d),
        ],
        normal: vector(0, 0, sign),
        color: prop.second,
        bias: 4,
      });
  }
  paint.plate({
    points: [
      vector(-5, y + 4, d + 0.4),
      vector(5, y + 4, d + 0.4),
      vector(5, y - 6, d + 0.4),
      vector(-5, y - 6, d + 0.4),
    ],
    normal: vector(0, 0, 1),
    color: prop.accent,
    bias: 5,
  });
  paint.plate({
    points: disc(vector(0, y - 1, d + 0.6), vector(1.5, 0, 0), vector(0, 1.5, 0)),
    normal: vector(0, 0, 1),
    color: "#3a2c33",
    bias: 6,
  });
  const grip = [-1, -0.7, -0.3, 0.3, 0.7, 1].map((step) => ({
    at: vector(side * (w + 3 * (1 - step * step)), y * (0.72 - 0.3 * (1 - step * step)), step * 8),
    radius: 1.5,
  }));
  paint.limb({ knots: grip, color: prop.accent, bias: 6 });
  return { height: y + d, footprint: w * 1.05 };
}

function drawBarrel({ prop, canvas, camera, paint, g, h, side }: Workshop) {
  const [r, top] = [23 * g, 62 * h];
  const body = lathe([
    { y: top, rx: r * 0.82, rz: r * 0.82 },
    { y: top * 0.75, rx: r * 0.97, rz: r * 0.97 },
    { y: top * 0.5, rx: r, rz: r },
    { y: top * 0.25, rx: r * 0.97, rz: r * 0.97 },
    { y: 0, rx: r * 0.82, rz: r * 0.82 },
  ]);
  paint.turned({ lathe: body, color: prop.color, lid: darker(prop.color, 0.2) });
  for (const share of [0.86, 0.64, 0.36, 0.14])
    paintBand(canvas, {
      lathe: body,
      camera,
      upper: top * (share + 0.035),
      lower: top * (share - 0.035),
      color: prop.second,
      depth: 0.2,
    });
  paint.rod({
    from: { at: vector(0, top * 0.25, r * 0.9), radius: 2 },
    to: { at: vector(0, top * 0.25, r + 9), radius: 2 },
    color: prop.accent,
    bias: 1,
  });
  paint.rod({
    from: { at: vector(0, top * 0.2, r + 7), radius: 1.2 },
    to: { at: vector(0, top * 0.34, r + 7), radius: 1.2 },
    color: prop.accent,
    bias: 2,
  });
  paint.ball({ center: vector(side * r, top * 0.5, 0), half: [1.5, 6, 6], color: prop.accent, bias: 1 });
  return { height: top, footprint: r * 1.05 };
}
