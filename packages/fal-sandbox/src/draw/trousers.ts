import { lighter } from "./color.ts";
import { decalPath, lathePath, ovalOutline, regionPath } from "./lathe.ts";
import { grown, lathe, ringAt } from "./ring.ts";
import { drawSkirt } from "./skirts.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Garment, worn } from "./subject.ts";

/** Trousers' hips, dungarees or a skirt. */
export function drawBottom(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const whole = worn(character, "top");
  const cloth = worn(character, "bottom") ?? (whole?.kind === "jumpsuit" ? whole : undefined);
  if (cloth === undefined) return;
  const { hipY, girth } = body;
  const ring = ringAt(body.torso, hipY);
  if (cloth.kind === "skirt") {
    const hem = hipY * 0.5;
    const skirt = lathe([
      { y: hipY + 5, rx: ring.rx * 0.94, rz: ring.rz * 0.98 },
      { y: hipY - 3, rx: ring.rx * 1.16, rz: ring.rz * 1.3 },
      { y: hem, rx: ring.rx * 1.42 + 1, rz: ring.rz * 1.7 + 1 },
    ]);
    drawSkirt(stage, { skirt, cloth, depth: DEPTH.bottom });
    return;
  }
  const hips = lathe([
    { y: hipY + 7, rx: ring.rx + 0.5, rz: ring.rz + 0.5 },
    { y: hipY - 1, rx: ring.rx + 0.7, rz: ring.rz + 0.7 },
    { y: hipY - 5.5, rx: ring.rx * 0.93, rz: ring.rz * 0.9 },
    { y: hipY - 8.5, rx: ring.rx * 0.5, rz: ring.rz * 0.5 * girth },
  ]);
  canvas.shape({ d: lathePath(hips, camera), color: cloth.color, depth: DEPTH.bottom });
  if (cloth.kind === "dungarees") drawBib(stage, cloth);
}

function drawBib({ canvas, camera, body }: Stage, cloth: Garment): void {
  const shell = grown(body.torso, 1.4);
  const [top, waist] = [body.shoulderY - 6.5, body.hipY + 3];
  const depth = DEPTH.skirt;
  canvas.shape({
    d: regionPath(shell, { upper: () => waist, lower: () => body.hipY - 3 }, { camera }),
    color: cloth.color,
    depth,
  });
  canvas.shape({
    d: regionPath(shell, { from: -44, to: 44, upper: () => top, lower: () => waist - 1 }, { camera }),
    color: cloth.color,
    depth,
  });
  canvas.shape({
    d: regionPath(shell, { from: 140, to: 220, upper: () => top, lower: () => waist - 1 }, { camera }),
    color: cloth.color,
    depth,
  });
  for (const sign of [1, -1]) {
    canvas.shape({
      d: regionPath(
        shell,
        { from: 34 * sign - 8, to: 34 * sign + 8, upper: () => body.shoulderY + 1.6, lower: () => top },
        { camera },
      ),
      color: cloth.color,
      depth,
    });
    canvas.shape({
      d: regionPath(
        shell,
        {
          from: 180 + 28 * sign - 8,
          to: 180 + 28 * sign + 8,
          upper: () => body.shoulderY + 1.6,
          lower: () => top,
        },
        { camera },
      ),
      color: cloth.color,
      depth,
    });
    canvas.shape({
      d: decalPath(shell, ovalOutline([33 * sign, top - 1.4], [6, 1.1]), camera),
      color: "#f4c62f",
      depth,
      outline: 0.3,
    });
  }
  const pocket = [
    [-22, top - 4],
    [22, top - 4],
    [18, top - 10],
    [-18, top - 10],
  ] as const;
  canvas.shape({
    d: decalPath(shell, pocket, camera),
    color: lighter(cloth.color, 0.14),
    depth,
    outline: 0.35,
  });
}
