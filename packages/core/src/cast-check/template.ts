import { type Lab, labImage, onWhite, type Pixels, splitSubject } from "../images/index.ts";
import { difference, squaredDifference } from "./difference.ts";
import { fieldOf, meanOf } from "./field.ts";

/** One square of a figure: where it is in its grid, its mean color, and which of the figure's colors that is. */
export interface Cell {
  column: number;
  row: number;
  color: Lab;
  tone: number;
  /** Rare colors tell more about who it is than a large plain coat. */
  weight: number;
}

/** A figure as a grid of squares, from its reference picture. */
export interface Template {
  rows: number;
  columns: number;
  cells: Cell[];
  /** The cells again, for inner loops. */
  packed: Packed;
  /** The figure's main colors. */
  tones: Tone[];
}

/** Six numbers a cell: column, row, weight and color. */
export type Packed = Float64Array;
export const PACKED_STRIDE = 6;

export interface Tone {
  color: Lab;
  /** Share of the figure's cells. */
  share: number;
}

const TONES = 9;
const TONE_ROUNDS = 6;
const COVERED_MIN = 0.6;
/** A subject that fills nearly all of its picture was not told from its ground. */
const COVERAGE_MAX = 0.9;

/** Where the figure of a reference picture is: one weight a pixel, and its box in pixels. */
export interface Cutout {
  pixels: Pixels;
  mask: Uint8Array;
  box: { left: number; top: number; width: number; height: number };
}

/** The figure of a reference picture; undefined where it does not stand out from a plain ground. */
export function cutoutOf(pixels: Pixels, mask?: Uint8Array): Cutout | undefined {
  const { width, height } = pixels;
  const known = mask ?? alphaOf(pixels) ?? groundMask(pixels);
  if (!known) return undefined;
  let [left, top, right, bottom, count] = [width, height, 0, 0, 0];
  for (let pixel = 0; pixel < known.length; pixel += 1) {
    if (!known[pixel]) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    count += 1;
  }
  const isFigure = count > 0.01 * known.length && count < COVERAGE_MAX * known.length;
  const box = { left, top, width: right - left, height: bottom - top };
  return isFigure ? { pixels, mask: known, box } : undefined;
}

function alphaOf({ data, channels }: Pixels): Uint8Array | undefined {
  if (channels !== 4) return undefined;
  const mask = Uint8Array.from({ length: data.length / 4 }, (_, pixel) =>
    (data[pixel * 4 + 3] ?? 0) > 127 ? 1 : 0,
  );
  return mask.some((value) => value === 0) ? mask : undefined;
}

function groundMask(pixels: Pixels): Uint8Array | undefined {
  const { width, height } = pixels;
  const split = splitSubject(labImage({ rgb: onWhite(pixels), width, height }));
  return split.subjectPixels === width * height ? undefined : largestPart(split.isSubject, width);
}

/** Specks and shadows far from the figure would stretch its box. */
function largestPart(isSubject: Uint8Array, width: number): Uint8Array {
  const label = new Int32Array(isSubject.length);
  const sizes = [0];
  const stack: number[] = [];
  for (let start = 0; start < isSubject.length; start += 1) {
    if (!isSubject[start] || label[start]) continue;
    const name = sizes.push(0) - 1;
    label[start] = name;
    stack.push(start);
    for (let pixel = stack.pop(); pixel !== undefined; pixel = stack.pop()) {
      sizes[name] = (sizes[name] ?? 0) + 1;
      const x = pixel % width;
      for (const next of [
        x > 0 ? pixel - 1 : -1,
        x < width - 1 ? pixel + 1 : -1,
        pixel - width,
        pixel + width,
      ]) {
        if (next < 0 || next >= isSubject.length || !isSubject[next] || label[next]) continue;
        label[next] = name;
        stack.push(next);
      }
    }
  }
  const largest = Math.max(...sizes);
  return isSubject.map((_, pixel) => ((sizes[label[pixel] ?? 0] ?? 0) >= largest * 0.08 ? 1 : 0));
}

