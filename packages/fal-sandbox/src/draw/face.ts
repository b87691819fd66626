import { darker, lighter, lightness, mixColors } from "./color.ts";
import { frogEye } from "./ears.ts";
import { decalPath, ovalOutline, surfaceLine } from "./lathe.ts";
import { skinOf } from "./limbs.ts";
import { type Lathe, roundLathe } from "./ring.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { sideSign } from "./subject.ts";

type Station = readonly [number, number];

/** Eyes, brows, cheeks and mouth: drawn on the head's surface, so they turn away with it. */
export function drawFace(stage: Stage): void {
  const { creature } = stage.character;
  if (creature === "robot") drawVisor(stage);
  else {
    drawCheeks(stage);
    for (const sign of [1, -1] as const) drawEye(stage, sign);
  }
  drawMouth(stage);
  if (["cat", "mouse", "rabbit", "lion"].includes(creature)) drawWhiskers(stage);
}

/** Where the eyes sit: direction of the left eye in degrees, height in units. */
export function eyeStation({ character, body }: Pick<Stage, "character" | "body">): {
  direction: number;
  y: number;
} {
  const { headCenter, headRadius: r } = body;
  return {
    direction: 24.5 + character.face.eyeGap,
    y: headCenter.y + r * (character.creature === "robot" ? 0.1 : 0.02),
  };
}

/** The surface an eye is drawn on: the head, or a frog's bump. */
function eyeSurface(
  { character, body }: Stage,
  sign: 1 | -1,
): { surface: Lathe; at: number; y: number; degrees: number } {
  const { direction, y } = eyeStation({ character, body });
  if (character.creature !== "frog") return { surface: body.head, at: direction * sign, y, degrees: 1 };
  const bump = frogEye(body, sign);
  return {
    surface: roundLathe(bump.center, [bump.radius, bump.radius, bump.radius]),
    at: 10 * sign,
    y: bump.center.y,
    degrees: 3.1,
  };
}

function drawEye(stage: Stage, sign: 1 | -1): void {
  const { canvas, camera, character, body, pose } = stage;
  const { face, eyes, creature } = character;
  const { surface, at, y, degrees } = eyeSurface(stage, sign);
  const big = (creature === "alien" ? 1.45 : 1) * face.eyeSize * (pose.expression === "surprised" ? 1.12 : 1);
  const unit = (body.headRadius / 15) * big;
  const wide = big * degrees;
  const depth = DEPTH.head + (creature === "frog" ? 0.3 : 0.02);
  const oval = (dx: number, dy: number, w: number, h: number) =>
    decalPath(surface, ovalOutline([at + dx * degrees, y + dy * unit], [w * wide, h * unit]), camera);
  if (pose.expression === "laugh") {
    const arc = [-9, -6, -3, 0, 3, 6, 9].map(
      (step) => [at + step * degrees, y - 0.8 + 2.2 * Math.cos((step / 9) * 1.5)] as const,
    );
    canvas.line({ d: surfaceLine(surface, arc, camera), color: "#33242e", depth, width: 1.1 });
    return;
  }
  canvas.shape({
    d: oval(0, 0, 11.6, 4.3),
    color: creature === "alien" ? "#2c2838" : "#fffdf8",
    depth,
    material: "flat",
    outline: 0.4,
  });
  canvas.shape({ d: oval(-sign * 0.9, -0.2, 8.9, 3.6), color: eyes, depth, material: "flat", outline: 0.3 });
  canvas.shape({ d: oval(-sign * 0.9, -0.1, 5, 2.1), color: "#231a26", depth, material: "flat", outline: 0 });
  canvas.shape({ d: oval(-3.2, 1.5, 3, 1.15), color: "#ffffff", depth, material: "flat", outline: 0 });
  canvas.shape({
    d: oval(2.6, -1.6, 1.6, 0.6),
    color: lighter(eyes, 0.6),
    depth,
    material: "flat",
    outline: 0,
  });
  const lid = [-12, -8, -4, 0, 4, 8, 12].map(
    (step) => [at + step * wide, y + 4.4 * unit * Math.sqrt(Math.max(0.02, 1 - (step / 12.5) ** 2))] as const,
  );
  canvas.line({ d: surfaceLine(surface, lid, camera), color: "#33242e", depth, width: 0.95 });
  drawBrow({ canvas, camera, character, body, pose }, { sign, at, y: y + 6.5 * unit });
}

function drawBrow(
  { canvas, camera, character, body, pose }: Stage,
  { sign, at, y }: { sign: 1 | -1; at: number; y: number },
): void {
  if (["frog", "alien", "bird"].includes(character.creature)) return;
  const hairless = character.hair.style === "none" || lightness(character.hair.color) > 85;
  const color = hairless ? darker(skinOf(character), 0.45) : darker(character.hair.color, 0.25);
  const mood = pose.expression === "angry" ? -1.6 : pose.expression === "sad" ? 1.5 : 0;
  const slope = character.face.brow * 0.35 + mood;
  const lift = pose.expression === "surprised" ? 1.6 : 0;
  const stations: Station[] = [-7, -3.5, 0, 3.5, 7].map((step) => [
    at + step,
    y + lift + 0.7 * Math.cos((step / 7) * 1.4) - (step * sign * slope) / 9,
  ]);
  canvas.line({ d: surfaceLine(body.head, stations, camera), color, depth: DEPTH.head + 0.02, width: 1.25 });
}

