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
  surfaceLine,
  surfacePoint,
} from "./lathe.ts";
import { disc, ellipsoid, ellipsoidPath, hullPath, limbPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { type Garment, worn } from "./subject.ts";

const ABOVE = DEPTH.head + 0.4;

/** Hats, helmets, hoods and crowns. */
export function drawHat(stage: Stage): void {
  const hat = worn(stage.character, "head");
  if (hat === undefined) return;
  const draw = HATS[hat.kind];
  if (draw !== undefined) draw(stage, hat);
}

type DrawHat = (stage: Stage, hat: Garment) => void;

const HATS: Readonly<Record<string, DrawHat>> = {
  brim: (stage, hat) =>
    drawBrimmed(stage, hat, {
      brim: 1.62,
      crown: [
        [0, 1.0],
        [0.28, 0.98],
        [0.5, 0.9],
        [0.62, 0.6],
        [0.6, 0.2],
      ],
    }),
  straw: (stage, hat) =>
    drawBrimmed(stage, hat, {
      brim: 1.85,
      crown: [
        [0, 1.0],
        [0.22, 0.98],
        [0.42, 0.82],
        [0.52, 0.5],
        [0.55, 0.1],
      ],
    }),
  wizard: (stage, hat) =>
    drawBrimmed(stage, hat, {
      brim: 1.7,
      crown: [
        [0, 1.02],
        [0.3, 0.8],
        [0.75, 0.5],
        [1.15, 0.26],
        [1.55, 0.03],
      ],
    }),
  top: (stage, hat) =>
    drawBrimmed(stage, hat, {
      brim: 1.4,
      crown: [
        [0, 0.92],
        [0.4, 0.88],
        [0.85, 0.93],
        [0.92, 0.9],
        [0.93, 0.1],
      ],
    }),
  tricorn: (stage, hat) => drawTricorn(stage, hat),
  cap: (stage, hat) => drawCapHat(stage, hat, { rise: 0.72, visor: 0.62, band: false }),
  captain: (stage, hat) => drawCapHat(stage, hat, { rise: 0.72, visor: 0.42, band: true }),
  beanie: (stage, hat) => drawBeanie(stage, hat),
  beret: (stage, hat) => drawBeret(stage, hat),
  crown: (stage, hat) => drawCrown(stage, hat),
  helmet: (stage, hat) => drawHelmet(stage, hat, false),
  horned: (stage, hat) => drawHelmet(stage, hat, true),
  bubble: (stage, hat) => drawBubble(stage, hat),
  hood: (stage, hat) => drawHood(stage, hat),
  chef: (stage, hat) => drawChef(stage, hat),
  headband: (stage, hat) => drawBand(stage, hat),
  headphones: (stage, hat) => drawHeadphones(stage, hat),
  flowercrown: (stage, hat) => drawFlowers(stage, hat),
};

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

function drawBrimmed(
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

function drawTricorn(stage: Stage, hat: Garment): void {
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

function drawCapHat(
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

function drawBeanie(stage: Stage, hat: Garment): void {
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

function drawBeret(stage: Stage, hat: Garment): void {
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

function drawCrown(stage: Stage, hat: Garment): void {
  const {
    canvas,
    camera,
    body: { headRadius: r, headCenter },
  } = stage;
  const base = headCenter.y + r * 0.72;
  const band = lathe([
    { y: base + r * 0.62, rx: r * 0.86, rz: r * 0.82 },
    { y: base, rx: r * 0.78, rz: r * 0.76 },
  ]);
  const points = (direction: number): number =>
    base + r * 0.3 + r * 0.3 * Math.abs(1 - (((direction + 720) % 45) / 45) * 2);
  canvas.shape({
    d: regionPath(band, { upper: points }, { camera, wall: "inner" }),
    color: darker(hat.color, 0.3),
    depth: ABOVE,
  });
  canvas.shape({
    d: regionPath(band, { upper: points }, { camera }),
    color: hat.color,
    depth: ABOVE + 0.01,
    material: "metal",
  });
  for (let direction = 0; direction < 360; direction += 45) {
    canvas.shape({
      d: decalPath(band, ovalOutline([direction, base + r * 0.17], [6, r * 0.08]), camera),
      color: direction % 90 === 0 ? "#d43a5a" : "#3b9ad4",
      depth: ABOVE + 0.02,
      outline: 0.3,
    });
  }
}

function drawHelmet(stage: Stage, hat: Garment, horned: boolean): void {
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

/** A space helmet: a glass ball on a ring. */
function drawBubble({ canvas, camera, body }: Stage, hat: Garment): void {
  const { headRadius: r, headCenter, shoulderY } = body;
  const glass = ellipsoidPath(
    ellipsoid(vector(0, headCenter.y + r * 0.04, 0), [r * 1.4, r * 1.32, r * 1.36]),
    camera,
  );
  canvas.shape({
    d: glass,
    color: "#dff3fb",
    depth: ABOVE + 0.1,
    material: "flat",
    outline: 0,
    opacity: 0.26,
  });
  canvas.line({ d: glass, color: "#8fa6b8", depth: ABOVE + 0.1, width: 1.1 });
  const shine = camera.project(vector(0, headCenter.y + r * 0.04, 0));
  canvas.line({
    d: `M${shine.x - r * 1.08} ${shine.y - r * 0.3}A${r * 1.12} ${r * 1.1} 0 0 1 ${shine.x - r * 0.4} ${shine.y - r * 1.02}`,
    color: "#ffffff",
    depth: ABOVE + 0.11,
    width: 1.8,
  });
  const ring = lathe([
    { y: shoulderY + 3.6, rx: r * 0.86, rz: r * 0.82 },
    { y: shoulderY + 1.8, rx: r * 0.98, rz: r * 0.94 },
    { y: shoulderY - 0.6, rx: r * 0.9, rz: r * 0.86 },
  ]);
  canvas.shape({ d: lathePath(ring, camera), color: hat.color, depth: DEPTH.neck + 0.1, material: "metal" });
}

function drawHood(stage: Stage, hat: Garment): void {
  const { canvas, camera, body } = stage;
  const { headRadius: r, headCenter } = body;
  const shell = grown(
    {
      ...body.head,
      rings: body.head.rings.map((ring) => ({
        ...ring,
        y: headCenter.y + (ring.y - headCenter.y) * 1.13,
        cz: ring.cz - 0.8,
      })),
      top: headCenter.y + r * 1.11,
      bottom: headCenter.y - r * 1.08,
    },
    r * 0.12,
  );
  const open = (y: number): number =>
    66 * Math.sqrt(Math.max(0, 1 - ((y - headCenter.y + r * 0.12) / (r * 0.82)) ** 2));
  canvas.shape({
    d: regionPath(shell, {}, { camera, wall: "inner" }),
    color: hat.color,
    depth: DEPTH.head - 0.5,
    material: "inside",
  });
  const tip = [
    { at: vector(0, headCenter.y + r * 0.75, -r * 0.8), radius: r * 0.34 },
    { at: vector(0, headCenter.y + r * 0.72, -r * 1.35), radius: r * 0.05 },
  ];
  canvas.shape({ d: limbPath(tip, camera), color: hat.color, depth: ABOVE - 0.02 });
  canvas.shape({
    d: regionPath(shell, { from: open, to: (y) => 360 - open(y) }, { camera }),
    color: hat.color,
    depth: ABOVE,
  });
}

function drawChef(stage: Stage, hat: Garment): void {
  const {
    canvas,
    camera,
    body: { headRadius: r, headCenter },
  } = stage;
  const base = headCenter.y + r * 0.6;
  const band = lathe([
    { y: base + r * 0.62, rx: r * 0.9, rz: r * 0.86 },
    { y: base, rx: r * 0.93, rz: r * 0.9 },
  ]);
  for (const [x, z] of [
    [0, -0.5],
    [0.6, 0],
    [-0.6, 0],
    [0, 0.5],
  ] as const) {
    const depth = ABOVE - 0.02 + (x * camera.leftness + z * camera.frontness) * 0.02;
    canvas.shape({
      d: ellipsoidPath(
        ellipsoid(vector(x * r, base + r * 0.85, z * r), [r * 0.66, r * 0.48, r * 0.62]),
        camera,
      ),
      color: hat.color,
      depth,
      material: "round",
    });
  }
  canvas.shape({ d: lathePath(band, camera), color: hat.color, depth: ABOVE + 0.01 });
}

function drawBand(stage: Stage, hat: Garment): void {
  const { canvas, camera, body } = stage;
  const { headRadius: r, headCenter } = body;
  const y = headCenter.y + r * 0.46;
  canvas.shape({
    d: regionPath(grown(body.head, r * 0.13), { upper: () => y + r * 0.2, lower: () => y - 0.2 }, { camera }),
    color: hat.color,
    depth: ABOVE,
  });
  const knot = surfacePoint(body.head, 155, y);
  const back = camera.frontness < 0.3;
  for (const drop of [5, 7]) {
    const tail = [
      { at: knot, radius: 1.2 },
      { at: vector(knot.x + drop * 0.5 - 2, knot.y - drop, knot.z - 3), radius: 1.4 },
    ];
    canvas.shape({
      d: limbPath(tail, camera),
      color: hat.color,
      depth: back ? ABOVE + 0.01 : DEPTH.head - 0.6,
    });
  }
}

function drawHeadphones(stage: Stage, hat: Garment): void {
  const {
    canvas,
    camera,
    body: { headRadius: r, headCenter },
  } = stage;
  const arc = [-84, -50, -15, 15, 50, 84].map((angle) => {
    const turn = (angle * Math.PI) / 180;
    return {
      at: vector(Math.sin(turn) * r * 1.15, headCenter.y + Math.cos(turn) * r * 1.16, 0),
      radius: r * 0.09,
    };
  });
  canvas.shape({ d: limbPath(arc, camera), color: hat.color, depth: ABOVE });
  for (const sign of [1, -1]) {
    const rim = (out: number) =>
      disc(vector(sign * r * out, headCenter.y - r * 0.04, 0), vector(0, r * 0.3, 0), vector(0, 0, r * 0.28));
    canvas.shape({
      d: hullPath([...rim(1.0), ...rim(1.24)], camera),
      color: hat.trim,
      depth: sign * camera.leftness > -0.1 ? ABOVE + 0.05 : DEPTH.head - 0.3,
    });
  }
}

function drawFlowers(stage: Stage, hat: Garment): void {
  const { canvas, camera, body } = stage;
  const { headRadius: r, headCenter } = body;
  const shell = grown(body.head, r * 0.13);
  const y = headCenter.y + r * 0.6;
  canvas.shape({
    d: regionPath(shell, { upper: () => y + 0.9, lower: () => y - 0.9 }, { camera }),
    color: hat.color,
    depth: ABOVE,
    outline: 0.4,
  });
  for (let direction = 0; direction < 360; direction += 36) {
    const at = surfacePoint(shell, direction, y);
    const near = at.x * camera.leftness + at.z * camera.frontness;
    if (near < -r * 0.2) continue;
    const color = ["#f28fb4", "#f4c62f", "#f4f2ec", "#e0342c", "#b7a3e0"][(direction / 36) % 5] ?? hat.trim;
    canvas.shape({
      d: ellipsoidPath(ellipsoid(at, [r * 0.17, r * 0.17, r * 0.15]), camera),
      color,
      depth: ABOVE + 0.01 + near * 0.001,
      material: "round",
      outline: 0.4,
    });
    canvas.shape({
      d: ellipsoidPath(ellipsoid(at, [r * 0.06, r * 0.06, r * 0.15]), camera),
      color: "#f6d34c",
      depth: ABOVE + 0.011 + near * 0.001,
      outline: 0,
    });
  }
}
