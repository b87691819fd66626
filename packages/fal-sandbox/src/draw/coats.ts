import { darker } from "./color.ts";
import { decalPath, regionPath, surfaceLine } from "./lathe.ts";
import type { Lathe } from "./ring.ts";
import { longShell } from "./skirts.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Garment, worn } from "./subject.ts";

/** A coat, jacket or waistcoat, open in front over what is worn below. */
export function drawOver(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const cloth = worn(character, "over");
  if (cloth === undefined) return;
  const hem = cloth.kind === "coat" ? body.hipY * 0.42 : body.hipY - 1.5;
  const shell = longShell(stage, { hem, flare: cloth.kind === "coat" ? 1.4 : 1.08, margin: 1.5 });
  const open = (y: number): number => openingOf({ y, body, hem, kind: cloth.kind });
  const region = { from: open, to: (y: number) => 360 - open(y) };
  canvas.shape({
    d: regionPath(shell, {}, { camera, wall: "inner" }),
    color: cloth.color,
    depth: DEPTH.skirtFar,
    material: "inside",
  });
  canvas.shape({ d: regionPath(shell, region, { camera }), color: cloth.color, depth: DEPTH.over });
  for (const sign of [1, -1]) {
    const edge = (y: number): number => sign * open(y);
    const lapel = [
      [2.6, 19],
      [-2, 21],
      [-8, 15],
      [-14, 1],
    ].map(([rise = 0, width = 0]) => ({ y: body.shoulderY + rise, width }));
    const inner = lapel.map(({ y }) => [edge(y), y] as const);
    const outer = lapel.map(({ y, width }) => [edge(y) + sign * width, y] as const);
    const outline = [...inner, ...outer.reverse()];
    canvas.shape({
      d: decalPath(shell, outline, camera),
      color: cloth.trim,
      depth: DEPTH.over,
      outline: 0.4,
    });
    const pocketY = body.hipY + (cloth.kind === "coat" ? -2 : 4.5);
    const pocket = [
      [sign * 38, pocketY + 1.3],
      [sign * 62, pocketY + 1.3],
      [sign * 62, pocketY - 1.3],
      [sign * 38, pocketY - 1.3],
    ] as const;
    canvas.shape({
      d: decalPath(shell, pocket, camera),
      color: darker(cloth.color, 0.18),
      depth: DEPTH.over,
      outline: 0.35,
    });
  }
  drawCoatBack(stage, { cloth, shell, hem });
}

function drawCoatBack(
  { canvas, camera, body }: Stage,
  { cloth, shell, hem }: { cloth: Garment; shell: Lathe; hem: number },
): void {
  const collar = { from: 78, to: 282, upper: () => body.shoulderY + 3.2, lower: () => body.shoulderY - 0.6 };
  canvas.shape({
    d: regionPath(shell, collar, { camera }),
    color: cloth.trim,
    depth: DEPTH.over,
    outline: 0.4,
  });
  if (cloth.kind !== "coat") return;
  const strap = { from: 140, to: 220, upper: () => body.hipY + 7.5, lower: () => body.hipY + 4.5 };
  canvas.shape({
    d: regionPath(shell, strap, { camera }),
    color: cloth.trim,
    depth: DEPTH.over,
    outline: 0.35,
  });
  canvas.line({
    d: surfaceLine(
      shell,
      [
        [180, body.hipY - 4],
        [180, hem],
      ],
      camera,
    ),
    color: darker(cloth.color, 0.45),
    depth: DEPTH.over,
    width: 0.7,
  });
}

function openingOf({
  y,
  body,
  hem,
  kind,
}: {
  y: number;
  body: Stage["body"];
  hem: number;
  kind: string;
}): number {
  const chest = body.shoulderY - 13;
  if (y > chest) return 8 + ((y - chest) / 13) * 17;
  const share = (chest - y) / Math.max(1, chest - hem);
  return 8 + share * (kind === "coat" ? 14 : 10);
}
