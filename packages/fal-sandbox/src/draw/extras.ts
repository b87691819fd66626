import { groundDepth, mix, vector } from "./camera.ts";
import { outerCloth } from "./clothes.ts";
import { darker, lighter, mixColors } from "./color.ts";
import { eyeStation } from "./face.ts";
import {
  decalPath,
  grown,
  lathe,
  ovalOutline,
  regionPath,
  ringAt,
  surfaceLine,
  surfacePoint,
} from "./lathe.ts";
import { skinOf } from "./limbs.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath, type Knot, limbPath, tubePath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { sideSign, worn } from "./subject.ts";

/** What is worn at the neck, on the eyes and on the back, and what grows there. */
export function drawExtras(stage: Stage): void {
  drawNeckwear(stage);
  drawEyewear(stage);
  drawCape(stage);
  drawRucksack(stage);
  drawWings(stage);
  drawQuiver(stage);
  drawTail(stage);
}

function drawNeckwear(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const cloth = worn(character, "neck");
  if (cloth === undefined) return;
  const shell = outerCloth(stage);
  const { shoulderY, headRadius: r } = body;
  if (cloth.kind === "scarf" || cloth.kind === "kerchief") return drawScarf(stage);
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

function drawEyewear(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const cloth = worn(character, "eyes");
  if (cloth === undefined) return;
  const { direction, y } = eyeStation(stage);
  const r = body.headRadius;
  const up = cloth.kind === "goggles" ? r * 0.52 : 0;
  const shell = grown(body.head, cloth.kind === "goggles" ? r * 0.16 : r * 0.05);
  const depth = DEPTH.head + (cloth.kind === "goggles" ? 0.46 : 0.06);
  const band = cloth.kind === "goggles" ? 1.5 : 0;
  if (band > 0)
    canvas.shape({
      d: regionPath(shell, { upper: () => y + up + band, lower: () => y + up - band }, { camera }),
      color: darker(cloth.color, 0.45),
      depth,
      outline: 0.4,
    });
  else {
    const around = Array.from({ length: 21 }, (_, index) => [-100 + index * 10, y] as const);
    const arms = around.filter(
      ([step]) => Math.abs(step) > direction + 12 || Math.abs(step) < direction - 12,
    );
    for (const part of [
      arms.filter(([step]) => step < -direction),
      arms.filter(([step]) => Math.abs(step) < direction),
      arms.filter(([step]) => step > direction),
    ]) {
      canvas.line({ d: surfaceLine(shell, part, camera), color: cloth.color, depth, width: 0.8 });
    }
  }
  for (const sign of [1, -1]) {
    const rim = ovalOutline([sign * direction, y + up], [14.5, r * 0.29]);
    const lens =
      cloth.kind === "sunglasses"
        ? { color: "#2b2831", opacity: 1 }
        : cloth.kind === "goggles"
          ? { color: "#9fdbe6", opacity: 1 }
          : { color: "#e6f6ff", opacity: 0.3 };
    canvas.shape({ d: decalPath(shell, rim, camera), ...lens, depth, material: "flat", outline: 0 });
    canvas.line({
      d: `${decalPath(shell, rim, camera)}`,
      color: cloth.color,
      depth,
      width: cloth.kind === "goggles" ? 1.6 : 1,
    });
  }
}

function drawCape({ canvas, camera, character, body }: Stage): void {
  const cloth = worn(character, "back");
  if (cloth?.kind !== "cape") return;
  const { shoulderY, hipY, torso } = body;
  const chest = ringAt(torso, shoulderY - 5);
  const cape = lathe([
    { y: shoulderY + 4, rx: chest.rx * 0.55, rz: chest.rz * 0.8 },
    { y: shoulderY + 0.5, rx: chest.rx * 1.0, rz: chest.rz * 1.08 },
    { y: shoulderY - 5, rx: chest.rx * 1.24, rz: chest.rz * 1.32 },
    { y: hipY, rx: chest.rx * 1.46, rz: chest.rz * 1.75, cz: -1 },
    { y: 9, rx: chest.rx * 1.78, rz: chest.rz * 2.2, cz: -2.4 },
  ]);
  const hem = (direction: number): number => 9 + 0.9 * Math.sin(direction / 8);
  const open = (y: number): number => (y > shoulderY - 1 ? 62 : 92);
  const region = { from: open, to: (y: number) => 360 - open(y), lower: hem };
  canvas.shape({
    d: regionPath(cape, region, { camera, wall: "inner" }),
    color: mixColors(cloth.color, cloth.trim, 0.35),
    depth: DEPTH.capeFar,
    material: "inside",
  });
  canvas.shape({ d: regionPath(cape, region, { camera }), color: cloth.color, depth: DEPTH.cape });
  for (const direction of [125, 152, 180, 208, 235]) {
    const crease = [0.12, 0.4, 0.7, 0.95].map(
      (share) => [direction, shoulderY - 6 + (9 - shoulderY + 6) * share] as const,
    );
    canvas.line({
      d: surfaceLine(cape, crease, camera),
      color: darker(cloth.color, 0.26),
      depth: DEPTH.cape,
      width: 0.6,
    });
  }
  const collar = grown(torso, 1.9);
  canvas.shape({
    d: regionPath(
      collar,
      {
        upper: () => shoulderY + 3.4,
        lower: (direction) => shoulderY + (Math.cos((direction * Math.PI) / 180) > 0.5 ? 0.2 : 0.8),
      },
      { camera },
    ),
    color: cloth.color,
    depth: DEPTH.neck,
  });
  canvas.shape({
    d: decalPath(collar, ovalOutline([0, shoulderY + 0.6], [13, 1.6]), camera),
    color: cloth.trim,
    depth: DEPTH.neck + 0.01,
    outline: 0.4,
    material: "round",
  });
}

function drawRucksack(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const cloth = worn(character, "back");
  if (cloth?.kind !== "rucksack") return;
  const { shoulderY, hipY, torso } = body;
  const ring = ringAt(torso, (shoulderY + hipY) / 2);
  const middle = vector(0, (shoulderY + hipY) / 2 + 1, -ring.rz - 6);
  const tall = (shoulderY - hipY) * 0.5;
  const depth = groundDepth(camera, vector(0, 0, -13));
  const rim = (z: number, size: number) =>
    Array.from({ length: 24 }, (_, index) => {
      const angle = (index / 24) * Math.PI * 2;
      const square = (value: number): number => Math.sign(value) * Math.abs(value) ** 0.55;
      return vector(
        square(Math.cos(angle)) * ring.rx * 0.85 * size,
        middle.y + square(Math.sin(angle)) * tall * size,
        middle.z + z,
      );
    });
  canvas.shape({
    d: hullPath([...rim(4.5, 0.95), ...rim(-2, 1), ...rim(-4.5, 0.85)], camera),
    color: cloth.color,
    depth,
  });
  const roll = [
    { at: vector(-ring.rx * 0.75, middle.y + tall + 2.2, middle.z + 0.5), radius: 3 },
    { at: vector(ring.rx * 0.75, middle.y + tall + 2.2, middle.z + 0.5), radius: 3 },
  ];
  canvas.shape({ d: limbPath(roll, camera), color: cloth.trim, depth: depth + 0.01 });
  if (camera.frontness < -0.1) {
    const flap = rim(-5, 0.72)
      .map(({ x, y, z }) => vector(x, y - tall * 0.3, z))
      .filter(({ y }) => y < middle.y);
    canvas.shape({
      d: hullPath(flap, camera),
      color: darker(cloth.color, 0.14),
      depth: depth + 0.02,
      outline: 0.4,
    });
    canvas.shape({
      d: ellipsoidPath(ellipsoid(vector(0, middle.y + 1, middle.z - 5), [1.6, 1.6, 0.6]), camera),
      color: "#e2b33c",
      depth: depth + 0.03,
      outline: 0.35,
    });
  }
  const shell = outerCloth(stage);
  for (const sign of [1, -1]) {
    const strap = [2.4, 0, -4, -8, -12, -16].map(
      (drop, index) =>
        [sign * (30 + index * 4 + (index > 3 ? (index - 3) * 12 : 0)), shoulderY + drop] as const,
    );
    canvas.line({
      d: surfaceLine(shell, strap, camera),
      color: darker(cloth.color, 0.35),
      depth: DEPTH.strap,
      width: 2.6,
    });
    canvas.line({
      d: surfaceLine(shell, strap, camera),
      color: lighter(cloth.color, 0.05),
      depth: DEPTH.strap,
      width: 1.7,
    });
  }
}

function drawWings({ canvas, camera, character, body }: Stage): void {
  const cloth = worn(character, "back");
  const own = character.creature === "dragon" && cloth === undefined;
  if (cloth?.kind !== "wings" && !own) return;
  const color = cloth?.color ?? mixColors(character.fur, "#f4c62f", 0.35);
  const y = body.shoulderY - 6;
  for (const sign of [1, -1]) {
    const root = vector(sign * 3, y, -8);
    const fingers = [
      [20, 17, -15],
      [26, 6, -18],
      [22, -7, -17],
      [13, -14, -14],
    ] as const;
    const depth = groundDepth(camera, vector(sign * 12, 0, -14)) * 0.9;
    const tips = fingers.map(([x, up, z]) => vector(sign * x, y + up, z));
    for (const [index, tip] of tips.entries()) {
      const next = tips[index + 1] ?? vector(sign * 4, y - 12, -9);
      canvas.shape({
        d: hullPath(
          [
            root,
            tip,
            next,
            vector((tip.x + next.x) * 0.46, (tip.y + next.y) * 0.5 + 1.5, (tip.z + next.z) * 0.5),
          ],
          camera,
        ),
        color,
        depth: depth + index * 0.01,
      });
    }
  }
}

function drawQuiver({ canvas, camera, character, body }: Stage): void {
  const cloth = worn(character, "back");
  if (cloth?.kind !== "quiver") return;
  const top = vector(-8, body.shoulderY + 3, -11);
  const low = vector(5, body.hipY + 6, -10);
  const depth = groundDepth(camera, vector(0, 0, -12));
  for (const shift of [-2, 0, 2]) {
    const nock = vector(top.x - 4 + shift, top.y + 8 + shift * 0.5, top.z);
    canvas.shape({
      d: limbPath(
        [
          { at: top, radius: 0.5 },
          { at: nock, radius: 0.5 },
        ],
        camera,
      ),
      color: "#c49a6c",
      depth: depth - 0.02,
      outline: 0.3,
    });
    canvas.shape({
      d: ellipsoidPath(ellipsoid(nock, [1.3, 2.2, 1.3]), camera),
      color: cloth.trim,
      depth: depth - 0.01,
      outline: 0.3,
    });
  }
  canvas.shape({
    d: limbPath(
      [
        { at: top, radius: 3.6 },
        { at: low, radius: 3 },
      ],
      camera,
    ),
    color: cloth.color,
    depth,
  });
}

function drawTail(stage: Stage): void {
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
