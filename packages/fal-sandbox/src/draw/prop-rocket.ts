import { vector } from "./camera.ts";
import { decalPath, ovalOutline } from "./lathe.ts";
import type { Workshop } from "./prop.ts";
import { GLASS } from "./prop-car.ts";
import { lathe } from "./ring.ts";
import { paintBand } from "./solid-paint.ts";

/** A rocket on three fins. */
export function drawRocket({ prop, canvas, camera, paint, g, h, side }: Workshop) {
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
