import { groundDepth, mix, vector } from "./camera.ts";
import { outerCloth } from "./clothes.ts";
import { darker } from "./color.ts";
import { decalPath, ovalOutline, regionPath, surfaceLine } from "./lathe.ts";
import { grown, lathe } from "./ring.ts";
import { type Knot, limbPath, tubePath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { sideSign, worn } from "./subject.ts";

/** What is worn at the neck. */
export function drawNeckwear(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const cloth = worn(character, "neck");
  if (cloth === undefined) return;
  const shell = outerCloth(stage);
  const { shoulderY, headRadius: r } = body;
  if (cloth.kind === "scarf" || cloth.kind === "kerchief") {
    drawScarf(stage);
    return;
  }
  if (cloth.kind === "tie") {
    const outline = [
      [-4, shoulderY + 1],
      [4, shoulderY + 1],
      [6, shoulderY - 11],
      [0, shoulderY - 14],
      [-6, shoulderY - 11],
    ] as const;
    canvas.shape({
      d: decalPath(grown(body.torso, 1), outline, camera),
      color: cloth.color,
      depth: DEPTH.belt,
      outline: 0.4,
    });
  } else if (cloth.kind === "bowtie") {
    const outline = [
      [0, shoulderY + 1.2],
      [22, shoulderY + 3],
      [22, shoulderY - 1.5],
      [0, shoulderY + 0.2],
      [-22, shoulderY - 1.5],
      [-22, shoulderY + 3],
    ] as const;
    canvas.shape({
      d: decalPath(shell, outline, camera),
      color: cloth.color,
      depth: DEPTH.neck,
      outline: 0.4,
    });
  } else {
    const chain = Array.from(
      { length: 31 },
      (_, index) => [(index - 15) * 6, shoulderY + 1.5 - 6 * Math.cos(((index - 15) / 15) * 1.5)] as const,
    );
    canvas.line({
      d: surfaceLine(shell, chain, camera),
      color: darker(cloth.color, 0.15),
      depth: DEPTH.neck,
      width: 0.9,
    });
    canvas.shape({
      d: decalPath(shell, ovalOutline([0, shoulderY - 6], [9, r * 0.12]), camera),
      color: cloth.color,
      depth: DEPTH.neck,
      outline: 0.4,
      material: "round",
    });
  }
}

function drawScarf({ canvas, camera, character, body }: Stage): void {
  const cloth = worn(character, "neck");
  if (cloth === undefined) return;
  const { shoulderY, headRadius: r } = body;
  const thin = cloth.kind === "kerchief" ? 0.82 : 1;
  const wrap = lathe([
    { y: shoulderY + 4.2 * thin, rx: r * 0.5 * thin, rz: r * 0.5 * thin },
    { y: shoulderY + 2.6, rx: r * 0.68 * thin, rz: r * 0.66 * thin },
    { y: shoulderY + 0.4, rx: r * 0.74 * thin, rz: r * 0.7 * thin },
    { y: shoulderY - 2.2 * thin, rx: r * 0.62 * thin, rz: r * 0.6 * thin },
  ]);
  const side = sideSign(character.hair.part);
  const near = groundDepth(camera, vector(side * 4, 0, 7));
  const long = cloth.kind === "scarf" ? 18 : 6;
  const tail: Knot[] = [
    { at: vector(side * 4, shoulderY - 1, r * 0.58), radius: 2.6 * thin },
    { at: vector(side * 5, shoulderY - long * 0.6, r * 0.74), radius: 2.9 * thin },
    { at: vector(side * 5.4, shoulderY - long, r * 0.72), radius: 3 * thin },
  ];
  const depth = near > 0 ? DEPTH.scarf : DEPTH.hairFar + 1;
  const [top, bend, end] = tail as [Knot, Knot, Knot];
  const fringe = { at: mix(bend.at, end.at, 0.6), radius: end.radius * 1.02 };
  canvas.shape({
    d: limbPath([top, bend], camera) + tubePath(bend, end, camera),
    color: cloth.color,
    depth: depth - 0.02,
  });
  canvas.shape({
    d: tubePath(fringe, { ...end, radius: end.radius * 1.06 }, camera),
    color: cloth.trim,
    depth: depth - 0.01,
    outline: 0.4,
  });
  canvas.shape({ d: regionPath(wrap, {}, { camera }), color: cloth.color, depth: DEPTH.scarf });
  const fold = [-60, -30, 0, 30, 60, 90, 120, 150, 180, 210, 240, 270].map(
    (step) => [step, shoulderY + 1 + 0.7 * Math.sin(step / 20)] as const,
  );
  canvas.line({
    d: surfaceLine(wrap, fold, camera),
    color: darker(cloth.color, 0.3),
    depth: DEPTH.scarf,
    width: 0.6,
  });
}
