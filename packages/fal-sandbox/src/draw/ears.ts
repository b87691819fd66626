import { type Vector, vector } from "./camera.ts";
import { darker, mixColors } from "./color.ts";
import { headDepth } from "./head.ts";
import { skinOf } from "./limbs.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { sideSign, worn } from "./subject.ts";

/** Ears, horns or bolts, by creature. */
export function drawEars(stage: Stage): void {
  const { creature } = stage.character;
  for (const sign of [1, -1] as const) {
    if (["cat", "fox", "wolf"].includes(creature))
      drawPointedEar(stage, { sign, tall: creature === "fox" ? 0.95 : 0.74 });
    else if (creature === "rabbit") drawLongEar(stage, sign);
    else if (["bear", "mouse", "lion"].includes(creature))
      drawRoundEar(stage, { sign, size: creature === "mouse" ? 0.5 : 0.3 });
    else if (creature === "dog") drawFloppyEar(stage, sign);
    else if (creature === "dragon" || creature === "demon") drawHorn(stage, sign);
    else if (creature === "frog") drawEyeBump(stage, sign);
    else if (creature === "robot") drawBolt(stage, sign);
    else if (creature === "human" || creature === "dwarf") drawHumanEar(stage, { sign, tip: 0 });
    if (["elf", "goblin", "demon"].includes(creature))
      drawHumanEar(stage, { sign, tip: creature === "goblin" ? 1.1 : 0.75 });
  }
}

function drawPointedEar(stage: Stage, { sign, tall }: { sign: 1 | -1; tall: number }): void {
  const {
    canvas,
    camera,
    character,
    body: {
      headCenter: { y },
      headRadius: r,
    },
  } = stage;
  const base = vector(sign * r * 0.52, y + r * 0.66, -r * 0.04);
  const tip = vector(sign * r * 0.78, y + r * (0.8 + tall), -r * 0.06);
  const depth = earDepth(stage, { sign, at: vector(base.x, 0, -r * 0.1) });
  const rim = disc(base, vector(r * 0.34, -sign * r * 0.16, 0), vector(0, 0, r * 0.2));
  canvas.shape({ d: hullPath([...rim, tip], camera), color: skinOf(character), depth });
  if (camera.frontness > 0.1) {
    const inner = disc(
      vector(base.x, base.y + r * 0.1, base.z + r * 0.19),
      vector(r * 0.2, -sign * r * 0.08, 0),
      vector(0, 0, 0.1),
    );
    canvas.shape({
      d: hullPath([...inner, vector(tip.x * 0.97, tip.y - r * 0.2, tip.z + r * 0.1)], camera),
      color: mixColors(skinOf(character), "#f3a5a0", 0.6),
      depth,
      outline: 0,
    });
  }
}

/** Tall ears poke through whatever hat is worn. */
function earDepth(stage: Stage, { sign, at }: { sign: 1 | -1; at: Vector }): number {
  if (worn(stage.character, "head") === undefined) return headDepth(stage, at);
  return DEPTH.head + (sign * stage.camera.leftness < -0.3 ? 0.405 : 0.44);
}

function drawLongEar(stage: Stage, sign: 1 | -1): void {
  const {
    canvas,
    camera,
    character,
    body: {
      headCenter: { y },
      headRadius: r,
    },
  } = stage;
  const center = vector(sign * r * 0.42, y + r * 1.5, -r * 0.1);
  const depth = earDepth(stage, { sign, at: vector(center.x, 0, -r * 0.12) });
  const axes = [
    vector(r * 0.23, -sign * 0.5, 0),
    vector(sign * r * 0.14, r * 0.78, 0),
    vector(0, 0, r * 0.14),
  ] as const;
  canvas.shape({ d: ellipsoidPath({ center, axes }, camera), color: skinOf(character), depth });
  if (camera.frontness > 0.1) {
    const small = axes.map(({ x, y: up, z }) => vector(x * 0.58, up * 0.76, z * 0.5)) as [
      Vector,
      Vector,
      Vector,
    ];
    canvas.shape({
      d: ellipsoidPath({ center: vector(center.x, center.y, center.z + r * 0.13), axes: small }, camera),
      color: mixColors(skinOf(character), "#f3a5a0", 0.6),
      depth,
      outline: 0,
    });
  }
}

function drawRoundEar(stage: Stage, { sign, size }: { sign: 1 | -1; size: number }): void {
  const {
    canvas,
    camera,
    character,
    body: {
      headCenter: { y },
      headRadius: r,
    },
  } = stage;
  const center = vector(sign * r * 0.76, y + r * (0.62 + size * 0.5), -r * 0.06);
  const depth = headDepth(stage, vector(center.x, 0, -r * 0.12));
  canvas.shape({
    d: ellipsoidPath(ellipsoid(center, [r * size, r * size, r * 0.16]), camera),
    color: skinOf(character),
    depth,
  });
  if (camera.frontness > 0.05) {
    const inner = ellipsoid(vector(center.x, center.y, center.z + r * 0.1), [
      r * size * 0.6,
      r * size * 0.6,
      r * 0.05,
    ]);
    canvas.shape({
      d: ellipsoidPath(inner, camera),
      color: mixColors(skinOf(character), "#f0a7a0", 0.55),
      depth,
      outline: 0,
    });
  }
}

