import { darker } from "./color.ts";
import { regionPath, surfaceLine } from "./lathe.ts";
import { type Lathe, lathe, ringAt } from "./ring.ts";
import { DEPTH, type Stage } from "./stage.ts";
import type { Garment } from "./subject.ts";

/** A shell from the shoulders to a hem below the hips. */
export function longShell(
  { body }: Stage,
  { hem, flare, waist = 1, margin = 0.7 }: { hem: number; flare: number; waist?: number; margin?: number },
): Lathe {
  const { torso, hipY, shoulderY } = body;
  const at = (y: number, scale = 1) => {
    const ring = ringAt(torso, y);
    return { y, rx: ring.rx * scale + margin, rz: ring.rz * scale + margin, cz: ring.cz };
  };
  const hip = ringAt(torso, hipY);
  const drop = Math.max(0.1, hipY - hem);
  const middle = (shoulderY + hipY) / 2 - 2;
  return lathe([
    at(shoulderY + 3.2),
    at(shoulderY + 1.4),
    at(shoulderY - 1.5),
    at(shoulderY - 5),
    at(middle, waist),
    { y: hipY + 2, rx: hip.rx * (0.5 + waist * 0.5) + margin, rz: hip.rz + margin },
    {
      y: hipY - drop * 0.5,
      rx: hip.rx * (1 + (flare - 1) * 0.6) + margin,
      rz: hip.rz * (1 + (flare - 1) * 0.75) + margin,
    },
    { y: hem, rx: hip.rx * flare + margin, rz: hip.rz * (flare * 1.12) + margin },
  ]);
}

/** A hanging hem all around: far wall, near wall, border and creases. */
export function drawSkirt(
  { canvas, camera }: Stage,
  { skirt, cloth, depth }: { skirt: Lathe; cloth: Garment; depth: number },
): void {
  canvas.shape({
    d: regionPath(skirt, {}, { camera, wall: "inner" }),
    color: cloth.color,
    depth: DEPTH.skirtFar,
    material: "inside",
  });
  canvas.shape({ d: regionPath(skirt, {}, { camera }), color: cloth.color, depth });
  const band = { upper: () => skirt.bottom + 2.6, lower: () => skirt.bottom };
  canvas.shape({ d: regionPath(skirt, band, { camera }), color: cloth.trim, depth, outline: 0.4 });
  for (const direction of [20, 65, 110, 155, 200, 245, 290, 335]) {
    const crease = [
      [direction, skirt.bottom + 3],
      [direction - 3, skirt.bottom + 9 + (direction % 3)],
    ] as const;
    canvas.line({
      d: surfaceLine(skirt, crease, camera),
      color: darker(cloth.color, 0.28),
      depth,
      width: 0.45,
    });
  }
}
