import { vector } from "./camera.ts";
import { decalPath, ovalOutline, regionPath } from "./lathe.ts";
import type { Workshop } from "./prop.ts";
import { lathe } from "./ring.ts";
import { paintBand } from "./solid-paint.ts";

/** A lantern with one coloured pane. */
export function drawLantern({ prop, canvas, camera, paint, g, h, side }: Workshop) {
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

/** A table lamp with a pull cord at one side. */
export function drawLamp({ prop, canvas, camera, paint, g, h, side }: Workshop) {
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
