import { groundDepth, vector } from "./camera.ts";
import { outerCloth } from "./clothes.ts";
import { darker, lighter } from "./color.ts";
import { eyeStation } from "./face.ts";
import { decalPath, grown, ovalOutline, ringAt, surfaceLine, surfacePoint } from "./lathe.ts";
import { armDepth } from "./limbs.ts";
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

function drawEyePatch(stage: Stage, { side, color }: Mark): void {
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

function drawScar(stage: Stage, { side, color }: Mark): void {
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

function drawEarring({ canvas, camera, body }: Stage, { side, color }: Mark): void {
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

function drawFlower({ canvas, camera, body }: Stage, { side, color }: Mark): void {
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

function drawFeather({ canvas, camera, body }: Stage, { side, color }: Mark): void {
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

function drawMonocle(stage: Stage, { side, color }: Mark): void {
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

function drawTattoo(stage: Stage, { side, color }: Mark): void {
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
