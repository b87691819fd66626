import { darker } from "./color.ts";
import { decalPath, ovalOutline, regionPath, surfaceLine } from "./lathe.ts";
import { grown, type Lathe } from "./ring.ts";
import { drawSkirt, longShell } from "./skirts.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Garment, worn } from "./subject.ts";

/** Shirts, dresses, robes and what else covers the trunk. */
export function drawTop(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const cloth = worn(character, "top");
  if (cloth === undefined) return;
  const hem = hemOf(cloth, body);
  if (hem < body.hipY - 4) {
    drawSkirt(stage, {
      skirt: longShell(stage, {
        hem,
        flare: cloth.kind === "dress" ? 1.75 : 1.42,
        waist: cloth.kind === "dress" ? 0.9 : 1,
      }),
      cloth,
      depth: DEPTH.skirt,
    });
  }
  const shell = grown(body.torso, 0.7);
  const open = worn(character, "over") === undefined ? 0 : 0.01;
  const lower = hem < body.hipY - 4 ? body.hipY + 2 : hem;
  canvas.shape({
    d: regionPath(shell, { lower: () => lower }, { camera }),
    color: cloth.color,
    depth: hem < body.hipY - 4 ? DEPTH.skirt + 0.01 : DEPTH.top + open,
    material: cloth.kind === "armour" ? "metal" : "matte",
    outline: hem < body.hipY - 4 ? 0 : 0.55,
  });
  drawTopDetails(stage, { cloth, shell, hem: lower });
}

function drawTopDetails(
  stage: Stage,
  { cloth, shell, hem }: { cloth: Garment; shell: Lathe; hem: number },
): void {
  const { canvas, camera, body } = stage;
  const depth = DEPTH.skirt + 0.02;
  const collar = {
    upper: () => body.shoulderY + 3,
    lower: (direction: number) =>
      body.shoulderY + (Math.abs(((direction + 540) % 360) - 180) < 30 ? -0.6 : 0.9),
  };
  canvas.shape({ d: regionPath(shell, collar, { camera }), color: cloth.trim, depth, outline: 0.4 });
  if (cloth.kind === "shirt") {
    for (let y = body.shoulderY - 3; y > hem + 2; y -= 5) {
      canvas.shape({
        d: decalPath(shell, ovalOutline([0, y], [4, 0.75]), camera),
        color: cloth.trim,
        depth,
        outline: 0.25,
      });
    }
  }
  if (cloth.kind === "sweater" || cloth.kind === "hoodie") {
    canvas.shape({
      d: regionPath(shell, { upper: () => hem + 2.4, lower: () => hem }, { camera }),
      color: darker(cloth.color, 0.2),
      depth,
      outline: 0.4,
    });
  }
  if (cloth.kind === "sweater") {
    for (const y of [body.shoulderY - 7, body.shoulderY - 10.4]) {
      canvas.shape({
        d: regionPath(shell, { upper: () => y, lower: () => y - 1.8 }, { camera }),
        color: cloth.trim,
        depth,
        outline: 0,
      });
    }
  }
  drawFront(stage, { cloth, shell, hem });
}

function drawFront(
  { canvas, camera, body }: Stage,
  { cloth, shell, hem }: { cloth: Garment; shell: Lathe; hem: number },
): void {
  const depth = DEPTH.skirt + 0.02;
  if (cloth.kind === "hoodie") {
    const pocket = [
      [-26, hem + 10],
      [26, hem + 10],
      [34, hem + 3.5],
      [-34, hem + 3.5],
    ] as const;
    canvas.shape({
      d: decalPath(shell, pocket, camera),
      color: darker(cloth.color, 0.12),
      depth,
      outline: 0.4,
    });
  }
  if (cloth.kind === "armour") {
    canvas.line({
      d: surfaceLine(
        shell,
        [
          [0, body.shoulderY - 2],
          [0, hem + 1],
        ],
        camera,
      ),
      color: darker(cloth.color, 0.45),
      depth,
      width: 0.6,
    });
    for (const share of [0.55, 0.75]) {
      const y = body.shoulderY + (hem - body.shoulderY) * share;
      const around = Array.from({ length: 41 }, (_, index) => [index * 9, y] as const);
      canvas.line({
        d: surfaceLine(shell, around, camera),
        color: darker(cloth.color, 0.4),
        depth,
        width: 0.5,
      });
    }
  }
}

function hemOf(cloth: Garment, { hipY }: Stage["body"]): number {
  if (cloth.kind === "robe") return 6.5;
  if (cloth.kind === "dress") return hipY * 0.42;
  if (cloth.kind === "tunic") return hipY * 0.68;
  return cloth.kind === "armour" ? hipY - 1.5 : hipY - 2;
}
