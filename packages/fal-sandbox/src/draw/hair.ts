import { groundDepth, mix, type Vector, vector, wrapDegrees } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import { headDepth } from "./head.ts";
import { decalPath, type Lathe, lathePath, regionPath, surfaceLine, surfacePoint } from "./lathe.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath, type Knot, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { marksOf, sideSign, worn } from "./subject.ts";

/** The hair of the head in its style; under a closed hat only what hangs below it matters and is drawn the same. */
export function drawHair(stage: Stage): void {
  const { style } = stage.character.hair;
  if (style === "none" || style === "bald" || worn(stage.character, "head")?.kind === "hood") return;
  if (style === "mohawk") return drawMohawk(stage);
  if (style === "afro" || style === "curly") return drawCurls(stage);
  drawCap(stage);
  if (style === "ponytail") drawTail(stage, { base: surfaceAt(stage, 180, 0.42), length: 1.9, lean: 0 });
  if (style === "braid") drawBraid(stage, 0);
  if (style === "bun") drawBun(stage);
  if (style === "twintails")
    for (const sign of [1, -1])
      drawTail(stage, { base: surfaceAt(stage, sign * 108, 0.2), length: 1.55, lean: sign });
  if (style === "braids") for (const sign of [1, -1]) drawBraid(stage, sign);
  if (style === "spiky") drawSpikes(stage);
}

/** Beards and moustaches. */
export function drawBeard({ canvas, camera, character, body }: Stage): void {
  const { beard } = character;
  if (beard === undefined) return;
  const {
    headCenter: { y },
    headRadius: r,
  } = body;
  const depth = DEPTH.head + 0.04;
  if (beard.style !== "moustache") {
    const drop = beard.style === "long" ? 1.15 : 0.25;
    const chin = vector(0, y - r * (0.72 + drop * 0.5), r * 0.56);
    const bulk = ellipsoid(chin, [r * 0.58, r * (0.3 + drop * 0.5), r * 0.36]);
    canvas.shape({
      d: ellipsoidPath(bulk, camera),
      color: beard.color,
      depth: DEPTH.head + (camera.frontness > -0.12 ? 0.035 : -1.5),
    });
    const upper = (direction: number): number =>
      y - r * 0.42 + r * 0.52 * Math.max(0, (Math.abs(wrapDegrees(direction)) - 24) / 62);
    canvas.shape({
      d: regionPath(body.head, { from: -86, to: 86, upper, lower: () => y - r * 0.93 }, { camera }),
      color: beard.color,
      depth,
      outline: 0.4,
    });
    canvas.line({
      d: surfaceLine(
        body.head,
        [-8, -4, 0, 4, 8].map((step) => [step, y - r * 0.52 + 0.03 * step * step * 0.5]),
        camera,
      ),
      color: "#7a3038",
      depth: depth + 0.01,
      width: 1,
    });
  }
  for (const sign of [1, -1]) {
    const lip = [
      [0, y - r * 0.3],
      [sign * 12, y - r * 0.29],
      [sign * 25, y - r * 0.4],
      [sign * 12, y - r * 0.44],
      [0, y - r * 0.4],
    ] as const;
    canvas.shape({
      d: decalPath(body.head, lip, camera),
      color: lighter(beard.color, 0.12),
      depth: depth + 0.02,
      outline: 0.35,
    });
  }
}

function surfaceAt({ body }: Stage, direction: number, height: number): Vector {
  return surfacePoint(body.head, direction, body.headCenter.y + body.headRadius * height);
}

