import { vector } from "./camera.ts";
import { outerCloth } from "./clothes.ts";
import { darker, lighter } from "./color.ts";
import { decalPath, ovalOutline, surfaceLine } from "./lathe.ts";
import { armDepth } from "./limbs.ts";
import {
  drawEarring,
  drawEyePatch,
  drawFeather,
  drawFlower,
  drawMonocle,
  drawScar,
  drawTattoo,
} from "./marks-head.ts";
import { ringAt } from "./ring.ts";
import { boxFaces, ellipsoid, ellipsoidPath, facePath, facing, hullPath, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Mark, sideSign, worn } from "./subject.ts";

/** The one-sided marks that are not part of a sleeve or a leg. */
export function drawMarks(stage: Stage): void {
  for (const mark of stage.character.marks) DRAW[mark.kind]?.(stage, mark);
}

const DRAW: Readonly<Record<string, (stage: Stage, mark: Mark) => void>> = {
  "eye-patch": drawEyePatch,
  "shoulder-pad": drawShoulderPad,
  satchel: drawSatchel,
  scar: drawScar,
  badge: drawBadge,
  earring: drawEarring,
  "hair-flower": drawFlower,
  feather: drawFeather,
  sword: drawSword,
  monocle: drawMonocle,
  tattoo: drawTattoo,
};

function drawShoulderPad(stage: Stage, { side, color }: Mark): void {
  const { canvas, camera, body } = stage;
  const { shoulder, radius } = body.arm(side);
  const sign = sideSign(side);
  const at = vector(shoulder.x + sign * 0.8, shoulder.y + 1, 0);
  const depth = Math.max(
    armDepth(stage, side) + 1.2,
    camera.frontness < 0 && sign * camera.leftness > -0.6 ? DEPTH.cape + 0.2 : -99,
  );
  canvas.shape({
    d: ellipsoidPath(
      {
        center: vector(at.x, at.y - 1.6, 0),
        axes: [
          vector(radius * 1.7, -sign * 1.2, 0),
          vector(sign * 0.6, radius * 1.1, 0),
          vector(0, 0, radius * 1.75),
        ],
      },
      camera,
    ),
    color: darker(color, 0.16),
    depth,
    material: "metal",
  });
  canvas.shape({
    d: ellipsoidPath(
      {
        center: at,
        axes: [
          vector(radius * 1.6, -sign * 1.2, 0),
          vector(sign * 0.6, radius * 1.0, 0),
          vector(0, 0, radius * 1.65),
        ],
      },
      camera,
    ),
    color,
    depth: depth + 0.01,
    material: "metal",
  });
}

function drawSatchel(stage: Stage, { side, color }: Mark): void {
  const { canvas, camera, body } = stage;
  const sign = sideSign(side);
  const shell = outerCloth(stage);
  const strap = Array.from({ length: 25 }, (_, index) => {
    const share = index / 24;
    return { share, y: body.shoulderY + 2 - (body.shoulderY - body.hipY - 1) * share };
  });
  const front = strap.map(({ share, y }) => [sign * (-42 + share * 122), y] as const);
  const back = strap.map(({ share, y }) => [sign * (-42 - (1 - (1 - share)) * 208), y] as const);
  for (const line of [front, back]) {
    const d = surfaceLine(shell, line, camera);
    canvas.line({ d, color: darker(color, 0.5), depth: DEPTH.strap, width: 2.5 });
    canvas.line({ d, color: darker(color, 0.18), depth: DEPTH.strap, width: 1.6 });
  }
  const ring = ringAt(body.torso, body.hipY);
  const center = vector(sign * (ring.rx + 4.6), body.hipY - 4.5, 1.5);
  const depth = DEPTH.strap + 0.2 + sign * camera.leftness * 16.6;
  const faces = boxFaces({ center, half: [3, 6, 7.2] }).filter(({ normal }) => facing(normal, camera) > 0);
  for (const face of faces)
    canvas.shape({
      d: facePath(face, camera),
      color: face.normal.y > 0 ? lighter(color, 0.14) : color,
      depth,
    });
  if (sign * camera.leftness > 0.12) {
    const out = center.x + sign * 3.1;
    const flap = [
      vector(out, center.y + 6, center.z - 7.2),
      vector(out, center.y + 6, center.z + 7.2),
      vector(out, center.y - 0.5, center.z + 6.4),
      vector(out, center.y - 2, center.z),
      vector(out, center.y - 0.5, center.z - 6.4),
    ];
    canvas.shape({ d: hullPath(flap, camera), color: darker(color, 0.2), depth: depth + 0.01, outline: 0.4 });
    canvas.shape({
      d: ellipsoidPath(ellipsoid(vector(out, center.y - 1.4, center.z), [0.4, 1.1, 1.1]), camera),
      color: "#f0c54a",
      depth: depth + 0.02,
      outline: 0.35,
    });
  }
}

