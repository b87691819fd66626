import { type Vector, vector } from "./camera.ts";
import { type Lathe, lathe, roundLathe } from "./ring.ts";
import { type Character, type Side, sideSign } from "./subject.ts";

/** Where everything of a figure is, in figure units with the soles at y = 0. */
export interface Body {
  readonly height: number;
  readonly girth: number;
  readonly shoulderY: number;
  readonly hipY: number;
  readonly torso: Lathe;
  readonly head: Lathe;
  readonly headCenter: Vector;
  readonly headRadius: number;
  arm(side: Side): Arm;
  leg(side: Side): Leg;
}

/** The joints of an arm and its thickness at the shoulder. */
export interface Arm {
  readonly shoulder: Vector;
  readonly elbow: Vector;
  readonly hand: Vector;
  readonly radius: number;
}

/** The joints of a leg and its thickness at the hip. */
export interface Leg {
  readonly hip: Vector;
  readonly knee: Vector;
  readonly ankle: Vector;
  readonly radius: number;
}

/** How the arms are held; `lift` 0 hangs, 1 is up beside the head. */
export interface Pose {
  readonly lift: Readonly<Record<Side, number>>;
  /** Small forward swing in units, opposite for both arms. */
  readonly swing: number;
  readonly expression: Expression;
}
/** What the face shows. */
export type Expression = "smile" | "laugh" | "calm" | "sad" | "angry" | "surprised";

/** Works out the proportions of a figure. */
export function createBody(character: Character, pose: Pose): Body {
  const { build, creature } = character;
  const height = 97 * build.height;
  const headRadius = 15.2 * build.head * (0.55 + 0.45 * build.height) * (creature === "frog" ? 1.06 : 1);
  const headCenter = vector(0, height - headRadius, 0.6);
  const shoulderY = height - headRadius * 1.93 - 2.2;
  const hipY = Math.min(shoulderY - 20, shoulderY * 0.5 * build.legs);
  const girth = build.girth;
  const width = 12.2 * (0.45 + 0.55 * girth) * build.shoulders * (0.5 + 0.5 * build.height);
  return {
    height,
    girth,
    shoulderY,
    hipY,
    torso: torsoOf({ width, girth, shoulderY, hipY, boxy: creature === "robot" }),
    head: headOf({ center: headCenter, radius: headRadius, creature }),
    headCenter,
    headRadius,
    arm: (side) => armOf({ side, pose, width, shoulderY, reach: (shoulderY - hipY) * 0.5, girth }),
    leg: (side) => legOf({ side, hipY, width, girth }),
  };
}

function torsoOf({
  width,
  girth,
  shoulderY,
  hipY,
  boxy,
}: {
  width: number;
  girth: number;
  shoulderY: number;
  hipY: number;
  boxy: boolean;
}): Lathe {
  const length = shoulderY - hipY;
  const belly = Math.max(0, girth - 1) * 10;
  const at = (share: number): number => shoulderY - length * share;
  if (boxy) {
    return lathe([
      { y: shoulderY + 2, rx: width * 0.8, rz: width * 0.66 },
      { y: at(0.06), rx: width * 1.06, rz: width * 0.84 },
      { y: at(0.55), rx: width * 1.08, rz: width * 0.86 },
      { y: at(0.9), rx: width * 0.98, rz: width * 0.8 },
      { y: hipY - 3, rx: width * 0.7, rz: width * 0.6 },
    ]);
  }
  return lathe([
    { y: shoulderY + 3.4, rx: width * 0.36, rz: width * 0.36 },
    { y: shoulderY + 1.4, rx: width * 0.66, rz: width * 0.5 },
    { y: at(0.07), rx: width * 0.97, rz: width * 0.66 },
    { y: at(0.25), rx: width * 1.0, rz: width * 0.74 },
    { y: at(0.6), rx: width * 0.9 + belly, rz: width * 0.7 + belly * 1.3, cz: belly * 0.3 },
    { y: at(0.85), rx: width * 0.92 + belly, rz: width * 0.7 + belly, cz: belly * 0.2 },
    { y: hipY - 1, rx: width * 0.96 + belly * 0.6, rz: width * 0.7 + belly * 0.6 },
    { y: hipY - 5, rx: width * 0.84, rz: width * 0.6 },
  ]);
}

/** A ball with full cheeks and a small chin; robots get a tin. */
function headOf({ center, radius, creature }: { center: Vector; radius: number; creature: string }): Lathe {
  if (creature === "robot") {
    const { y } = center;
    return lathe([
      { y: y + radius * 0.86, rx: 0.6, rz: 0.6 },
      { y: y + radius * 0.83, rx: radius * 0.62, rz: radius * 0.58 },
      { y: y + radius * 0.66, rx: radius * 0.93, rz: radius * 0.86 },
      { y: y - radius * 0.55, rx: radius * 0.97, rz: radius * 0.9 },
      { y: y - radius * 0.86, rx: radius * 0.76, rz: radius * 0.7 },
      { y: y - radius * 0.93, rx: radius * 0.4, rz: radius * 0.4 },
    ]);
  }
  const wide = creature === "frog" ? 1.15 : creature === "alien" ? 1.06 : 1;
  const ball = roundLathe(center, [radius * wide, radius * 0.98, radius * 0.95]);
  const rings = ball.rings.map((ring) => {
    const low = Math.max(0, (center.y - ring.y) / radius);
    const chin = creature === "alien" ? 1 - 0.42 * low : 1 + 0.16 * low - 0.3 * low * low;
    return { ...ring, rx: ring.rx * chin, rz: ring.rz * chin };
  });
  return { ...ball, rings };
}

function armOf({
  side,
  pose,
  width,
  shoulderY,
  reach,
  girth,
}: {
  side: Side;
  pose: Pose;
  width: number;
  shoulderY: number;
  reach: number;
  girth: number;
}): Arm {
  const sign = sideSign(side);
  const lift = pose.lift[side];
  const radius = 4.1 * (0.6 + 0.4 * girth);
  const shoulder = vector(sign * (width * 0.93), shoulderY - 3.4, 0);
  const swing = pose.swing * sign;
  const hanging = {
    elbow: vector(sign * (width + 4.6), shoulderY - 3 - reach, 0.5 + swing * 0.4),
    hand: vector(sign * (width + 7), shoulderY - 3 - reach * 1.98, 4.2 + swing),
  };
  const raised = {
    elbow: vector(sign * (width + 10), shoulderY - 4, 2),
    hand: vector(sign * (width + 13.5), shoulderY + reach * 1.1, 4),
  };
  const blend = (a: Vector, b: Vector): Vector =>
    vector(a.x + (b.x - a.x) * lift, a.y + (b.y - a.y) * lift, a.z + (b.z - a.z) * lift);
  return {
    shoulder,
    elbow: blend(hanging.elbow, raised.elbow),
    hand: blend(hanging.hand, raised.hand),
    radius,
  };
}

function legOf({
  side,
  hipY,
  width,
  girth,
}: {
  side: Side;
  hipY: number;
  width: number;
  girth: number;
}): Leg {
  const sign = sideSign(side);
  const apart = width * 0.47;
  return {
    hip: vector(sign * apart, hipY - 1, 0),
    knee: vector(sign * (apart + 0.4), hipY * 0.52, 0.6),
    ankle: vector(sign * (apart + 0.7), 4.6, -0.4),
    radius: 5.2 * (0.55 + 0.45 * girth),
  };
}