function drawFloppyEar(stage: Stage, sign: 1 | -1): void {
  const {
    canvas,
    camera,
    character,
    body: {
      headCenter: { y },
      headRadius: r,
    },
  } = stage;
  const center = vector(sign * r * 0.98, y + r * 0.12, -r * 0.05);
  const axes = [
    vector(r * 0.18, r * 0.08 * sign, 0),
    vector(sign * r * 0.14, r * 0.55, 0),
    vector(0, 0, r * 0.32),
  ] as const;
  const depth = headDepth(stage, vector(center.x, 0, center.z)) + (Math.abs(camera.leftness) < 0.5 ? 0.2 : 0);
  canvas.shape({ d: ellipsoidPath({ center, axes }, camera), color: darker(skinOf(character), 0.3), depth });
}

function drawHorn(stage: Stage, sign: 1 | -1): void {
  const {
    canvas,
    camera,
    body: {
      headCenter: { y },
      headRadius: r,
    },
  } = stage;
  const base = vector(sign * r * 0.46, y + r * 0.76, -r * 0.1);
  const tip = vector(sign * r * 0.8, y + r * 1.5, -r * 0.55);
  const rim = disc(base, vector(r * 0.19, 0, 0), vector(0, 0, r * 0.19));
  canvas.shape({
    d: hullPath([...rim, tip], camera),
    color: "#efe0bd",
    depth: headDepth(stage, vector(base.x, 0, -r * 0.3)),
  });
}

/** The ball on a frog's head that an eye sits on. */
export function frogEye(
  { headCenter: { y }, headRadius: r }: Stage["body"],
  sign: 1 | -1,
): { center: Vector; radius: number } {
  return { center: vector(sign * r * 0.56, y + r * 0.66, r * 0.42), radius: r * 0.37 };
}

function drawEyeBump(stage: Stage, sign: 1 | -1): void {
  const { canvas, camera, character, body } = stage;
  const { center, radius } = frogEye(body, sign);
  canvas.shape({
    d: ellipsoidPath(ellipsoid(center, [radius, radius, radius]), camera),
    color: skinOf(character),
    depth: headDepth(stage, center) + (camera.frontness > -0.3 ? 0.01 : -0.2),
    material: "round",
  });
}

function drawBolt(stage: Stage, sign: 1 | -1): void {
  const {
    canvas,
    camera,
    character,
    body: {
      headCenter: { y },
      headRadius: r,
    },
  } = stage;
  const at = (out: number) => vector(sign * r * out, y - r * 0.02, 0);
  const rim = (out: number) => disc(at(out), vector(0, r * 0.27, 0), vector(0, 0, r * 0.27));
  canvas.shape({
    d: hullPath([...rim(0.85), ...rim(1.14)], camera),
    color: character.eyes,
    depth: headDepth(stage, at(1)),
    material: "metal",
  });
}

function drawHumanEar(stage: Stage, { sign, tip }: { sign: 1 | -1; tip: number }): void {
  const {
    canvas,
    camera,
    character,
    body: {
      headCenter: { y },
      headRadius: r,
    },
  } = stage;
  const center = vector(sign * r * 0.985, y - r * 0.12, -r * 0.08);
  const depth = headDepth(stage, vector(center.x, 0, -r * 0.12));
  const ear = ellipsoid(center, [r * 0.12, r * 0.19, r * 0.14]);
  if (tip > 0) {
    const base = disc(center, vector(0, r * 0.19, 0), vector(sign * r * 0.05, 0, r * 0.15));
    const point = vector(sign * r * (1 + tip * 0.62), y + r * (0.1 + tip * 0.32), -r * 0.3);
    canvas.shape({ d: hullPath([...base, point], camera), color: skinOf(character), depth });
    return;
  }
  canvas.shape({ d: ellipsoidPath(ear, camera), color: skinOf(character), depth });
  if (
    Math.abs(camera.leftness) > 0.4 &&
    Math.sign(camera.leftness) === sideSign(sign === 1 ? "left" : "right")
  ) {
    const hollow = ellipsoid(vector(center.x + sign * r * 0.08, center.y, center.z), [
      r * 0.03,
      r * 0.1,
      r * 0.07,
    ]);
    canvas.shape({
      d: ellipsoidPath(hollow, camera),
      color: darker(skinOf(character), 0.22),
      depth,
      outline: 0,
    });
  }
}
