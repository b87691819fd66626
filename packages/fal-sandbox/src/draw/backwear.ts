import { groundDepth, vector } from "./camera.ts";
import { outerCloth } from "./clothes.ts";
import { darker, lighter, mixColors } from "./color.ts";
import { decalPath, ovalOutline, regionPath, surfaceLine } from "./lathe.ts";
import { grown, lathe, ringAt } from "./ring.ts";
import { ellipsoid, ellipsoidPath, hullPath, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Garment, worn } from "./subject.ts";

/** A cape over the back, its lining seen from the front. */
export function drawCape({ canvas, camera, character, body }: Stage): void {
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

/** A rucksack behind the shoulders, its straps across the chest. */
export function drawRucksack(stage: Stage): void {
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
  drawStraps(stage, cloth);
}

function drawStraps(stage: Stage, cloth: Garment): void {
  const { canvas, camera, body } = stage;
  const shell = outerCloth(stage);
  for (const sign of [1, -1]) {
    const strap = [2.4, 0, -4, -8, -12, -16].map(
      (drop, index) =>
        [sign * (30 + index * 4 + (index > 3 ? (index - 3) * 12 : 0)), body.shoulderY + drop] as const,
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

/** Wings, worn or grown: a dragon has its own. */
export function drawWings({ canvas, camera, character, body }: Stage): void {
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

/** A quiver with three arrows, slung from the right shoulder. */
export function drawQuiver({ canvas, camera, character, body }: Stage): void {
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
