import { vector } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import {
  decalPath,
  grown,
  type Lathe,
  lathe,
  lathePath,
  ovalOutline,
  regionPath,
  ringAt,
  surfaceLine,
} from "./lathe.ts";
import { skinOf } from "./limbs.ts";
import { limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Garment, worn } from "./subject.ts";

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

function drawBottom(stage: Stage): void {
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

function drawTop(stage: Stage): void {
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
  { canvas, camera, body }: Stage,
  { cloth, shell, hem }: { cloth: Garment; shell: Lathe; hem: number },
): void {
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

function drawOver(stage: Stage): void {
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

function hemOf(cloth: Garment, { hipY }: Stage["body"]): number {
  if (cloth.kind === "robe") return 6.5;
  if (cloth.kind === "dress") return hipY * 0.42;
  if (cloth.kind === "tunic") return hipY * 0.68;
  return cloth.kind === "armour" ? hipY - 1.5 : hipY - 2;
}

/** A shell from the shoulders to a hem below the hips. */
function longShell(
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

function drawSkirt(
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
