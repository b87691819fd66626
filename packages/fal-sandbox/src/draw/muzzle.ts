import { vector } from "./camera.ts";
import { mixColors } from "./color.ts";
import { headDepth } from "./head.ts";
import { surfaceLine, surfacePoint } from "./lathe.ts";
import { skinOf } from "./limbs.ts";
import { roundLathe } from "./ring.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath } from "./solids.ts";
import type { Stage } from "./stage.ts";

/** Nose or muzzle, drawn after the face where it points at the viewer. */
export function drawNose(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const {
    headCenter: { y },
    headRadius: r,
  } = body;
  const skin = skinOf(character);
  if (character.creature === "robot" || character.creature === "frog" || character.creature === "alien")
    return;
  if (["human", "elf", "dwarf", "goblin", "demon"].includes(character.creature)) {
    const size =
      r *
      0.105 *
      character.face.nose *
      (character.creature === "dwarf" || character.creature === "goblin" ? 1.6 : 1);
    const at = surfacePoint(body.head, 0, y - r * 0.2);
    const nose = ellipsoid(vector(0, at.y, at.z), [size, size * 0.92, size * 1.15]);
    canvas.shape({
      d: ellipsoidPath(nose, camera),
      color: mixColors(skin, "#e0705c", 0.2),
      depth: headDepth(stage, at) + 0.12 * Math.sign(camera.frontness + 0.02),
      outline: Math.abs(camera.frontness) < 0.5 ? 0.3 : 0,
      material: "matte",
    });
    return;
  }
  drawMuzzle(stage, skin);
}

function drawMuzzle(stage: Stage, skin: string): void {
  const { canvas, camera, character, body } = stage;
  const {
    headCenter: { y },
    headRadius: r,
  } = body;
  if (character.creature === "bird") {
    drawBeak(stage);
    return;
  }
  const long = MUZZLE_LENGTHS[character.creature] ?? 0.36;
  const front = surfacePoint(body.head, 0, y - r * 0.3);
  const middle = vector(0, front.y, front.z + r * (long * 0.28));
  const [tint, share] = character.creature === "dragon" ? DRAGON_TINT : FUR_TINT;
  const color = mixColors(skin, tint, share);
  const depth = headDepth(stage, middle) + 0.1 * Math.sign(camera.frontness + 0.02);
  const half = [r * 0.42, r * 0.3, r * (0.2 + long * 0.75)] as const;
  canvas.shape({
    d: ellipsoidPath(ellipsoid(middle, half), camera),
    color,
    depth,
    material: "round",
    outline: camera.frontness > 0.86 ? 0.25 : 0.5,
  });
  if (["smile", "calm"].includes(stage.pose.expression)) {
    const smile = [-62, -45, -30, -15, 0, 15, 30, 45, 62].map(
      (step) =>
        [step, middle.y - half[1] * (0.42 - 0.3 * Math.abs(Math.sin((step * Math.PI) / 62)))] as const,
    );
    canvas.line({
      d: surfaceLine(roundLathe(middle, half), smile, camera),
      color: "#6a3a3c",
      depth: depth + 0.0005,
      width: 0.8,
    });
  }
  const tip = vector(0, front.y + r * 0.1, front.z + r * (long * 0.95 + 0.1));
  canvas.shape({
    d: ellipsoidPath(ellipsoid(tip, [r * 0.13, r * 0.095, r * 0.1]), camera),
    color: character.creature === "rabbit" ? "#e58fa0" : "#3a2c33",
    depth: depth + 0.001,
    material: "round",
    outline: 0.2,
  });
}

function drawBeak(stage: Stage): void {
  const { canvas, camera, body } = stage;
  const { headCenter, headRadius: r } = body;
  const front = surfacePoint(body.head, 0, headCenter.y - r * 0.3);
  const base = disc(
    vector(0, front.y + r * 0.06, front.z - 1),
    vector(r * 0.3, 0, 0),
    vector(0, r * 0.24, 0),
  );
  canvas.shape({
    d: hullPath([...base, vector(0, front.y - r * 0.12, front.z + r * 0.55)], camera),
    color: "#f0a02c",
    depth: headDepth(stage, front) + 0.1 * Math.sign(camera.frontness + 0.02),
  });
}

const MUZZLE_LENGTHS: Readonly<Record<string, number>> = { fox: 0.62, wolf: 0.62, dragon: 0.62, mouse: 0.5 };
const DRAGON_TINT = ["#f4e6a0", 0.25] as const;
const FUR_TINT = ["#fff4e4", 0.62] as const;
