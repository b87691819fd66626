import { vector } from "./camera.ts";
import { lighter } from "./color.ts";
import { ABOVE } from "./hats.ts";
import { decalPath, lathePath, regionPath, surfacePoint } from "./lathe.ts";
import { grown, type Lathe, lathe } from "./ring.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath } from "./solids.ts";
import type { Stage } from "./stage.ts";
import type { Garment } from "./subject.ts";

function crownLathe({ body }: Stage, profile: readonly (readonly [number, number])[]): Lathe {
  const { headCenter, headRadius: r } = body;
  const base = headCenter.y + r * 0.5;
  return lathe(
    [...profile].reverse().map(([up, wide]) => ({
      y: base + up * r * 1.3,
      rx: wide * r * 1.03,
      rz: wide * r,
      cz: 0.2 - up * 1.2,
    })),
  );
}

/** A hat with a round brim; `crown` lists (height, width) from the brim up, in shares of the head. */
export function drawBrimmed(
  stage: Stage,
  hat: Garment,
  { brim, crown }: { brim: number; crown: readonly (readonly [number, number])[] },
): void {
  const { canvas, camera, body } = stage;
  const { headRadius: r } = body;
  const shell = crownLathe(stage, crown);
  const rim = (radius: number, y: number) =>
    disc(vector(0, y, 0), vector(r * radius, 0, 0), vector(0, 0, r * radius * 0.94));
  const low = shell.bottom + 0.3;
  const plate = hullPath([...rim(brim, low - 0.6), ...rim(brim * 0.97, low + 0.9)], camera);
  canvas.shape({ d: plate, color: hat.color, depth: ABOVE });
  canvas.shape({ d: lathePath(shell, camera), color: hat.color, depth: ABOVE + 0.01 });
  const band = { upper: () => shell.bottom + r * 0.3, lower: () => shell.bottom + 0.6 };
  canvas.shape({
    d: regionPath(grown(shell, 0.3), band, { camera }),
    color: hat.trim,
    depth: ABOVE + 0.02,
    outline: 0.4,
  });
  if (hat.kind === "wizard") drawStars(stage, shell);
}

function drawStars({ canvas, camera, character }: Stage, shell: Lathe): void {
  for (const [direction, share] of [
    [-25, 0.3],
    [40, 0.42],
    [120, 0.3],
    [190, 0.45],
    [250, 0.28],
    [10, 0.6],
  ] as const) {
    const y = shell.bottom + (shell.top - shell.bottom) * share;
    const star = Array.from({ length: 10 }, (_, index) => {
      const angle = (index / 10) * Math.PI * 2;
      const size = index % 2 === 0 ? 1.5 : 0.65;
      return [direction + Math.sin(angle) * size * 8 * (1 + share), y + Math.cos(angle) * size] as const;
    });
    canvas.shape({
      d: decalPath(shell, star, camera),
      color: character.garments.find(({ part }) => part === "head")?.trim ?? "#f4c62f",
      depth: ABOVE + 0.03,
      outline: 0,
      material: "flat",
    });
  }
}

/** A hat with three turned-up corners. */
export function drawTricorn(stage: Stage, hat: Garment): void {
  const { canvas, camera, body } = stage;
  const { headRadius: r, headCenter } = body;
  const y = headCenter.y + r * 0.62;
  const corners = [180, 62, -62].map((direction) =>
    surfacePoint(
      { rings: [{ y, rx: r * 1.65, rz: r * 1.5, cx: 0, cz: 0 }], top: y, bottom: y },
      direction,
      y,
    ),
  );
  const shell = crownLathe(stage, [
    [0.02, 0.98],
    [0.25, 0.95],
    [0.45, 0.8],
    [0.55, 0.4],
    [0.57, 0.05],
  ]);
  canvas.shape({
    d: hullPath(
      [...corners, ...corners.map(({ x, y: up, z }) => vector(x * 0.94, up + r * 0.3, z * 0.94))],
      camera,
    ),
    color: hat.color,
    depth: ABOVE,
  });
  canvas.shape({
    d: lathePath(shell, camera),
    color: hat.color,
    depth: ABOVE + (camera.frontness < 0 ? 0.01 : -0.01),
  });
  const front = hullPath(
    [...corners.slice(1), ...corners.slice(1).map(({ x, y: up, z }) => vector(x * 0.96, up + r * 0.34, z))],
    camera,
  );
  if (camera.frontness > -0.2) {
    canvas.shape({ d: front, color: lighter(hat.color, 0.08), depth: ABOVE + 0.02 });
    const badge = surfacePoint(body.head, 0, headCenter.y + r * 0.4);
    canvas.shape({
      d: ellipsoidPath(
        ellipsoid(vector(0, y + r * 0.17, badge.z - 0.5), [r * 0.14, r * 0.14, r * 0.05]),
        camera,
      ),
      color: "#f2e6c4",
      depth: ABOVE + 0.03,
      outline: 0.4,
    });
  }
}
