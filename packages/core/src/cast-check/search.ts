import { type StandOut, trustIn } from "./background.ts";
import { matchOfSquare, squaredDifference } from "./difference.ts";
import type { Level, Pyramid } from "./pyramid.ts";
import type { Template } from "./template.ts";

/** Where a figure may be, in pixels of the field; `score` 0 to 1 is how much of it is seen there. */
export interface Spot {
  left: number;
  top: number;
  width: number;
  height: number;
  score: number;
}

/** Heights that are looked for, each this much of the one before, from the whole picture down. */
const LEVEL_RATIO = 1.15;
const KEPT_PER_LEVEL = 6;
const SAME_OVERLAP = 0.4;
const SCORE_MIN = 0.3;

export interface SearchRange {
  /** Heights of the figure to look for, in pixels of the field. */
  minHeight: number;
  maxHeight: number;
  /** At most so many spots. */
  keep: number;
}

/** Looks for a figure everywhere in a picture and at every size of a range; best spots first, none upon another. */
export function search(pyramid: Pyramid, template: Template, range: SearchRange): Spot[] {
  const spots: Spot[] = [];
  for (let height = pyramid.field.height; height >= range.minHeight; height /= LEVEL_RATIO) {
    if (height > range.maxHeight) continue;
    spots.push(...spotsOf(pyramid.level(height / template.rows), template, pyramid.standOut));
  }
  return apart(spots, range.keep);
}

/** The best of some spots of which none covers another. */
export function apart(spots: Spot[], keep: number): Spot[] {
  const kept: Spot[] = [];
  for (const spot of [...spots].sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(other, spot) < SAME_OVERLAP)) kept.push(spot);
    if (kept.length === keep) break;
  }
  return kept;
}

/** Intersection over union of two rectangles. */
export function overlap(one: Omit<Spot, "score">, other: Omit<Spot, "score">): number {
  const both = shared(one, other);
  return both / (one.width * one.height + other.width * other.height - both);
}

/** How much of the smaller of two rectangles the other one covers. */
export function containment(one: Omit<Spot, "score">, other: Omit<Spot, "score">): number {
  return shared(one, other) / Math.min(one.width * one.height, other.width * other.height);
}

function shared(one: Omit<Spot, "score">, other: Omit<Spot, "score">): number {
  const wide = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const tall = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return wide <= 0 || tall <= 0 ? 0 : wide * tall;
}

function spotsOf(level: Level, template: Template, standOut: StandOut | undefined): Spot[] {
  const { step, size, columns, rows } = level;
  const wide = (template.columns - 1) * 2;
  const tall = (template.rows - 1) * 2;
  if (columns === 0 || rows <= tall) return [];
  const cells = cellsOf(template, toneMaps(level, template, standOut), columns);
  const weights = template.cells.reduce((sum, { weight }) => sum + weight, 0);
  const spots: Spot[] = [];
  // A figure may be cut by the sides of the picture up to a third of its width.
  const beyond = Math.floor(wide / 3);
  for (let top = 0; top <= rows - 1 - tall; top += 2) {
    for (let left = -beyond; left + wide <= columns - 1 + beyond; left += 2) {
      const score = seenAt(cells, { left, top, columns }) / weights;
      const [width, height] = [template.columns * size, template.rows * size];
      if (score > SCORE_MIN) spots.push({ left: left * step, top: top * step, width, height, score });
    }
  }
  return apart(spots, KEPT_PER_LEVEL);
}

interface Cells {
  /** Of each cell: its tone's map, where in that map relative to the figure's corner, its column, and its weight. */
  maps: Float32Array[];
  at: Int32Array;
  columns: Int32Array;
  weights: Float64Array;
}

function cellsOf({ cells }: Template, maps: Float32Array[], columns: number): Cells {
  const none = new Float32Array(0);
  return {
    maps: cells.map(({ tone }) => maps[tone] ?? none),
    at: Int32Array.from(cells, ({ column, row }) => row * 2 * columns + column * 2),
    columns: Int32Array.from(cells, ({ column }) => column * 2),
    weights: Float64Array.from(cells, ({ weight }) => weight),
  };
}

function seenAt(
  cells: Cells,
  { left, top, columns }: { left: number; top: number; columns: number },
): number {
  let sum = 0;
  const corner = top * columns + left;
  for (let index = 0; index < cells.at.length; index += 1) {
    const column = left + (cells.columns[index] ?? 0);
    if (column < 0 || column >= columns) continue;
    sum += (cells.weights[index] ?? 0) * (cells.maps[index]?.[corner + (cells.at[index] ?? 0)] ?? 0);
  }
  return sum;
}

function toneMaps(level: Level, { tones }: Template, standOut: StandOut | undefined): Float32Array[] {
  const { colors, columns, step, size } = level;
  const trust = Float32Array.from({ length: colors.length / 3 }, (_, at) =>
    trustIn(standOut, (at % columns) * step + size / 2, Math.floor(at / columns) * step + size / 2),
  );
  return tones.map(({ color }) => {
    const map = new Float32Array(colors.length / 3);
    for (let at = 0; at < map.length; at += 1) {
      const l = colors[at * 3] ?? 0;
      map[at] = matchOfSquare(squaredDifference(color, l, colors[at * 3 + 1] ?? 0, colors[at * 3 + 2] ?? 0));
    }
    const seen = spread(map, level);
    return seen.map((value, at) => value * (trust[at] ?? 1));
  });
}

/** Each value becomes the largest of its neighbourhood: half a square of tolerance in every direction. */
function spread(map: Float32Array, { columns, rows }: Level): Float32Array {
  const across = new Float32Array(map.length);
  for (let at = 0; at < map.length; at += 1) {
    const column = at % columns;
    const before = column > 0 ? (map[at - 1] ?? 0) : 0;
    const after = column < columns - 1 ? (map[at + 1] ?? 0) : 0;
    across[at] = Math.max(map[at] ?? 0, before, after);
  }
  const down = new Float32Array(map.length);
  for (let at = 0; at < map.length; at += 1) {
    const before = at >= columns ? (across[at - columns] ?? 0) : 0;
    const after = at < (rows - 1) * columns ? (across[at + columns] ?? 0) : 0;
    down[at] = Math.max(across[at] ?? 0, before, after);
  }
  return down;
}
