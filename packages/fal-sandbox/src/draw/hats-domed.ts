import { vector } from "./camera.ts";
import { darker } from "./color.ts";
import { ABOVE } from "./hats.ts";
import { decalPath, lathePath, ovalOutline, regionPath, surfaceLine } from "./lathe.ts";
import { grown, type Lathe } from "./ring.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import type { Garment } from "./subject.ts";

function domeLathe({ body }: Stage, { rise, wide = 1.12 }: { rise: number; wide?: number }): Lathe {
  const { headCenter, headRadius: r } = body;
  const base = headCenter.y + r * 0.36;
  const rings = Array.from({ length: 16 }, (_, index) => {
    const angle = (index / 15) * (Math.PI / 2);
    return {
      y: base + r * rise * Math.cos(angle) * 1.0,
      rx: Math.max(0.01, r * wide * Math.sin(angle)),
      rz: Math.max(0.01, r * wide * 0.98 * Math.sin(angle)),
      cx: 0,
      cz: 0,
    };
  });
  return { rings, top: base + r * rise, bottom: base };
}

/** A cap with a peak; `band` makes it a uniform cap. */
export function drawCapHat(
  stage: Stage,
  hat: Garment,
  { rise, visor, band }: { rise: number; visor: number; band: boolean },
): void {
  const {
    canvas,
    camera,
    body: { headRadius: r },
  } = stage;
  const dome = domeLathe(stage, { rise: rise + 0.1, wide: band ? 1.2 : 1.12 });
  const half = disc(
    vector(0, dome.bottom, r * 0.62),
    vector(r * 0.74, 0, 0),
    vector(0, -r * 0.1, r * (0.45 + visor)),
  );
  const peak = hullPath(
    [
      ...half.filter(({ z }) => z > r * 0.55),
      vector(-r * 0.8, dome.bottom + 1, r * 0.5),
      vector(r * 0.8, dome.bottom + 1, r * 0.5),
    ],
    camera,
  );
  canvas.shape({
    d: peak,
    color: band ? darker(hat.trim, 0.4) : hat.trim,
    depth: camera.frontness > -0.15 ? ABOVE + 0.02 : DEPTH.head - 0.4,
  });
  canvas.shape({ d: lathePath(dome, camera), color: hat.color, depth: ABOVE });
  if (band) {
    canvas.shape({
      d: regionPath(
        grown(dome, 0.4),
        { upper: () => dome.bottom + r * 0.26, lower: () => dome.bottom },
        { camera },
      ),
      color: hat.trim,
      depth: ABOVE + 0.01,
      outline: 0.4,
    });
    canvas.shape({
      d: decalPath(dome, ovalOutline([0, dome.bottom + r * 0.34], [9, r * 0.15]), camera),
      color: "#e2b33c",
      depth: ABOVE + 0.03,
      outline: 0.35,
    });
  } else {
    canvas.shape({
      d: ellipsoidPath(ellipsoid(vector(0, dome.top, 0), [1.4, 0.9, 1.4]), camera),
      color: hat.trim,
      depth: ABOVE + 0.01,
      outline: 0.35,
    });
    for (const direction of [60, 180, 300]) {
      const seam = [0.05, 0.4, 0.7, 0.95].map(
        (share) => [direction, dome.bottom + (dome.top - dome.bottom) * share] as const,
      );
      canvas.line({
        d: surfaceLine(dome, seam, camera),
        color: darker(hat.color, 0.3),
        depth: ABOVE + 0.01,
        width: 0.5,
      });
    }
  }
}

