import { vector } from "./camera.ts";
import { ABOVE } from "./hats.ts";
import { lathePath, regionPath } from "./lathe.ts";
import { grown, lathe } from "./ring.ts";
import { ellipsoid, ellipsoidPath, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import type { Garment } from "./subject.ts";

/** A space helmet: a glass ball on a ring. */
export function drawBubble({ canvas, camera, body }: Stage, hat: Garment): void {
  const { headRadius: r, headCenter, shoulderY } = body;
  const glass = ellipsoidPath(
    ellipsoid(vector(0, headCenter.y + r * 0.04, 0), [r * 1.4, r * 1.32, r * 1.36]),
    camera,
  );
  canvas.shape({
    d: glass,
    color: "#dff3fb",
    depth: ABOVE + 0.1,
    material: "flat",
    outline: 0,
    opacity: 0.26,
  });
  canvas.line({ d: glass, color: "#8fa6b8", depth: ABOVE + 0.1, width: 1.1 });
  const shine = camera.project(vector(0, headCenter.y + r * 0.04, 0));
  canvas.line({
    d: `M${shine.x - r * 1.08} ${shine.y - r * 0.3}A${r * 1.12} ${r * 1.1} 0 0 1 ${shine.x - r * 0.4} ${shine.y - r * 1.02}`,
    color: "#ffffff",
    depth: ABOVE + 0.11,
    width: 1.8,
  });
  const ring = lathe([
    { y: shoulderY + 3.6, rx: r * 0.86, rz: r * 0.82 },
    { y: shoulderY + 1.8, rx: r * 0.98, rz: r * 0.94 },
    { y: shoulderY - 0.6, rx: r * 0.9, rz: r * 0.86 },
  ]);
  canvas.shape({ d: lathePath(ring, camera), color: hat.color, depth: DEPTH.neck + 0.1, material: "metal" });
}

/** A hood that frames the face. */
export function drawHood(stage: Stage, hat: Garment): void {
  const { canvas, camera, body } = stage;
  const { headRadius: r, headCenter } = body;
  const shell = grown(
    {
      ...body.head,
      rings: body.head.rings.map((ring) => ({
        ...ring,
        y: headCenter.y + (ring.y - headCenter.y) * 1.13,
        cz: ring.cz - 0.8,
      })),
      top: headCenter.y + r * 1.11,
      bottom: headCenter.y - r * 1.08,
    },
    r * 0.12,
  );
  const open = (y: number): number =>
    66 * Math.sqrt(Math.max(0, 1 - ((y - headCenter.y + r * 0.12) / (r * 0.82)) ** 2));
  canvas.shape({
    d: regionPath(shell, {}, { camera, wall: "inner" }),
    color: hat.color,
    depth: DEPTH.head - 0.5,
    material: "inside",
  });
  const tip = [
    { at: vector(0, headCenter.y + r * 0.75, -r * 0.8), radius: r * 0.34 },
    { at: vector(0, headCenter.y + r * 0.72, -r * 1.35), radius: r * 0.05 },
  ];
  canvas.shape({ d: limbPath(tip, camera), color: hat.color, depth: ABOVE - 0.02 });
  canvas.shape({
    d: regionPath(shell, { from: open, to: (y) => 360 - open(y) }, { camera }),
    color: hat.color,
    depth: ABOVE,
  });
}

/** A tall puffed cook's hat. */
export function drawChef(stage: Stage, hat: Garment): void {
  const {
    canvas,
    camera,
    body: { headRadius: r, headCenter },
  } = stage;
  const base = headCenter.y + r * 0.6;
  const band = lathe([
    { y: base + r * 0.62, rx: r * 0.9, rz: r * 0.86 },
    { y: base, rx: r * 0.93, rz: r * 0.9 },
  ]);
  for (const [x, z] of [
    [0, -0.5],
    [0.6, 0],
    [-0.6, 0],
    [0, 0.5],
  ] as const) {
    const depth = ABOVE - 0.02 + (x * camera.leftness + z * camera.frontness) * 0.02;
    canvas.shape({
      d: ellipsoidPath(
        ellipsoid(vector(x * r, base + r * 0.85, z * r), [r * 0.66, r * 0.48, r * 0.62]),
        camera,
      ),
      color: hat.color,
      depth,
      material: "round",
    });
  }
  canvas.shape({ d: lathePath(band, camera), color: hat.color, depth: ABOVE + 0.01 });
}
