import { type Vector, vector } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import type { Workshop } from "./prop.ts";
import { disc } from "./solids.ts";

/** The colour of window panes. */
export const GLASS = "#a9d8ea";

/** The heights and half measures of one car, in units. */
interface Measures {
  readonly w: number;
  readonly long: number;
  readonly floor: number;
  readonly waist: number;
  readonly roof: number;
}

/** A car that looks towards +z, with luggage on one side of its roof. */
export function drawCar(workshop: Workshop) {
  const { prop, paint, g, h, side } = workshop;
  const car = { w: 20 * g, long: 42, floor: 7, waist: 24 * h, roof: 42 * h };
  drawBody(workshop, car);
  drawSides(workshop, car);
  drawEnds(workshop, car);
  const luggage = vector(side * 5, car.roof + 4.2, -9);
  paint.box({ center: luggage, half: [7, 4, 10], color: prop.accent, bias: 2 });
  paint.box({ center: luggage, half: [7.4, 4.2, 1.4], color: darker(prop.accent, 0.4), bias: 2.5 });
  return { height: car.roof + 12, footprint: 34 };
}

function drawBody({ prop, paint }: Workshop, { w, long, floor, waist, roof }: Measures): void {
  const slab = (size: number, y: number, [front, back]: readonly [number, number]): Vector[] => [
    vector(w * size, y, front),
    vector(-w * size, y, front),
    vector(-w * size, y, back),
    vector(w * size, y, back),
  ];
  for (const x of [1, -1]) {
    for (const z of [26, -26]) {
      const center = vector(x * (w - 2), 8.5, z);
      paint.wheel({ center, radius: 8.5, half: 3.2, tyre: "#37333f", hub: "#cfd5de", bias: 1 });
    }
  }
  const sill = slab(0.94, floor, [long, -long]);
  const belt = slab(1, floor + 7, [long + 2, -long - 2]);
  paint.hull({ points: [...sill, ...belt, ...slab(0.96, waist, [long - 3, -long + 1])], color: prop.color });
  const cabin = [...slab(0.92, waist - 1, [20, -32]), ...slab(0.74, roof, [8, -25])];
  paint.hull({ points: cabin, color: lighter(prop.color, 0.05), bias: 0.2 });
}

function drawSides({ prop, paint }: Workshop, { w, long, floor, waist, roof }: Measures): void {
  const [low, high] = [waist + 1, roof - 2.5];
  for (const x of [1, -1]) {
    const [out, slope] = [x * w * 0.91, x * w * 0.77];
    const panes = [
      [vector(out, low, 15), vector(slope, high, 6), vector(slope, high, -7), vector(out, low, -7)],
      [vector(out, low, -10), vector(slope, high, -10), vector(slope, high, -22), vector(out, low, -27)],
    ];
    for (const points of panes) paint.plate({ points, normal: vector(x, 0.2, 0), color: GLASS, bias: 30 });
    const stripe = [long - 6, -long + 6].flatMap((z) => [
      vector(x * w, floor + 9, z),
      vector(x * w, floor + 11.5, z),
    ]);
    paint.plate({ points: stripe, normal: vector(x, 0, 0), color: prop.second, bias: 10 });
  }
}

function drawEnds({ paint }: Workshop, { w, long, floor, waist, roof }: Measures): void {
  const pane = (z: number, top: number): Vector[] => [
    vector(w * 0.8, waist + 1, z),
    vector(-w * 0.8, waist + 1, z),
    vector(-w * 0.66, roof - 2.5, top),
    vector(w * 0.66, roof - 2.5, top),
  ];
  paint.plate({ points: pane(19, 9), normal: vector(0, 0.4, 1), color: GLASS, bias: 20 });
  paint.plate({ points: pane(-31.5, -26), normal: vector(0, 0.4, -1), color: GLASS, bias: 20 });
  for (const z of [1, -1]) {
    const bumper = [1, -1].flatMap((x) => [
      vector(x * w * 0.96, floor + 4, z * (long + 2)),
      vector(x * w * 0.96, floor, z * (long + 2)),
    ]);
    paint.plate({ points: bumper, normal: vector(0, 0, z), color: "#c3c9d2", bias: 11 });
    for (const x of [1, -1]) {
      const lamp = disc(
        vector(x * w * 0.68, floor + 9, z * (long + 1.4)),
        vector(3.2, 0, 0),
        vector(0, 3, 0),
      );
      paint.plate({ points: lamp, normal: vector(0, 0, z), color: z > 0 ? "#fff3c0" : "#e0342c", bias: 12 });
    }
  }
}