/** The grid of a figure, `rows` squares tall. */
export function templateOf({ pixels, mask, box }: Cutout, rows: number): Template {
  const field = fieldOf(pixels, mask);
  const size = box.height / rows;
  const columns = Math.max(1, Math.round(box.width / size));
  const squares = Array.from({ length: rows * columns }, (_, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const rect = { left: box.left + column * size, top: box.top + row * size, width: size, height: size };
    const mean = meanOf(field, rect);
    return mean && mean.share >= COVERED_MIN ? { column, row, color: mean.color } : undefined;
  });
  const found = squares.filter((square) => square !== undefined);
  const tones = tonesOf(found.map(({ color }) => color));
  const cells = found.map((square) => {
    const tone = nearestTone(tones, square.color);
    return { ...square, tone, weight: 1 / Math.sqrt(Math.max(0.02, tones[tone]?.share ?? 1)) };
  });
  return { rows, columns, cells, packed: packedOf(cells), tones };
}

function packedOf(cells: Cell[]): Packed {
  const packed = new Float64Array(cells.length * PACKED_STRIDE);
  let at = 0;
  for (const { column, row, weight, color } of cells) {
    packed[at] = column;
    packed[at + 1] = row;
    packed[at + 2] = weight;
    packed[at + 3] = color[0];
    packed[at + 4] = color[1];
    packed[at + 5] = color[2];
    at += PACKED_STRIDE;
  }
  return packed;
}

/** The rows of a template from one share of its height to another, as a template of their own. */
export function bandOf(
  template: Template,
  from: number,
  to: number,
): Template & { left: number; top: number } {
  const [top, bottom] = [Math.round(from * template.rows), Math.round(to * template.rows)];
  const within = template.cells.filter(({ row }) => row >= top && row < bottom);
  const columns = within.map(({ column }) => column);
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const cells = within.map((cell) => ({ ...cell, row: cell.row - top, column: cell.column - left }));
  return {
    ...{ rows: bottom - top, columns: right - left + 1, cells, packed: packedOf(cells) },
    ...{ tones: template.tones, left, top },
  };
}

/** The same template as it looks in another light. */
export function relit(template: Template, light: (color: Lab) => Lab): Template {
  const cells = template.cells.map(({ column, row, color, tone, weight }) => {
    return { column, row, color: light(color), tone, weight };
  });
  return {
    ...template,
    cells,
    packed: packedOf(cells),
    tones: template.tones.map((tone) => ({ ...tone, color: light(tone.color) })),
  };
}

/** k-means from the furthest colors; no chance involved. */
function tonesOf(colors: Lab[]): Tone[] {
  let centers = furthest(colors);
  let groups: Lab[][] = [];
  for (let round = 0; round < TONE_ROUNDS; round += 1) {
    groups = centers.map(() => []);
    const tones = centers.map((color) => ({ color, share: 0 }));
    for (const color of colors) groups[nearestTone(tones, color)]?.push(color);
    groups = groups.filter((group) => group.length > 0);
    centers = groups.map(mean);
  }
  return groups.map((group) => ({ color: mean(group), share: group.length / Math.max(1, colors.length) }));
}

function furthest(colors: Lab[]): Lab[] {
  const [first] = colors;
  if (!first) return [];
  const chosen = [first];
  const away = colors.map((color) => difference(color, first));
  while (chosen.length < Math.min(TONES, colors.length)) {
    const index = away.indexOf(Math.max(...away));
    const next = colors[index];
    if (!next || (away[index] ?? 0) < 0.03) break;
    chosen.push(next);
    for (const [at, color] of colors.entries()) away[at] = Math.min(away[at] ?? 0, difference(color, next));
  }
  return chosen;
}

function nearestTone(tones: Tone[], color: Lab): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, tone] of tones.entries()) {
    const away = squaredDifference(tone.color, color[0], color[1], color[2]);
    if (away >= least) continue;
    least = away;
    best = index;
  }
  return best;
}

function mean(colors: Lab[]): Lab {
  const sum = colors.reduce<[number, number, number]>(
    ([l, a, b], [x, y, z]) => [l + x, a + y, b + z],
    [0, 0, 0],
  );
  return [sum[0] / colors.length, sum[1] / colors.length, sum[2] / colors.length];
}