/** A knitted hat with a cuff and a bobble. */
export function drawBeanie(stage: Stage, hat: Garment): void {
  const {
    canvas,
    camera,
    body: { headRadius: r },
  } = stage;
  const dome = domeLathe(stage, { rise: 0.88 });
  canvas.shape({
    d: ellipsoidPath(ellipsoid(vector(0, dome.top + r * 0.16, 0), [r * 0.25, r * 0.25, r * 0.25]), camera),
    color: hat.trim,
    depth: ABOVE - 0.01,
    material: "round",
  });
  canvas.shape({ d: lathePath(dome, camera), color: hat.color, depth: ABOVE });
  const cuff = { upper: () => dome.bottom + r * 0.28, lower: () => dome.bottom };
  canvas.shape({ d: regionPath(grown(dome, 0.8), cuff, { camera }), color: hat.trim, depth: ABOVE + 0.01 });
  for (let direction = 0; direction < 360; direction += 20) {
    canvas.line({
      d: surfaceLine(
        grown(dome, 0.8),
        [
          [direction, dome.bottom + 0.6],
          [direction, dome.bottom + r * 0.25],
        ],
        camera,
      ),
      color: darker(hat.trim, 0.22),
      depth: ABOVE + 0.02,
      width: 0.5,
    });
  }
}

/** A beret, worn to the figure's left. */
export function drawBeret(stage: Stage, hat: Garment): void {
  const {
    canvas,
    camera,
    body: { headRadius: r, headCenter },
  } = stage;
  const middle = vector(r * 0.16, headCenter.y + r * 0.78, -r * 0.12);
  canvas.shape({
    d: ellipsoidPath(
      {
        center: middle,
        axes: [vector(r * 1.16, -r * 0.16, 0), vector(r * 0.06, r * 0.4, 0), vector(0, 0, r * 1.08)],
      },
      camera,
    ),
    color: hat.color,
    depth: ABOVE,
    material: "round",
  });
  canvas.shape({
    d: limbPath(
      [
        { at: vector(middle.x, middle.y + r * 0.36, middle.z), radius: 0.8 },
        { at: vector(middle.x, middle.y + r * 0.52, middle.z), radius: 0.6 },
      ],
      camera,
    ),
    color: hat.color,
    depth: ABOVE - 0.01,
  });
}

/** A metal helmet with a plume, or with horns. */
export function drawHelmet(stage: Stage, hat: Garment, horned: boolean): void {
  const {
    canvas,
    camera,
    body: { headRadius: r, headCenter },
  } = stage;
  const dome = domeLathe(stage, { rise: 0.84, wide: 1.14 });
  for (const sign of horned ? [1, -1] : []) {
    const base = vector(sign * r * 0.95, headCenter.y + r * 0.62, 0);
    const knots = [
      { at: base, radius: r * 0.2 },
      { at: vector(sign * r * 1.4, base.y + r * 0.12, 0), radius: r * 0.15 },
      { at: vector(sign * r * 1.55, base.y + r * 0.6, 0), radius: r * 0.03 },
    ];
    const towards = sign * camera.leftness;
    canvas.shape({
      d: limbPath(knots, camera),
      color: "#f0e3c2",
      depth: towards > 0 ? ABOVE + 0.05 : ABOVE - 0.05,
    });
  }
  const cheeks = { from: 62, to: 298, upper: () => dome.bottom + 1, lower: () => headCenter.y - r * 0.55 };
  const guard = grown(stage.body.head, r * 0.1);
  canvas.shape({
    d: regionPath(guard, cheeks, { camera }),
    color: hat.color,
    depth: ABOVE - 0.01,
    material: "metal",
  });
  canvas.shape({ d: lathePath(dome, camera), color: hat.color, depth: ABOVE, material: "metal" });
  canvas.shape({
    d: regionPath(
      grown(dome, 0.5),
      { upper: () => dome.bottom + r * 0.16, lower: () => dome.bottom },
      { camera },
    ),
    color: hat.trim,
    depth: ABOVE + 0.01,
    outline: 0.4,
  });
  if (!horned) {
    const plume = [
      { at: vector(0, dome.top, r * 0.25), radius: r * 0.1 },
      { at: vector(0, dome.top + r * 0.26, 0), radius: r * 0.2 },
      { at: vector(0, dome.top + r * 0.05, -r * 0.72), radius: r * 0.2 },
      { at: vector(0, dome.top - r * 0.55, -r * 1.2), radius: r * 0.08 },
    ];
    canvas.shape({
      d: limbPath(plume, camera),
      color: hat.trim,
      depth: camera.frontness > 0 ? ABOVE - 0.02 : ABOVE + 0.03,
    });
  }
}