/** Hair as a shell over the skull: full above the brow, open before the face, hanging behind. */
function drawCap(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const { headCenter, headRadius: r } = body;
  const { style, color, part } = character.hair;
  const hang = { long: 2.35, bob: 1.02, short: 0.62, spiky: 0.5 }[style] ?? 0.6;
  const shell = hairShell(stage, hang);
  const partAt = sideSign(part) * 26;
  const brow = headCenter.y + r * (["ponytail", "bun"].includes(style) ? 0.56 : 0.44);
  const lower = (direction: number): number => {
    const around = Math.abs(wrapDegrees(direction));
    const hem = headCenter.y - r * hang;
    if (hang < 1 && around > 76 && around < 106) return headCenter.y + r * 0.06;
    if (around > 96) return hem + (hang > 1.5 ? 0.8 * Math.sin(direction / 7) : 0);
    if (around > 64)
      return hang > 1
        ? hem + (96 - around) * (hang > 1.5 ? 0.32 : 0.1)
        : headCenter.y - r * (around > 80 ? 0.34 : 0.14);
    const fringe = 1.5 * Math.abs(Math.sin((wrapDegrees(direction) - partAt) / 11));
    const lift = 0.11 * Math.max(0, 26 - Math.abs(wrapDegrees(direction - partAt)));
    return brow + lift - fringe - (around > 50 ? (around - 50) * 0.5 : 0);
  };
  const inner = { from: 70, to: 290, lower: () => headCenter.y - r * hang, upper: () => headCenter.y };
  const far = hang > 1.5 ? DEPTH.hairFar : DEPTH.head - 0.5;
  if (camera.frontness > -0.6)
    canvas.shape({
      d: regionPath(shell, inner, { camera, wall: "inner" }),
      color,
      depth: far,
      material: "inside",
    });
  const near = hang > 1.5 && camera.frontness < 0.1 ? DEPTH.hairLong : DEPTH.head + 0.22;
  canvas.shape({
    d: regionPath(shell, { lower }, { camera }),
    color,
    depth: near,
    material: hang > 1.5 ? "matte" : "round",
  });
  drawStrands(stage, { shell, near, hem: headCenter.y - r * hang });
}

function drawStrands(
  { canvas, camera, character, body }: Stage,
  { shell, near, hem }: { shell: Lathe; near: number; hem: number },
): void {
  const {
    headCenter: { y },
    headRadius: r,
  } = body;
  const { color, part } = character.hair;
  for (const direction of [108, 132, 156, 180, 204, 228, 252]) {
    const stations = [0.25, 0.5, 0.75, 0.94].map(
      (share) =>
        [
          direction + 3 * Math.sin(share * 5 + direction),
          y + r * 0.55 + (hem - y - r * 0.55) * share,
        ] as const,
    );
    canvas.line({
      d: surfaceLine(shell, stations, camera),
      color: darker(color, 0.22),
      depth: near,
      width: 0.5,
    });
  }
  const shine = [-46, -30, -14, 2, 18, 34].map(
    (step) => [sideSign(part) * -20 + step, y + r * 0.76] as const,
  );
  canvas.line({ d: surfaceLine(shell, shine, camera), color: lighter(color, 0.4), depth: near, width: 1.2 });
}

function hairShell({ body }: Stage, hang: number): Lathe {
  const { headCenter, headRadius: r, head } = body;
  const margin = r * 0.105;
  const crown = head.rings
    .filter(({ y }) => y >= headCenter.y - r * 0.1)
    .map((ring) => ({
      ...ring,
      y: headCenter.y + (ring.y - headCenter.y) * 1.09,
      rx: ring.rx * 1.01 + margin * 0.75,
      rz: ring.rz * 1.01 + margin,
      cz: ring.cz - 0.4,
    }));
  const widest = crown.at(-1);
  if (widest === undefined) return head;
  const fall = Array.from({ length: 10 }, (_, index) => {
    const share = (index + 1) / 10;
    const y = widest.y + (headCenter.y - r * hang - widest.y) * share;
    const pull = hang > 1.5 ? 1 + 0.1 * share : hang > 0.9 ? 1 + 0.05 * share : 1 - 0.24 * share * share;
    return { ...widest, y, rx: widest.rx * pull, rz: widest.rz * (hang > 1.5 ? 1 - 0.16 * share : pull) };
  });
  const rings = [{ ...widest, y: headCenter.y + r * 1.075, rx: 0.01, rz: 0.01 }, ...crown.slice(1), ...fall];
  return { rings, top: headCenter.y + r * 1.075, bottom: headCenter.y - r * hang };
}

