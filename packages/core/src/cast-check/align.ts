import type { Lab } from "../images/index.ts";
import { type StandOut, trustIn } from "./background.ts";
import { LIGHTNESS_WEIGHT, matchOfSquare } from "./difference.ts";
import { type Field, meanInto, type Rect } from "./field.ts";
import type { Pyramid } from "./pyramid.ts";
import type { Spot } from "./search.ts";
import { type Cell, PACKED_STRIDE, type Packed, type Template } from "./template.ts";

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
/** A search that ends at the edge of its steps goes on, where there is something to find. */
const CLIMBS_MORE = 2;
const WORTH_CLIMBING = 0.3;

/** Moves and scales a spot a little until the figure fits best, and says square by square how well. */
export function align(pyramid: Pyramid, template: Template, start: Spot): Alignment {
  let coarse = climb(pyramid, template, start, 1);
  for (let again = 0; again < CLIMBS_MORE && coarse.score >= WORTH_CLIMBING; again += 1) {
    const higher = climb(pyramid, template, coarse, 1);
    if (higher.score <= coarse.score) break;
    coarse = higher;
  }
  const spot = climb(pyramid, template, coarse, 0.4);
  return { spot, pairs: pairsAt(pyramid.field, template, spot, REACH) };
}

function climb({ field, standOut }: Pyramid, template: Template, start: Spot, unit: number): Spot {
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
        const score = fit(field, template, { spot, standOut });
        if (score > best.score) best = { ...spot, score };
      }
    }
  }
  return best;
}

/** Weighted mean likeness without any tolerance of place, from every second cell: a sharper peak to climb. */
export function fit(
  field: Field,
  { packed, rows }: Template,
  { spot, standOut }: { spot: Spot; standOut?: StandOut | undefined },
): number {
  const size = spot.height / rows;
  let [sum, weights] = [0, 0];
  for (let index = 0; index < packed.length; index += 2 * PACKED_STRIDE) {
    const weight = packed[index + 2] ?? 0;
    weights += weight;
    rect.left = spot.left + (packed[index] ?? 0) * size;
    rect.top = spot.top + (packed[index + 1] ?? 0) * size;
    rect.width = size;
    rect.height = size;
    if (!inside(field, rect) || meanInto(field, rect, mean) === 0) continue;
    const trust = trustIn(standOut, rect.left + size / 2, rect.top + size / 2);
    sum += weight * trust * matchOfSquare(awayFrom(packed, index));
  }
  return weights === 0 ? 0 : sum / weights;
}

/** Reused by the inner loops, which run some hundred thousand times a picture. */
const rect = { left: 0, top: 0, width: 0, height: 0 };
const mean = new Float64Array(3);

/** The squared difference of the mean just taken from the color of a packed cell. */
function awayFrom(packed: Packed, index: number): number {
  const dl = ((mean[0] ?? 0) - (packed[index + 3] ?? 0)) * LIGHTNESS_WEIGHT;
  const da = (mean[1] ?? 0) - (packed[index + 4] ?? 0);
  const db = (mean[2] ?? 0) - (packed[index + 5] ?? 0);
  return dl * dl + da * da + db * db;
}

/** Every square of a figure that is inside the picture, with the most alike color within `reach` squares. */
export function pairsAt(
  field: Field,
  { cells, packed, rows }: Template,
  spot: Spot,
  reach: number,
): Pairing[] {
  const size = spot.height / rows;
  rect.width = size;
  rect.height = size;
  return cells.flatMap((cell, index) => {
    const [left, top] = [spot.left + cell.column * size, spot.top + cell.row * size];
    rect.left = left;
    rect.top = top;
    if (!inside(field, rect) || meanInto(field, rect, mean) === 0) return [];
    const there = seenColor();
    let [seen, least] = [there, awayFrom(packed, index * PACKED_STRIDE)];
    for (const [dx, dy] of reach > 0 ? AROUND : NOWHERE) {
      rect.left = left + dx * reach * size;
      rect.top = top + dy * reach * size;
      if (!inside(field, rect) || meanInto(field, rect, mean) === 0) continue;
      const away = awayFrom(packed, index * PACKED_STRIDE);
      if (away >= least) continue;
      seen = seenColor();
      least = away;
    }
    return [{ cell, seen, there, likeness: matchOfSquare(least) }];
  });
}

const NOWHERE = [] as const;

function seenColor(): Lab {
  return [mean[0] ?? 0, mean[1] ?? 0, mean[2] ?? 0];
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

function inside(field: Field, { left, top, width, height }: Rect): boolean {
  const slack = height * 0.5;
  return (
    left > -slack && top > -slack && left + width < field.width + slack && top + height < field.height + slack
  );
}