function drawCheeks({ canvas, camera, character, body }: Stage): void {
  const { y } = body.headCenter;
  const r = body.headRadius;
  const depth = DEPTH.head + 0.01;
  for (const sign of [1, -1]) {
    canvas.shape({
      d: decalPath(body.head, ovalOutline([sign * 40, y - r * 0.33], [9, r * 0.115]), camera),
      color: mixColors(skinOf(character), "#f2645a", 0.45),
      depth,
      material: "flat",
      outline: 0,
      opacity: 0.55,
    });
    if (!character.face.freckles) continue;
    for (const [dx, dy] of [
      [-5, 0.5],
      [0, -0.6],
      [4.5, 0.6],
    ] as const) {
      canvas.shape({
        d: decalPath(body.head, ovalOutline([sign * (37 + dx), y - r * 0.24 + dy], [1.1, 0.28]), camera),
        color: darker(skinOf(character), 0.35),
        depth,
        material: "flat",
        outline: 0,
      });
    }
  }
}

function drawMouth(stage: Stage): void {
  const { canvas, camera, character, body, pose } = stage;
  if (["bird"].includes(character.creature)) return;
  const r = body.headRadius;
  const muzzled = ["cat", "fox", "wolf", "dog", "bear", "lion", "rabbit", "mouse", "dragon"].includes(
    character.creature,
  );
  if (muzzled && ["smile", "calm"].includes(pose.expression)) return;
  const y = body.headCenter.y - r * (muzzled ? 0.66 : 0.46);
  const depth = DEPTH.head + (muzzled ? 0.03 : 0.02);
  const half = (character.creature === "frog" ? 38 : 12.5) * character.face.mouth;
  const bend =
    { smile: 1.5, laugh: 2, calm: 0.5, sad: -1.4, angry: -0.9, surprised: 0 }[pose.expression] *
    (character.creature === "frog" ? 2 : 1);
  if (pose.expression === "surprised" || pose.expression === "laugh") {
    const round = pose.expression === "surprised" ? ovalOutline([0, y], [5, 1.9]) : openSmile(y, half);
    canvas.shape({
      d: decalPath(body.head, round, camera),
      color: "#8c3140",
      depth,
      material: "flat",
      outline: 0.35,
    });
    return;
  }
  const stations: Station[] = [-1, -0.66, -0.33, 0, 0.33, 0.66, 1].map((step) => [
    step * half,
    y + bend * (step * step - 0.4),
  ]);
  canvas.line({
    d: surfaceLine(body.head, stations, camera),
    color:
      character.creature === "robot" ? "#eafcff" : mixColors(darker(skinOf(character), 0.6), "#7a2430", 0.4),
    depth,
    width: 1.05,
  });
}

function drawWhiskers({ canvas, camera, character, body }: Stage): void {
  const {
    headCenter: { y },
    headRadius: r,
  } = body;
  for (const sign of [1, -1]) {
    for (const tilt of [-0.1, 0, 0.1]) {
      const hair: Station[] = [36, 46, 56, 64].map((step) => [
        sign * step,
        y - r * 0.36 + r * tilt * (step / 34),
      ]);
      canvas.line({
        d: surfaceLine(body.head, hair, camera),
        color: darker(skinOf(character), 0.5),
        depth: DEPTH.head + 0.02,
        width: 0.55,
      });
    }
  }
}

function openSmile(y: number, half: number): readonly Station[] {
  const upper: Station[] = [-1, -0.5, 0, 0.5, 1].map((step) => [step * half, y + 0.9 * step * step]);
  const lower: Station[] = [1, 0.6, 0.2, -0.2, -0.6, -1].map((step) => [
    step * half * 0.86,
    y - 3.2 * (1 - step * step),
  ]);
  return [...upper, ...lower];
}

function drawVisor({ canvas, camera, character, body, pose }: Stage): void {
  const { y } = body.headCenter;
  const r = body.headRadius;
  const depth = DEPTH.head + 0.01;
  const screen: Station[] = Array.from({ length: 40 }, (_, index) => {
    const angle = (index / 40) * Math.PI * 2;
    const square = (value: number): number => Math.sign(value) * Math.abs(value) ** 0.42;
    return [square(Math.cos(angle)) * 54, y - r * 0.08 + square(Math.sin(angle)) * r * 0.5];
  });
  canvas.shape({ d: decalPath(body.head, screen, camera), color: "#262b3d", depth, outline: 0.6 });
  for (const sign of [1, -1] as const) {
    const at = 24.5 * sideSign(sign === 1 ? "left" : "right");
    const tall = pose.expression === "calm" ? 0.14 : 0.21;
    canvas.shape({
      d: decalPath(body.head, ovalOutline([at, y + r * 0.08], [10, r * tall]), camera),
      color: mixColors(character.eyes, "#c9f6ff", 0.25),
      depth,
      material: "flat",
      outline: 0,
    });
    canvas.shape({
      d: decalPath(body.head, ovalOutline([at - 3, y + r * 0.14], [3, r * 0.06]), camera),
      color: "#ffffff",
      depth,
      material: "flat",
      outline: 0,
    });
  }
}
