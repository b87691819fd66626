import { groundDepth, vector } from "./camera.ts";
import { eyeStation } from "./face.ts";
import { decalPath, ovalOutline, surfaceLine, surfacePoint } from "./lathe.ts";
import { grown } from "./ring.ts";
import { ellipsoid, ellipsoidPath, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Mark, sideSign } from "./subject.ts";

/** A patch over one eye with its strap around the head. */
export function drawEyePatch(stage: Stage, { side, color }: Mark): void {
  const { canvas, camera, body } = stage;
  const { direction, y } = eyeStation(stage);
  const sign = sideSign(side);
  const r = body.headRadius;
  const at = sign * direction;
  const depth = DEPTH.head + 0.05;
  const band = grown(body.head, 0.4);
  const strap = Array.from({ length: 73 }, (_, index) => {
    const step = index * 5;
    return [at + step, y + r * 0.2 + r * 0.3 * (1 - Math.cos((step * Math.PI) / 180)) * 0.5] as const;
  });
  canvas.line({ d: surfaceLine(band, strap, camera), color, depth, width: 1.5 });
  const shape = Array.from({ length: 24 }, (_, index) => {
    const angle = (index / 24) * Math.PI * 2;
    const low = Math.sin(angle) < 0 ? 1.05 : 0.82;
    return [
      at + 14.5 * Math.cos(angle) * (Math.sin(angle) > 0 ? 1 : 0.9),
      y + r * 0.3 * low * Math.sin(angle),
    ] as const;
  });
  canvas.shape({ d: decalPath(band, shape, camera), color, depth });
}

/** A scar across one eye and cheek. */
export function drawScar(stage: Stage, { side, color }: Mark): void {
  const { canvas, camera, body } = stage;
  const { direction, y } = eyeStation(stage);
  const sign = sideSign(side);
  const r = body.headRadius;
  const depth = DEPTH.head + 0.045;
  const line = [0.5, 0.3, 0.05, -0.2, -0.45].map(
    (share, index) => [sign * (direction + 3 + (index - 2) * 3.4), y + r * share] as const,
  );
  canvas.line({ d: surfaceLine(body.head, line, camera), color, depth, width: 1.4 });
  for (const share of [-0.22, -0.36]) {
    canvas.line({
      d: surfaceLine(
        body.head,
        [
          [sign * (direction + 2), y + r * share + 0.6],
          [sign * (direction + 13), y + r * share - 0.4],
        ],
        camera,
      ),
      color,
      depth,
      width: 0.8,
    });
  }
}

/** A ring in one ear. */
export function drawEarring({ canvas, camera, body }: Stage, { side, color }: Mark): void {
  const sign = sideSign(side);
  const r = body.headRadius;
  const at = vector(sign * r * 1.05, body.headCenter.y - r * 0.42, 0);
  const depth = DEPTH.head + (sign * camera.leftness > -0.2 ? 0.3 : -0.3);
  canvas.shape({
    d: ellipsoidPath(ellipsoid(at, [r * 0.1, r * 0.13, r * 0.1]), camera),
    color,
    depth,
    material: "round",
    outline: 0.4,
  });
}

/** A flower in the hair above one ear. */
export function drawFlower({ canvas, camera, body }: Stage, { side, color }: Mark): void {
  const r = body.headRadius;
  const at = surfacePoint(grown(body.head, r * 0.14), sideSign(side) * 62, body.headCenter.y + r * 0.5);
  const near = groundDepth(camera, at);
  if (near < -r * 0.35) return;
  const depth = DEPTH.head + 0.55;
  for (let petal = 0; petal < 5; petal += 1) {
    const angle = (petal / 5) * Math.PI * 2;
    const center = vector(at.x, at.y + Math.cos(angle) * r * 0.17, at.z + Math.sin(angle) * r * 0.17);
    canvas.shape({
      d: ellipsoidPath(ellipsoid(center, [r * 0.11, r * 0.13, r * 0.13]), camera),
      color,
      depth,
      outline: 0.35,
    });
  }
  canvas.shape({
    d: ellipsoidPath(
      ellipsoid(vector(at.x + sideSign(side), at.y, at.z), [r * 0.09, r * 0.09, r * 0.09]),
      camera,
    ),
    color: "#f8d84e",
    depth,
    outline: 0.3,
  });
}

/** A feather at one side of the head. */
export function drawFeather({ canvas, camera, body }: Stage, { side, color }: Mark): void {
  const sign = sideSign(side);
  const r = body.headRadius;
  const root = vector(sign * r * 0.95, body.headCenter.y + r * 0.62, 0);
  const tip = vector(sign * r * 1.35, body.headCenter.y + r * 1.75, -r * 0.6);
  const knots = [
    { at: root, radius: r * 0.06 },
    { at: vector(root.x * 1.12, root.y + r * 0.45, -r * 0.12), radius: r * 0.18 },
    { at: tip, radius: r * 0.05 },
  ];
  canvas.shape({
    d: limbPath(knots, camera),
    color,
    depth: DEPTH.head + (sign * camera.leftness > -0.3 ? 0.6 : -0.6),
  });
}

/** A monocle with its chain. */
export function drawMonocle(stage: Stage, { side, color }: Mark): void {
  const { canvas, camera, body } = stage;
  const { direction, y } = eyeStation(stage);
  const rim = ovalOutline([sideSign(side) * direction, y], [14, body.headRadius * 0.28]);
  const shell = grown(body.head, 0.5);
  canvas.line({ d: decalPath(shell, rim, camera), color, depth: DEPTH.head + 0.06, width: 1.3 });
  const chain = [
    [sideSign(side) * (direction + 14), y - 1],
    [sideSign(side) * (direction + 24), y - body.headRadius * 0.55],
  ] as const;
  canvas.line({ d: surfaceLine(shell, chain, camera), color, depth: DEPTH.head + 0.06, width: 0.7 });
}

/** A diamond on one cheek. */
export function drawTattoo(stage: Stage, { side, color }: Mark): void {
  const { canvas, camera, body } = stage;
  const { y } = eyeStation(stage);
  const at = sideSign(side) * 44;
  const r = body.headRadius;
  const diamond = [
    [at, y - r * 0.12],
    [at + 7, y - r * 0.3],
    [at, y - r * 0.48],
    [at - 7, y - r * 0.3],
  ] as const;
  canvas.shape({
    d: decalPath(body.head, diamond, camera),
    color,
    depth: DEPTH.head + 0.04,
    material: "flat",
    outline: 0,
  });
}