function drawBadge(stage: Stage, { side, color }: Mark): void {
  const { canvas, camera, body, character } = stage;
  const sign = sideSign(side);
  const shell = outerCloth(stage);
  const y = body.shoulderY - 8.5;
  const direction = sign * (worn(character, "over") === undefined ? 36 : 44);
  const depth = DEPTH.strap - 0.1;
  canvas.shape({
    d: decalPath(shell, ovalOutline([direction, y], [13, 3]), camera),
    color,
    depth,
    outline: 0.5,
  });
  const emblem = EMBLEMS[character.emblem] ?? EMBLEMS.star ?? [];
  const ink = darker(color, 0.62);
  canvas.shape({
    d: decalPath(
      shell,
      emblem.map(([x, up]) => [direction + x * 7.5, y + up * 1.75] as const),
      camera,
    ),
    color: ink,
    depth,
    material: "flat",
    outline: 0,
  });
}

const around = (steps: number, radius: (angle: number) => number): readonly (readonly [number, number])[] =>
  Array.from({ length: steps }, (_, index) => {
    const angle = (index / steps) * Math.PI * 2;
    return [Math.sin(angle) * radius(angle), Math.cos(angle) * radius(angle)] as const;
  });

const EMBLEMS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  star: around(10, (angle) => (Math.round((angle / Math.PI) * 5) % 2 === 0 ? 1 : 0.44)),
  sun: around(24, (angle) => (Math.round((angle / Math.PI) * 12) % 2 === 0 ? 1 : 0.66)),
  leaf: [
    [0, 1],
    [0.55, 0.4],
    [0.5, -0.3],
    [0, -1],
    [-0.5, -0.3],
    [-0.55, 0.4],
  ],
  moon: [
    [0.3, 1],
    [-0.5, 0.7],
    [-0.8, 0],
    [-0.5, -0.7],
    [0.3, -1],
    [-0.1, -0.45],
    [-0.2, 0],
    [-0.1, 0.45],
  ],
  diamond: [
    [0, 1],
    [0.7, 0],
    [0, -1],
    [-0.7, 0],
  ],
  heart: [
    [0, 0.5],
    [0.4, 0.9],
    [0.85, 0.6],
    [0.75, 0],
    [0, -0.9],
    [-0.75, 0],
    [-0.85, 0.6],
    [-0.4, 0.9],
  ],
};

function drawSword({ canvas, camera, body }: Stage, { side, color }: Mark): void {
  const sign = sideSign(side);
  const ring = ringAt(body.torso, body.hipY);
  const hilt = vector(sign * (ring.rx + 2.4), body.hipY + 7, 5);
  const tip = vector(sign * (ring.rx + 4.5), 12, -14);
  const depth = DEPTH.strap + 0.3 + sign * camera.leftness * 16.4;
  canvas.shape({
    d: limbPath(
      [
        { at: hilt, radius: 2 },
        { at: tip, radius: 1.1 },
      ],
      camera,
    ),
    color: "#7a4a30",
    depth,
  });
  const grip = vector(hilt.x - sign * 0.3, hilt.y + 6.5, hilt.z + 4.2);
  canvas.shape({
    d: limbPath(
      [
        { at: hilt, radius: 1 },
        { at: grip, radius: 1.1 },
      ],
      camera,
    ),
    color: darker(color, 0.35),
    depth,
  });
  canvas.shape({
    d: limbPath(
      [
        { at: vector(hilt.x, hilt.y + 2.5, hilt.z - 2.2), radius: 0.9 },
        { at: vector(hilt.x, hilt.y - 0.8, hilt.z + 3.6), radius: 0.9 },
      ],
      camera,
    ),
    color,
    depth,
    material: "metal",
  });
  canvas.shape({
    d: ellipsoidPath(ellipsoid(grip, [1.6, 1.6, 1.6]), camera),
    color,
    depth,
    material: "round",
  });
}
