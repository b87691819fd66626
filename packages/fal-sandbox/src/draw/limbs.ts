import { groundDepth, mix, type Vector, vector } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import { ellipsoid, ellipsoidPath, type Knot, limbPath, tubePath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Character, marksOf, type Side, sideSign, worn } from "./subject.ts";

const SIDES: readonly Side[] = ["left", "right"];

/** Both arms with sleeves, cuffs, hands and gloves. */
export function drawArms(stage: Stage): void {
  for (const side of SIDES) drawArm(stage, side);
}

/** Both legs with trousers, stockings and shoes. */
export function drawLegs(stage: Stage): void {
  for (const side of SIDES) drawLeg(stage, side);
}

/** The painter's depth of an arm. */
export function armDepth({ body, camera }: Stage, side: Side): number {
  const { shoulder, elbow, hand } = body.arm(side);
  return (
    (groundDepth(camera, shoulder) + groundDepth(camera, elbow) + groundDepth(camera, hand)) / 3 +
    1.6 * camera.frontness
  );
}

/** The colour of bare skin, fur or plating. */
export function skinOf({ creature, skin, fur }: Character): string {
  return ["human", "elf", "dwarf"].includes(creature) ? skin : fur;
}

function drawArm(stage: Stage, side: Side): void {
  const { canvas, camera, character, body } = stage;
  const { shoulder, elbow, hand, radius } = body.arm(side);
  const depth = armDepth(stage, side);
  const wrist = mix(elbow, hand, 0.82);
  const gloves = worn(character, "hands");
  const glove = marksOf(character, "glove").find((mark) => mark.side === side);
  const handColor = glove?.color ?? gloves?.color ?? skinOf(character);
  const arm: readonly Knot[] = [
    { at: shoulder, radius: radius * 1.06 },
    { at: elbow, radius: radius * 0.92 },
    { at: wrist, radius: radius * 0.78 },
  ];
  canvas.shape({ d: limbPath(arm, camera), color: skinOf(character), depth });
  const thumb = vector(hand.x - sideSign(side) * radius * 0.5, hand.y + radius * 0.45, hand.z + radius * 0.7);
  canvas.shape({
    d: ellipsoidPath(ellipsoid(thumb, [radius * 0.42, radius * 0.6, radius * 0.42]), camera),
    color: handColor,
    depth,
  });
  const palm = ellipsoid(hand, [radius * 0.95, radius * 1.12, radius * 1.0]);
  canvas.shape({ d: ellipsoidPath(palm, camera), color: handColor, depth, material: "round" });
  if (glove !== undefined || gloves !== undefined) {
    canvas.shape({
      d: tubePath(
        { at: mix(elbow, hand, 0.58), radius: radius * 1.18 },
        { at: mix(elbow, hand, 0.88), radius: radius * 0.9 },
        camera,
      ),
      color: handColor,
      depth,
    });
  }
  drawSleeve(stage, { side, depth, shoulder, elbow, hand, radius });
}

interface Sleeve {
  readonly side: Side;
  readonly depth: number;
  readonly shoulder: Vector;
  readonly elbow: Vector;
  readonly hand: Vector;
  readonly radius: number;
}

function drawSleeve(stage: Stage, { side, depth, shoulder, elbow, hand, radius }: Sleeve): void {
  const { canvas, camera, character } = stage;
  const own = marksOf(character, "sleeve").find((mark) => mark.side === side);
  const over = worn(character, "over");
  const outer = over !== undefined && over.kind !== "vest" ? over : worn(character, "top");
  if (outer === undefined && own === undefined) {
    if (character.creature === "robot") drawJoint(stage, { at: elbow, radius, depth });
    return;
  }
  const color = own?.color ?? outer?.color ?? "#888888";
  const short = own === undefined && outer !== undefined && isShortSleeved(outer.kind, character);
  const wide = outer?.kind === "robe" ? 1.62 : outer === over ? 1.3 : 1.16;
  const end = short ? mix(shoulder, elbow, 0.78) : mix(elbow, hand, outer?.kind === "robe" ? 0.84 : 0.68);
  const metal = outer?.kind === "armour";
  const top: Knot = { at: shoulder, radius: radius * 1.2 };
  const bend: Knot = {
    at: short ? mix(shoulder, elbow, 0.3) : elbow,
    radius: radius * (short ? 1.2 : (wide + 1.04) * 0.5),
  };
  const mouth: Knot = { at: end, radius: radius * (short ? 1.3 : wide) };
  const d = limbPath([top, bend], camera) + tubePath(bend, mouth, camera);
  canvas.shape({ d, color, depth, material: metal ? "metal" : "matte" });
  if (!short && outer !== undefined) {
    const from = { at: mix(elbow, end, 0.72), radius: radius * wide * 1.02 };
    canvas.shape({
      d: tubePath(from, { at: end, radius: radius * wide * 1.1 }, camera),
      color: own === undefined ? outer.trim : darker(own.color, 0.25),
      depth,
      outline: 0.4,
    });
  }
  const band = marksOf(character, "armband").find((mark) => mark.side === side);
  if (band !== undefined) {
    const [from, to] = [0.42, 0.74].map((share) => ({
      at: mix(shoulder, elbow, share),
      radius: radius * 1.3,
    }));
    if (from !== undefined && to !== undefined)
      canvas.shape({ d: tubePath(from, to, camera), color: band.color, depth, outline: 0.45 });
  }
}

