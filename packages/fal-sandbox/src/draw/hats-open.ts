import { vector } from "./camera.ts";
import { darker } from "./color.ts";
import { ABOVE } from "./hats.ts";
import { decalPath, ovalOutline, regionPath, surfacePoint } from "./lathe.ts";
import { grown, lathe } from "./ring.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import type { Garment } from "./subject.ts";

/** A crown with eight stones. */
export function drawCrown(stage: Stage, hat: Garment): void {
  const {
    canvas,
    camera,
    body: { headRadius: r, headCenter },
  } = stage;
  const base = headCenter.y + r * 0.72;
  const band = lathe([
    { y: base + r * 0.62, rx: r * 0.86, rz: r * 0.82 },
    { y: base, rx: r * 0.78, rz: r * 0.76 },
  ]);
  const points = (direction: number): number =>
    base + r * 0.3 + r * 0.3 * Math.abs(1 - (((direction + 720) % 45) / 45) * 2);
  canvas.shape({
    d: regionPath(band, { upper: points }, { camera, wall: "inner" }),
    color: darker(hat.color, 0.3),
    depth: ABOVE,
  });
  canvas.shape({
    d: regionPath(band, { upper: points }, { camera }),
    color: hat.color,
    depth: ABOVE + 0.01,
    material: "metal",
  });
  for (let direction = 0; direction < 360; direction += 45) {
    canvas.shape({
      d: decalPath(band, ovalOutline([direction, base + r * 0.17], [6, r * 0.08]), camera),
      color: direction % 90 === 0 ? "#d43a5a" : "#3b9ad4",
      depth: ABOVE + 0.02,
      outline: 0.3,
    });
  }
}

/** A headband knotted behind. */
export function drawBand(stage: Stage, hat: Garment): void {
  const { canvas, camera, body } = stage;
  const { headRadius: r, headCenter } = body;
  const y = headCenter.y + r * 0.46;
  canvas.shape({
    d: regionPath(grown(body.head, r * 0.13), { upper: () => y + r * 0.2, lower: () => y - 0.2 }, { camera }),
    color: hat.color,
    depth: ABOVE,
  });
  const knot = surfacePoint(body.head, 155, y);
  const back = camera.frontness < 0.3;
  for (const drop of [5, 7]) {
    const tail = [
      { at: knot, radius: 1.2 },
      { at: vector(knot.x + drop * 0.5 - 2, knot.y - drop, knot.z - 3), radius: 1.4 },
    ];
    canvas.shape({
      d: limbPath(tail, camera),
      color: hat.color,
      depth: back ? ABOVE + 0.01 : DEPTH.head - 0.6,
    });
  }
}

/** Headphones over both ears. */
export function drawHeadphones(stage: Stage, hat: Garment): void {
  const {
    canvas,
    camera,
    body: { headRadius: r, headCenter },
  } = stage;
  const arc = [-84, -50, -15, 15, 50, 84].map((angle) => {
    const turn = (angle * Math.PI) / 180;
    return {
      at: vector(Math.sin(turn) * r * 1.15, headCenter.y + Math.cos(turn) * r * 1.16, 0),
      radius: r * 0.09,
    };
  });
  canvas.shape({ d: limbPath(arc, camera), color: hat.color, depth: ABOVE });
  for (const sign of [1, -1]) {
    const rim = (out: number) =>
      disc(vector(sign * r * out, headCenter.y - r * 0.04, 0), vector(0, r * 0.3, 0), vector(0, 0, r * 0.28));
    canvas.shape({
      d: hullPath([...rim(1.0), ...rim(1.24)], camera),
      color: hat.trim,
      depth: sign * camera.leftness > -0.1 ? ABOVE + 0.05 : DEPTH.head - 0.3,
    });
  }
}

/** A wreath of flowers. */
export function drawFlowers(stage: Stage, hat: Garment): void {
  const { canvas, camera, body } = stage;
  const { headRadius: r, headCenter } = body;
  const shell = grown(body.head, r * 0.13);
  const y = headCenter.y + r * 0.6;
  canvas.shape({
    d: regionPath(shell, { upper: () => y + 0.9, lower: () => y - 0.9 }, { camera }),
    color: hat.color,
    depth: ABOVE,
    outline: 0.4,
  });
  for (let direction = 0; direction < 360; direction += 36) {
    const at = surfacePoint(shell, direction, y);
    const near = at.x * camera.leftness + at.z * camera.frontness;
    if (near < -r * 0.2) continue;
    const color = ["#f28fb4", "#f4c62f", "#f4f2ec", "#e0342c", "#b7a3e0"][(direction / 36) % 5] ?? hat.trim;
    canvas.shape({
      d: ellipsoidPath(ellipsoid(at, [r * 0.17, r * 0.17, r * 0.15]), camera),
      color,
      depth: ABOVE + 0.01 + near * 0.001,
      material: "round",
      outline: 0.4,
    });
    canvas.shape({
      d: ellipsoidPath(ellipsoid(at, [r * 0.06, r * 0.06, r * 0.15]), camera),
      color: "#f6d34c",
      depth: ABOVE + 0.011 + near * 0.001,
      outline: 0,
    });
  }
}
