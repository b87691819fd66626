import { vector } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import type { Workshop } from "./prop.ts";
import { disc } from "./solids.ts";

/** A sailing ship whose bow is at +z. */
export function drawShip(workshop: Workshop) {
  const { prop, paint, g, h } = workshop;
  const w = 16 * g;
  const deck = 22;
  const keel = [vector(0, 3, 36), vector(0, 2, -34), vector(w * 0.5, 6, 0), vector(-w * 0.5, 6, 0)];
  const rail = [
    vector(0, deck + 8, 46),
    vector(w * 0.75, deck + 2, 26),
    vector(w, deck, 0),
    vector(w * 0.85, deck + 4, -32),
    vector(0, deck + 6, -40),
    vector(-w * 0.85, deck + 4, -32),
    vector(-w, deck, 0),
    vector(-w * 0.75, deck + 2, 26),
  ];
  paint.hull({ points: [...keel, ...rail], color: prop.color, bias: -2 });
  paint.hull({
    points: rail.map(({ x, y, z }) => vector(x * 0.86, y + 0.4, z * 0.9)),
    color: lighter(prop.color, 0.35),
    bias: -1.5,
  });
  paint.box({
    center: vector(0, deck + 8, -27),
    half: [w * 0.7, 7, 8],
    color: darker(prop.color, 0.12),
    bias: -1,
  });
  for (const x of [1, -1])
    paint.plate({
      points: disc(vector(x * (w * 0.7 + 0.2), deck + 9, -27), vector(0, 2.6, 0), vector(0, 0, 2.6)).slice(),
      normal: vector(x, 0, 0),
      color: "#ffe9a8",
      bias: 14,
    });
  const mast = 84 * h;
  drawRigging(workshop, { deck, mast });
  paint.rod({
    from: { at: vector(0, deck + 6, 44), radius: 1.3 },
    to: { at: vector(0, deck + 16, 60), radius: 0.7 },
    color: "#8a5a38",
  });
  return { height: mast + 2, footprint: 30 };
}

function drawRigging(
  { prop, paint, g, side }: Workshop,
  { deck, mast }: { deck: number; mast: number },
): void {
  paint.rod({
    from: { at: vector(0, deck, 0), radius: 1.8 },
    to: { at: vector(0, mast, 0), radius: 1.3 },
    color: "#8a5a38",
    bias: 0.2,
  });
  const sail = (y0: number, y1: number, half: number) =>
    [0, 1, 2, 3, 4].flatMap((step) => {
      const share = step / 4;
      const bulge = 6 * Math.sin(share * Math.PI);
      const x = half * (1 - share * 0.14);
      return [
        vector(x, y0 + (y1 - y0) * share, 2 + bulge),
        vector(-x, y0 + (y1 - y0) * share, 2 + bulge),
        vector(0, y0 + (y1 - y0) * share, 2 + bulge * 1.5),
      ];
    });
  paint.hull({ points: sail(deck + 12, mast * 0.68, 23 * g), color: prop.second, bias: 0.5 });
  paint.hull({ points: sail(mast * 0.71, mast * 0.92, 15 * g), color: prop.second, bias: 0.5 });
  paint.plate({
    points: disc(
      vector(side * 9, (deck + mast * 0.72) / 2 + 3, 11.4),
      vector(5, 0, 0),
      vector(0, 5, 0),
    ).slice(),
    normal: vector(0, 0, 1),
    color: prop.accent,
    bias: 9,
  });
  paint.hull({
    points: [vector(0, mast + 1, 0), vector(0, mast - 6, 0), vector(0, mast - 2.5, -16)],
    color: prop.accent,
    bias: 0.6,
  });
}
