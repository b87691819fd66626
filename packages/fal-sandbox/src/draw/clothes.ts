import { vector } from "./camera.ts";
import { drawOver } from "./coats.ts";
import { darker, lighter } from "./color.ts";
import { decalPath, lathePath, ovalOutline, regionPath } from "./lathe.ts";
import { skinOf } from "./limbs.ts";
import { grown, type Lathe, lathe, ringAt } from "./ring.ts";
import { limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { worn } from "./subject.ts";
import { drawTop } from "./tops.ts";
import { drawBottom } from "./trousers.ts";

/** Torso, neck and everything worn around the trunk. */
export function drawTrunk(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const metal = character.creature === "robot";
  const neck = [
    { at: vector(0, body.shoulderY + 1, 0), radius: body.headRadius * 0.34 },
    { at: vector(0, body.headCenter.y - body.headRadius * 0.6, 0.4), radius: body.headRadius * 0.32 },
  ];
  canvas.shape({
    d: limbPath(neck, camera),
    color: darker(skinOf(character), 0.12),
    depth: DEPTH.torso - 0.1,
  });
  canvas.shape({
    d: lathePath(body.torso, camera),
    color: skinOf(character),
    depth: DEPTH.torso,
    material: metal ? "metal" : "matte",
  });
  if (metal) drawPanel(stage);
  drawBottom(stage);
  drawTop(stage);
  drawApron(stage);
  drawWaist(stage);
  drawOver(stage);
}

/** The outermost cloth around the trunk, on which straps and badges lie. */
export function outerCloth({ body, character }: Pick<Stage, "body" | "character">): Lathe {
  return grown(body.torso, worn(character, "over") === undefined ? 1 : 2.2);
}

function drawPanel({ canvas, camera, body, character }: Stage): void {
  const middle = (body.shoulderY + body.hipY) / 2 + 2;
  const panel = [
    [-34, middle + 6],
    [34, middle + 6],
    [34, middle - 6],
    [-34, middle - 6],
  ] as const;
  canvas.shape({
    d: decalPath(body.torso, panel, camera),
    color: lighter(character.fur, 0.45),
    depth: DEPTH.torso,
    outline: 0.5,
  });
  for (const [index, color] of ["#e0342c", "#f4c62f", "#3fa05a"].entries()) {
    canvas.shape({
      d: decalPath(body.torso, ovalOutline([-18 + index * 18, middle + 2.4], [6, 1.5]), camera),
      color,
      depth: DEPTH.torso,
      outline: 0.3,
    });
  }
  const gauge = [
    [-20, middle - 1.6],
    [20, middle - 1.6],
    [20, middle - 4],
    [-20, middle - 4],
  ] as const;
  canvas.shape({
    d: decalPath(body.torso, gauge, camera),
    color: character.eyes,
    depth: DEPTH.torso,
    outline: 0.3,
  });
}

function drawApron({ canvas, camera, character, body }: Stage): void {
  const cloth = worn(character, "front");
  if (cloth === undefined) return;
  const shell = grown(body.torso, 1.3);
  const depth = DEPTH.apron;
  canvas.shape({
    d: regionPath(
      shell,
      { from: -38, to: 38, upper: () => body.shoulderY - 6, lower: () => body.hipY + 3 },
      { camera },
    ),
    color: cloth.color,
    depth,
  });
  const ring = ringAt(body.torso, body.hipY);
  const skirt = lathe([
    { y: body.hipY + 5, rx: ring.rx + 1.5, rz: ring.rz + 1.5 },
    { y: body.hipY * 0.55, rx: ring.rx + 3, rz: ring.rz + 4.5 },
  ]);
  canvas.shape({ d: regionPath(skirt, { from: -62, to: 62 }, { camera }), color: cloth.color, depth });
  canvas.shape({
    d: regionPath(skirt, { upper: () => body.hipY + 5, lower: () => body.hipY + 2.6 }, { camera }),
    color: cloth.trim,
    depth,
    outline: 0.4,
  });
}

function drawWaist({ canvas, camera, character, body }: Stage): void {
  const cloth = worn(character, "waist");
  if (cloth === undefined) return;
  const shell = grown(body.torso, 1.6);
  const middle = body.hipY + 5;
  const half = cloth.kind === "sash" ? 2.6 : 1.6;
  canvas.shape({
    d: regionPath(shell, { upper: () => middle + half, lower: () => middle - half }, { camera }),
    color: cloth.color,
    depth: DEPTH.belt,
  });
  if (cloth.kind === "belt") {
    canvas.shape({
      d: decalPath(
        shell,
        [
          [-13, middle + 2.3],
          [13, middle + 2.3],
          [13, middle - 2.3],
          [-13, middle - 2.3],
        ],
        camera,
      ),
      color: "#e2b33c",
      depth: DEPTH.belt,
      outline: 0.4,
    });
    canvas.shape({
      d: decalPath(
        shell,
        [
          [-6, middle + 1],
          [6, middle + 1],
          [6, middle - 1],
          [-6, middle - 1],
        ],
        camera,
      ),
      color: cloth.color,
      depth: DEPTH.belt,
      outline: 0.2,
    });
  } else {
    const tail = [
      [24, middle],
      [44, middle],
      [48, middle - 13],
      [32, middle - 14.5],
    ] as const;
    canvas.shape({ d: decalPath(shell, tail, camera), color: cloth.color, depth: DEPTH.belt, outline: 0.45 });
  }
}