function isShortSleeved(kind: string, { emblem }: Character): boolean {
  return kind === "dress" || (kind === "shirt" && ["sun", "leaf", "star"].includes(emblem));
}

function drawJoint(
  { canvas, camera, character }: Stage,
  { at, radius, depth }: { at: Vector; radius: number; depth: number },
): void {
  const ring = ellipsoid(at, [radius * 1.15, radius * 1.15, radius * 1.15]);
  canvas.shape({
    d: ellipsoidPath(ring, camera),
    color: darker(character.fur, 0.3),
    depth,
    material: "metal",
  });
}

function drawLeg(stage: Stage, side: Side): void {
  const { canvas, camera, character, body } = stage;
  const { hip, knee, ankle, radius } = body.leg(side);
  const depth = DEPTH.leg + groundDepth(camera, vector(hip.x, 0, 0)) * 0.08;
  const leg: readonly Knot[] = [
    { at: hip, radius },
    { at: knee, radius: radius * 0.84 },
    { at: ankle, radius: radius * 0.7 },
  ];
  canvas.shape({ d: limbPath(leg, camera), color: skinOf(character), depth });
  const cloth = worn(character, "bottom");
  const whole = worn(character, "top");
  const trousers = cloth ?? (whole?.kind === "jumpsuit" ? whole : undefined);
  if (trousers !== undefined && trousers.kind !== "skirt") {
    const short = trousers.kind === "shorts";
    const top = { at: hip, radius: radius * 1.14 };
    const bend = { at: short ? mix(hip, knee, 0.4) : knee, radius: radius * (short ? 1.16 : 1.02) };
    const mouth = {
      at: short
        ? mix(hip, knee, 0.95)
        : mix(knee, ankle, worn(character, "feet")?.kind === "boots" ? 0.4 : 0.9),
      radius: radius * (short ? 1.26 : 1.02),
    };
    canvas.shape({
      d: limbPath([top, bend], camera) + tubePath(bend, mouth, camera),
      color: trousers.color,
      depth,
    });
  }
  if (character.creature === "robot") drawJoint(stage, { at: knee, radius: radius * 0.85, depth });
  drawFoot(stage, { side, depth, ankle, knee, radius });
  const patch = marksOf(character, "knee-patch").find((mark) => mark.side === side);
  if (patch !== undefined && camera.frontness > -0.3) {
    const at = vector(knee.x, knee.y, knee.z + radius * 0.55);
    canvas.shape({
      d: ellipsoidPath(ellipsoid(at, [radius * 0.66, radius * 0.8, radius * 0.55]), camera),
      color: patch.color,
      depth,
      outline: 0.4,
    });
  }
}

interface Foot {
  readonly side: Side;
  readonly depth: number;
  readonly ankle: Vector;
  readonly knee: Vector;
  readonly radius: number;
}

function drawFoot({ canvas, camera, character }: Stage, { depth, ankle, knee, radius }: Foot): void {
  const shoe = worn(character, "feet");
  const color =
    shoe?.color ?? (character.creature === "robot" ? darker(character.fur, 0.32) : skinOf(character));
  const toe = vector(ankle.x * 1.1, 3.9, ankle.z + radius * 1.05);
  const heel = vector(ankle.x, 3.6, ankle.z - radius * 0.25);
  const foot: readonly Knot[] = [
    { at: heel, radius: radius * 0.68 },
    { at: toe, radius: radius * 0.78 },
  ];
  const shaft: readonly Knot[] = [
    { at: mix(ankle, knee, 0.72), radius: radius * 1.04 },
    { at: ankle, radius: radius * 0.86 },
  ];
  const towards = camera.frontness >= 0;
  const sole = foot.map(({ at, radius: thick }) => ({
    at: vector(at.x, at.y - 1.1, at.z),
    radius: thick * 1.06,
  }));
  const drawShoe = () => {
    if (shoe !== undefined)
      canvas.shape({ d: limbPath(sole, camera), color: darker(shoe.color, 0.4), depth });
    canvas.shape({
      d: limbPath(foot, camera),
      color,
      depth,
      outline: shoe === undefined ? 0.55 : 0.35,
      material: "round",
    });
  };
  if (!towards) drawShoe();
  if (shoe?.kind === "boots") {
    canvas.shape({ d: limbPath(shaft, camera), color, depth });
    const rim = [0.56, 0.82].map((share) => ({ at: mix(ankle, knee, share), radius: radius * 1.16 }));
    if (rim[0] !== undefined && rim[1] !== undefined) {
      canvas.shape({
        d: tubePath(rim[0], rim[1], camera),
        color: lighter(shoe.color, 0.25),
        depth,
        outline: 0.4,
      });
    }
  }
  if (towards) drawShoe();
}
