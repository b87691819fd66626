import { vector, wrapDegrees } from "./camera.ts";
import { lighter } from "./color.ts";
import { decalPath, regionPath, surfaceLine } from "./lathe.ts";
import { ellipsoid, ellipsoidPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";

/** Beards and moustaches. */
export function drawBeard({ canvas, camera, character, body }: Stage): void {
  const { beard } = character;
  if (beard === undefined) return;
  const {
    headCenter: { y },
    headRadius: r,
  } = body;
  const depth = DEPTH.head + 0.04;
  if (beard.style !== "moustache") {
    const drop = beard.style === "long" ? 1.15 : 0.25;
    const chin = vector(0, y - r * (0.72 + drop * 0.5), r * 0.56);
    const bulk = ellipsoid(chin, [r * 0.58, r * (0.3 + drop * 0.5), r * 0.36]);
    canvas.shape({
      d: ellipsoidPath(bulk, camera),
      color: beard.color,
      depth: DEPTH.head + (camera.frontness > -0.12 ? 0.035 : -1.5),
    });
    const upper = (direction: number): number =>
      y - r * 0.42 + r * 0.52 * Math.max(0, (Math.abs(wrapDegrees(direction)) - 24) / 62);
    canvas.shape({
      d: regionPath(body.head, { from: -86, to: 86, upper, lower: () => y - r * 0.93 }, { camera }),
      color: beard.color,
      depth,
      outline: 0.4,
    });
    canvas.line({
      d: surfaceLine(
        body.head,
        [-8, -4, 0, 4, 8].map((step) => [step, y - r * 0.52 + 0.03 * step * step * 0.5]),
        camera,
      ),
      color: "#7a3038",
      depth: depth + 0.01,
      width: 1,
    });
  }
  for (const sign of [1, -1]) {
    const lip = [
      [0, y - r * 0.3],
      [sign * 12, y - r * 0.29],
      [sign * 25, y - r * 0.4],
      [sign * 12, y - r * 0.44],
      [0, y - r * 0.4],
    ] as const;
    canvas.shape({
      d: decalPath(body.head, lip, camera),
      color: lighter(beard.color, 0.12),
      depth: depth + 0.02,
      outline: 0.35,
    });
  }
}
