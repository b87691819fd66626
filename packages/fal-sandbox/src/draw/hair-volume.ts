import { groundDepth, vector } from "./camera.ts";
import { lighter } from "./color.ts";
import { surfacePoint } from "./lathe.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";

/** Tufts that stand off a cap of hair. */
export function drawSpikes(stage: Stage): void {
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

/** A head of curls; larger for an afro. */
export function drawCurls(stage: Stage): void {
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

/** A crest from the forehead to the nape. */
export function drawMohawk(stage: Stage): void {
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
