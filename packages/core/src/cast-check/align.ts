import type { Lab } from "../images/index.ts";
import { difference, match } from "./difference.ts";
import { type Field, meanOf } from "./field.ts";
import type { Spot } from "./search.ts";
import type { Cell, Template } from "./template.ts";

/** One square of a figure against what is seen in its place. */
export interface Pairing {
  cell: Cell;
  /** The most alike color near its place. */
  seen: Lab;
  /** The color exactly in its place. */
  there: Lab;
  /** 0 to 1. */
  likeness: number;
}

/** A figure laid over a picture as well as it goes. */
export interface Alignment {
  spot: Spot;
  pairs: Pairing[];
}

const STEPS = [-0.75, -0.375, 0, 0.375, 0.75];
const SCALES = [0.92, 0.96, 1, 1.04, 1.08];
const REACH = 0.6;

/** Moves and scales a spot a little until the figure fits best, and says square by square how well. */
export function align(field: Field, template: Template, start: Spot): Alignment {
  const coarse = climb(field, template, start, 1);
  const spot = climb(field, template, coarse, 0.4);
  return { spot, pairs: pairsAt(field, template, spot, REACH) };
}

function climb(field: Field, template: Template, start: Spot, unit: number): Spot {
  let best = { ...start, score: -1 };
  const size = start.height / template.rows;
  for (const scale of SCALES) {
    const factor = 1 + (scale - 1) * unit;
    const [width, height] = [start.width * factor, start.height * factor];
    for (const dy of STEPS) {
      for (const dx of STEPS) {
        const left = start.left + (start.width - width) / 2 + dx * unit * size * 1.4;
        // Feet stay where they are when the size changes.
        const top = start.top + (start.height - height) + dy * unit * size * 1.4;
        const spot = { left, top, width, height, score: 0 };
        const score = fit(field, template, spot);
        if (score > best.score) best = { ...spot, score };
      }
    }
  }
  return best;
}

/** Weighted mean likeness without any tolerance of place, from every second cell: a sharper peak to climb. */
function fit(field: Field, template: Template, spot: Spot): number {
  const size = spot.height / template.rows;
  let [sum, weights] = [0, 0];
  for (let index = 0; index < template.cells.length; index += 2) {
    const cell = template.cells[index];
    if (!cell) continue;
    const rect = {
      left: spot.left + cell.column * size,
      top: spot.top + cell.row * size,
      width: size,
      height: size,
    };
    const mean = inside(field, rect) ? meanOf(field, rect) : undefined;
    sum += cell.weight * (mean ? match(mean.color, cell.color) : 0);
    weights += cell.weight;
  }
  return weights === 0 ? 0 : sum / weights;
}

/** Every square of a figure that is inside the picture, with the most alike color within `reach` squares. */
export function pairsAt(field: Field, template: Template, spot: Spot, reach: number): Pairing[] {
  const size = spot.height / template.rows;
  return template.cells.flatMap((cell) => {
    const rect = {
      left: spot.left + cell.column * size,
      top: spot.top + cell.row * size,
      width: size,
      height: size,
    };
    if (!inside(field, rect)) return [];
    const there = meanOf(field, rect)?.color;
    if (!there) return [];
    let [seen, least] = [there, difference(there, cell.color)];
    for (const [dx, dy] of AROUND) {
      const moved = { ...rect, left: rect.left + dx * reach * size, top: rect.top + dy * reach * size };
      const color = inside(field, moved) ? meanOf(field, moved)?.color : undefined;
      const away = color ? difference(color, cell.color) : least;
      if (!color || away >= least) continue;
      seen = color;
      least = away;
    }
    return [{ cell, seen, there, likeness: match(seen, cell.color) }];
  });
}

const AROUND = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
] as const;

function inside(
  field: Field,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
) {
  const slack = height * 0.5;
  return (
    left > -slack && top > -slack && left + width < field.width + slack && top + height < field.height + slack
  );
}