function drawTail(
  stage: Stage,
  { base, length, lean }: { base: Vector; length: number; lean: number },
): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r },
  } = stage;
  const out = lean === 0 ? vector(0, 0.1, -0.55) : vector(lean * 0.62, 0.12, -0.12);
  const at = (share: number, drop: number): Vector =>
    vector(base.x + out.x * r * share, base.y + out.y * r * share - drop * r, base.z + out.z * r * share);
  const knots: Knot[] = [
    { at: at(0.1, 0), radius: r * 0.2 },
    { at: at(0.8, 0.12), radius: r * 0.33 },
    { at: at(1.05, length * 0.45), radius: r * 0.3 },
    { at: at(0.8, length * 0.8), radius: r * 0.19 },
    { at: at(0.95, length), radius: r * 0.06 },
  ];
  const side = groundDepth(camera, vector(base.x + out.x * r, 0, base.z + out.z * r));
  const depth =
    lean === 0
      ? side > 0
        ? DEPTH.hairLong + 0.2
        : DEPTH.hairFar
      : side > 0
        ? DEPTH.head + side * 0.6
        : DEPTH.hairFar;
  canvas.shape({ d: limbPath(knots, camera), color: character.hair.color, depth });
  canvas.shape({
    d: ellipsoidPath(ellipsoid(at(0.12, 0), [r * 0.2, r * 0.2, r * 0.2]), camera),
    color: bandColor(stage),
    depth,
    outline: 0.4,
    material: "round",
  });
}

function drawBraid(stage: Stage, sign: number): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r, headCenter },
  } = stage;
  const base = sign === 0 ? surfaceAt(stage, 180, -0.35) : surfaceAt(stage, sign * 100, -0.42);
  const side = groundDepth(camera, vector(base.x, 0, base.z + (sign === 0 ? -2 : 2)));
  const depth = side > 0 ? Math.max(DEPTH.hairLong, DEPTH.head + side * 0.4) : DEPTH.hairFar;
  const end = vector(base.x * 1.05, headCenter.y - r * 2.3, base.z - (sign === 0 ? r * 0.32 : -r * 0.1));
  const start = vector(base.x, base.y, base.z - (sign === 0 ? r * 0.2 : 0));
  for (let index = 0; index < 6; index += 1) {
    const at = mix(start, end, index / 6);
    const size = r * (0.25 - index * 0.012);
    canvas.shape({
      d: ellipsoidPath(ellipsoid(at, [size, size * 0.95, size]), camera),
      color: character.hair.color,
      depth: depth + (5 - index) * 0.001,
      material: "round",
    });
  }
  canvas.shape({
    d: ellipsoidPath(ellipsoid(end, [r * 0.13, r * 0.13, r * 0.13]), camera),
    color: bandColor(stage),
    depth: depth + 0.01,
    outline: 0.4,
  });
}

function drawBun(stage: Stage): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r, headCenter },
  } = stage;
  const at = vector(0, headCenter.y + r * 1.02, -r * 0.5);
  const depth = headDepth(stage, at) + (camera.frontness < 0.1 ? 0.3 : -0.1);
  canvas.shape({
    d: ellipsoidPath(ellipsoid(at, [r * 0.42, r * 0.38, r * 0.4]), camera),
    color: character.hair.color,
    depth,
    material: "round",
  });
  const tie = ellipsoid(vector(0, headCenter.y + r * 0.84, -r * 0.4), [r * 0.28, r * 0.1, r * 0.26]);
  canvas.shape({
    d: ellipsoidPath(tie, camera),
    color: bandColor(stage),
    depth: depth + (camera.frontness < 0 ? 0.01 : -0.01),
    outline: 0.4,
  });
}

function drawSpikes(stage: Stage): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r, headCenter },
  } = stage;
  for (const [direction, height, length] of SPIKES) {
    const wide = Math.sqrt(Math.max(0, 1 - height * height));
    const out = surfacePoint(
      { rings: [{ y: 0, rx: wide, rz: wide, cx: 0, cz: 0 }], top: 0, bottom: 0 },
      direction,
      0,
    );
    const base = vector(out.x * r, headCenter.y + height * r, headCenter.z + out.z * r);
    const tip = vector(
      out.x * r * (1 + length * 0.8),
      headCenter.y + (height + length * 0.75) * r,
      headCenter.z + out.z * r * (1 + length * 0.8),
    );
    const rim = disc(
      base,
      vector(out.z * r * 0.3 || r * 0.3, 0, -out.x * r * 0.3),
      vector(-out.x * height * r * 0.28, r * 0.24, -out.z * height * r * 0.28),
    );
    const depth = groundDepth(camera, base) > 0 ? DEPTH.head + 0.23 : DEPTH.head - 0.45;
    canvas.shape({
      d: hullPath([...rim, tip], camera),
      color: character.hair.color,
      depth,
      outline: depth > DEPTH.head ? 0.35 : 0.55,
    });
  }
}

