import { groundDepth, vector } from "./camera.ts";
import { darker, mixColors } from "./color.ts";
import { surfacePoint } from "./lathe.ts";
import { skinOf } from "./limbs.ts";
import { disc, hullPath, type Knot, limbPath } from "./solids.ts";
import type { Stage } from "./stage.ts";
import { sideSign } from "./subject.ts";

/** A creature's tail, and a dragon's spines. */
export function drawTail(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const kind = TAILS[character.creature];
  if (kind === undefined) return;
  const y = body.hipY;
  const side = sideSign(character.hair.part);
  const knots: Knot[] = kind.map(([x, up, z, radius]) => ({ at: vector(x * side, y + up, z - 4), radius }));
  const depth = groundDepth(camera, vector(side * 4, 0, -13));
  canvas.shape({ d: limbPath(knots, camera), color: skinOf(character), depth });
  if (["fox", "wolf", "cat", "lion"].includes(character.creature)) {
    const tip = knots.slice(-2).map((knot) => ({ ...knot, radius: knot.radius * 1.04 }));
    canvas.shape({
      d: limbPath(tip, camera),
      color:
        character.creature === "lion"
          ? darker(skinOf(character), 0.5)
          : mixColors(skinOf(character), "#fff6ea", 0.8),
      depth: depth + 0.01,
      outline: 0.4,
    });
  }
  if (character.creature === "dragon") {
    const last = knots.at(-1)?.at ?? vector(0, 0, 0);
    canvas.shape({
      d: hullPath(
        [...disc(last, vector(3, 0, 0), vector(0, 3, 0)), vector(last.x + side * 2, last.y + 7, last.z - 2)],
        camera,
      ),
      color: mixColors(skinOf(character), "#f4c62f", 0.4),
      depth: depth + 0.01,
    });
    for (const share of [0.3, 0.55, 0.8]) {
      const at = surfacePoint(body.torso, 180, body.hipY + (body.shoulderY - body.hipY) * share);
      canvas.shape({
        d: hullPath(
          [...disc(at, vector(0, 2.6, 0), vector(0.8, 0, 0)), vector(0, at.y + 2, at.z - 5)],
          camera,
        ),
        color: mixColors(skinOf(character), "#f4c62f", 0.4),
        depth: groundDepth(camera, vector(0, 0, -8)),
      });
    }
  }
}

/** Tails as (sideways, up, back, thickness) from the hips. */
const TAILS: Readonly<Record<string, readonly (readonly [number, number, number, number])[]>> = {
  cat: [
    [0, 0, -4, 2.4],
    [3, -6, -12, 2.3],
    [9, -5, -18, 2.2],
    [12, 3, -20, 2.2],
    [11, 10, -19, 1.8],
  ],
  lion: [
    [0, 0, -4, 2.1],
    [3, -9, -11, 1.9],
    [8, -13, -17, 1.8],
    [11, -11, -19, 2.4],
    [12, -8, -20, 3],
  ],
  fox: [
    [0, 0, -4, 2.6],
    [3, -5, -10, 4.4],
    [8, -4, -16, 5.6],
    [12, 3, -18, 4.8],
    [13, 10, -18, 1.6],
  ],
  wolf: [
    [0, 0, -4, 2.6],
    [2, -7, -9, 4],
    [5, -14, -12, 4.4],
    [7, -20, -13, 3],
    [7.5, -24, -13, 1.2],
  ],
  dog: [
    [0, 1, -4, 2.4],
    [2, 4, -9, 2.4],
    [5, 10, -11, 2.1],
    [6, 14, -9, 1.6],
  ],
  mouse: [
    [0, -2, -4, 1.3],
    [4, -14, -12, 1.1],
    [12, -22, -17, 0.9],
    [20, -22, -16, 0.6],
  ],
  dragon: [
    [0, -2, -3, 5],
    [3, -13, -11, 4.2],
    [8, -21, -18, 3.2],
    [15, -24, -21, 2.2],
    [20, -20, -21, 1.4],
  ],
  rabbit: [
    [0, -1, -5, 3.6],
    [0, 0, -6.5, 3.6],
  ],
  bear: [
    [0, 0, -5, 2.6],
    [0, 0.6, -6, 2.6],
  ],
  demon: [
    [0, 0, -4, 1.5],
    [4, -9, -12, 1.3],
    [10, -10, -17, 1.2],
    [14, -3, -18, 2.4],
    [15, 1, -18, 0.6],
  ],
};
