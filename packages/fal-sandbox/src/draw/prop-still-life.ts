import { vector } from "./camera.ts";
import { createChance } from "./chance.ts";
import { darker, lighter } from "./color.ts";
import type { Workshop } from "./prop.ts";
import { lathe } from "./ring.ts";

/** A thing of unknown kind: a pedestal with a handful of solids that its numbers choose. */
export function drawStillLife({ prop, paint, g, h, side }: Workshop) {
  const chance = createChance(`${prop.color}${prop.second}${prop.accent}${prop.girth}`);
  paint.turned({
    lathe: lathe([
      { y: 9, rx: 19 * g, rz: 19 * g },
      { y: 7, rx: 22 * g, rz: 22 * g },
      { y: 0, rx: 24 * g, rz: 24 * g },
    ]),
    color: prop.second,
    bias: -30,
    lid: lighter(prop.second, 0.2),
  });
  const main = chance.pick("main", ["ball", "cone", "block", "urn"]);
  const y = 9;
  const tall = 44 * h;
  if (main === "ball")
    paint.ball({ center: vector(0, y + 17, 0), half: [17 * g, 17, 17 * g], color: prop.color });
  else if (main === "block")
    paint.box({
      center: vector(0, y + tall / 2, 0),
      half: [12 * g, tall / 2, 12 * g],
      color: prop.color,
      spin: 20,
    });
  else if (main === "cone")
    paint.turned({
      lathe: lathe([
        { y: y + tall, rx: 0.6, rz: 0.6 },
        { y: y + tall * 0.5, rx: 8 * g, rz: 8 * g },
        { y, rx: 16 * g, rz: 16 * g },
      ]),
      color: prop.color,
    });
  else
    paint.turned({
      lathe: lathe([
        { y: y + tall, rx: 9 * g, rz: 9 * g },
        { y: y + tall * 0.8, rx: 5.5 * g, rz: 5.5 * g },
        { y: y + tall * 0.4, rx: 16 * g, rz: 16 * g },
        { y, rx: 8 * g, rz: 8 * g },
      ]),
      color: prop.color,
      lid: darker(prop.color, 0.4),
    });
  const top = main === "ball" ? y + 34 : y + tall;
  paint.ball({ center: vector(0, top + 5, 0), half: [5.5, 5.5, 5.5], color: prop.accent, bias: 1 });
  paint.limb({
    knots: [
      { at: vector(side * 13 * g, y + 22, 0), radius: 3 },
      { at: vector(side * 22 * g, y + 26, 0), radius: 3 },
      { at: vector(side * 25 * g, y + 38, 0), radius: 4.4 },
    ],
    color: prop.second,
    bias: side,
  });
  for (let index = 0; index < prop.details; index += 1) {
    const angle = chance.between(`turn ${index}`, [0, Math.PI * 2]);
    const at = vector(Math.sin(angle) * 15 * g, y + 3.4, Math.cos(angle) * 15 * g);
    if (index % 2 === 0) paint.ball({ center: at, half: [3.4, 3.4, 3.4], color: prop.accent });
    else paint.box({ center: at, half: [3, 3, 3], color: prop.second, spin: index * 31 });
  }
  return { height: top + 11, footprint: 25 * g };
}
