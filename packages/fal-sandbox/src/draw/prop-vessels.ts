import { vector } from "./camera.ts";
import { lighter, mixColors } from "./color.ts";
import { decalPath, ovalOutline, regionPath } from "./lathe.ts";
import type { Workshop } from "./prop.ts";
import { lathe } from "./ring.ts";
import { paintBand } from "./solid-paint.ts";

/** A teapot with its spout to the marked side. */
export function drawTeapot({ prop, canvas, camera, paint, g, h, side }: Workshop) {
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

/** A mug with its handle at the marked side. */
export function drawMug({ prop, canvas, camera, paint, g, h, side }: Workshop) {
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

/** A corked bottle with a label in front. */
export function drawBottle({ prop, canvas, camera, paint, g, h, side }: Workshop) {
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