const SPIKES: readonly (readonly [number, number, number])[] = [
  [0, 0.82, 0.34],
  [48, 0.78, 0.4],
  [-48, 0.78, 0.4],
  [92, 0.55, 0.42],
  [-92, 0.55, 0.42],
  [136, 0.45, 0.42],
  [-136, 0.45, 0.42],
  [180, 0.4, 0.42],
  [160, 0.85, 0.45],
  [-160, 0.85, 0.45],
  [112, 0.05, 0.3],
  [-112, 0.05, 0.3],
  [20, 0.96, 0.42],
];

function drawCurls(stage: Stage): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r, headCenter },
  } = stage;
  const big = character.hair.style === "afro" ? 1.34 : 1.1;
  const size = r * (character.hair.style === "afro" ? 0.4 : 0.3);
  const skull = ellipsoid(vector(0, headCenter.y + r * 0.12, -r * 0.16), [
    r * big * 0.96,
    r * big * 0.94,
    r * big * 0.9,
  ]);
  canvas.shape({
    d: ellipsoidPath(skull, camera),
    color: character.hair.color,
    depth: camera.frontness < -0.3 ? DEPTH.head + 0.2 : DEPTH.head - 0.4,
  });
  const low = character.hair.style === "afro" ? -0.5 : -0.62;
  for (const [index, [direction, height]] of CURLS.entries()) {
    if (height < low) continue;
    const wide = Math.sqrt(1 - height * height) * big;
    const angle = (direction * Math.PI) / 180;
    const at = vector(
      Math.sin(angle) * wide * r * 0.9,
      headCenter.y + r * 0.1 + height * big * r * 0.92,
      Math.cos(angle) * wide * r * 0.86 - r * 0.06,
    );
    const local = groundDepth(camera, vector(at.x, 0, at.z));
    const depth = local > -r * 0.1 ? DEPTH.head + 0.21 + local * 0.004 : DEPTH.head - 0.45 + local * 0.004;
    canvas.shape({
      d: ellipsoidPath(ellipsoid(at, [size, size, size]), camera),
      color: index % 3 === 0 ? lighter(character.hair.color, 0.07) : character.hair.color,
      depth,
      material: "round",
      outline: 0.4,
    });
  }
}

const CURLS: readonly (readonly [number, number])[] = [
  ...[0, 45, 90, 135, 180, 225, 270, 315].map((direction) => [direction, 0.8] as const),
  ...[62, 92, 122, 152, 182, 212, 242, 272, 298].map((direction) => [direction, 0.38] as const),
  ...[-40, -14, 14, 40].map((direction) => [direction, 0.62] as const),
  ...[84, 112, 140, 168, 196, 224, 252, 276].map((direction) => [direction, -0.06] as const),
  ...[96, 126, 156, 186, 216, 246, 264].map((direction) => [direction, -0.48] as const),
  [0, 0.99],
];

function drawMohawk(stage: Stage): void {
  const {
    canvas,
    camera,
    character,
    body: { headRadius: r, headCenter },
  } = stage;
  for (let step = 0; step <= 8; step += 1) {
    const angle = ((20 + step * 19) * Math.PI) / 180;
    const at = vector(
      0,
      headCenter.y + Math.sin(angle) * r * 1.02,
      headCenter.z + Math.cos(angle) * r * 0.98,
    );
    const tip = vector(
      0,
      headCenter.y + Math.sin(angle) * r * 1.5 + 1,
      headCenter.z + Math.cos(angle) * r * 1.4 - r * 0.12,
    );
    const rim = disc(at, vector(r * 0.16, 0, 0), vector(0, r * 0.2, r * 0.2));
    const depth = DEPTH.head + (groundDepth(camera, at) > -r * 0.5 ? 0.22 : -0.4);
    canvas.shape({ d: hullPath([...rim, tip], camera), color: character.hair.color, depth, outline: 0.4 });
  }
}

function bandColor({ character }: Stage): string {
  return marksOf(character, "badge")[0]?.color ?? character.garments[0]?.trim ?? "#d43a3a";
}
