import type { Foreign } from "./background.ts";
import { containment, overlap, type Spot } from "./search.ts";
import type { Sighting } from "./subject-region.ts";

/** What is left over must be this large beside the figures that are there, in height and in area, to be somebody. */
const HEIGHT_MIN = 0.4;
/** At the sides of the picture there may be more of the place than its reference shows. */
const CUT_HEIGHT_MIN = 0.7;
const AREA_MIN = 0.18;
/** Less of its own box than this is no body. */
const FILL_MIN = 0.2;
/** Pieces so near each other, as a share of a figure's height, are of one body: some of its colors are the place's. */
const CLOSING = 0.08;
/** Nobody stands higher in the picture than the cast by more than this share of a figure's height. */
const GROUND_SLACK = 0.4;
/** What has less of its own in color than this is a piece of the place that stands elsewhere than in its reference. */
const STRANGE_MIN = 0.15;
/** A second sighting of somebody, this sure, is somebody else. */
const TWIN_MIN = 0.85;
/** Taller than wide, as figures are. */
const ASPECT_MIN = 0.8;

/** Pieces of one body stand upon each other: the narrower lies over the wider by this share, … */
const STACKED_OVERLAP_MIN = 0.6;
/** … and there is no more than this between them, as a share of a figure's height. */
const STACKED_GAP_MAX = 0.2;
/** Two pieces of the place may stand upon each other by chance: together they need more of a color of their own. */
const STACKED_STRANGE_MIN = 0.4;

/** So much of a piece lies within somebody's box when it is a piece of them. */
const WITHIN_MIN = 0.65;

interface Scene {
  /** What was found of the cast and the props. */
  found: Sighting[];
  /** Every sighting, also those nobody was assigned to. */
  seen: Sighting[];
  foreign: Foreign | undefined;
  /** Height in pixels of a typical figure of this scene. */
  figureHeight: number;
}

/** Boxes of whoever is in the picture and was not asked for; undefined where the ground cannot be told from figures. */
export function extrasOf({ found, seen, foreign, figureHeight }: Scene): Omit<Spot, "score">[] | undefined {
  const twins = seen.filter(
    ({ suspect, likeness, spot }) =>
      suspect.isCharacter && likeness >= TWIN_MIN && found.every((other) => overlap(other.spot, spot) < 0.25),
  );
  const doubles = twins.map(({ spot }) => spot);
  if (!foreign) return doubles.length > 0 ? doubles : undefined;
  const grounds = found
    .filter(({ suspect }) => suspect.isCharacter)
    .map(({ spot }) => spot.top + spot.height);
  const ground = Math.min(...grounds, foreign.rows * foreign.size) - GROUND_SLACK * figureHeight;
  const parts = leftOver(foreign, found, figureHeight);
  const bodies = stacked(parts, figureHeight).filter(
    ({ strangeShare }) => strangeShare >= STACKED_STRANGE_MIN,
  );
  const strangers = [...parts, ...bodies].filter(
    (part) =>
      isFigure(part, figureHeight, foreign) &&
      part.top + part.height >= ground &&
      found.every((sighting) => !isPartOf(part, sighting)),
  );
  const apart = strangers.filter((part, index) =>
    strangers.every((other, at) => at >= index || containment(other, part) < WITHIN_MIN),
  );
  return [...doubles, ...apart.filter((part) => doubles.every((spot) => overlap(spot, part) < 0.2))];
}

/**
 * Pieces that stand upon each other taken as one: a coat of the place's color, or somebody found in front, cuts a
 * body in two of which neither is large enough to be somebody.
 */
function stacked(parts: Part[], figureHeight: number): Part[] {
  return parts.flatMap((upper) =>
    parts.flatMap((lower) => {
      const gap = lower.top - (upper.top + upper.height);
      const isAbove = gap >= 0 && gap <= STACKED_GAP_MAX * figureHeight;
      const shared =
        Math.min(upper.left + upper.width, lower.left + lower.width) - Math.max(upper.left, lower.left);
      const isOver = shared >= STACKED_OVERLAP_MIN * Math.min(upper.width, lower.width);
      return isAbove && isOver ? [union(upper, lower)] : [];
    }),
  );
}

function union(one: Part, other: Part): Part {
  const [left, top] = [Math.min(one.left, other.left), Math.min(one.top, other.top)];
  const area = one.area + other.area;
  return {
    left,
    top,
    width: Math.max(one.left + one.width, other.left + other.width) - left,
    height: Math.max(one.top + one.height, other.top + other.height) - top,
    area,
    strangeShare: (one.strangeShare * one.area + other.strangeShare * other.area) / area,
  };
}

/** A piece within somebody who is seen whole is a hole in the outline of its reference. */
function isPartOf(part: Part, { spot, likeness }: Sighting): boolean {
  return (
    likeness >= WHOLE_LIKENESS &&
    part.area < spot.width * spot.height &&
    containment(part, spot) >= WITHIN_MIN
  );
}

interface Part extends Omit<Spot, "score"> {
  /** In pixels of the field. */
  area: number;
  /** Share of it whose color the place has little of. */
  strangeShare: number;
}

function isFigure(
  { left, width, height, area, strangeShare }: Part,
  figureHeight: number,
  { columns, size }: Foreign,
): boolean {
  const typicalArea = figureHeight * figureHeight * 0.3;
  const isCut = left <= 0 || left + width >= columns * size;
  const isLarge =
    height >= (isCut ? CUT_HEIGHT_MIN : HEIGHT_MIN) * figureHeight && area >= AREA_MIN * typicalArea;
  const isUpright = area >= FILL_MIN * width * height && height >= ASPECT_MIN * width;
  return isLarge && isUpright && strangeShare >= STRANGE_MIN;
}

/** Connected parts of what belongs neither to the place nor to anybody found; small gaps do not part them. */
function leftOver(foreign: Foreign, found: Sighting[], figureHeight: number): Part[] {
  const rest = opened(withoutFound(foreign, found));
  const joined = grown(rest, Math.max(1, Math.round((CLOSING * figureHeight) / foreign.size / 2)));
  const parts: Part[] = [];
  const stack: number[] = [];
  for (let start = 0; start < joined.squares.length; start += 1) {
    if (joined.squares[start] !== 1) continue;
    stack.push(start);
    joined.squares[start] = 2;
    const squares: number[] = [];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (rest.squares[at] === 1) squares.push(at);
      for (const next of neighbours(at, joined)) {
        if (joined.squares[next] !== 1) continue;
        joined.squares[next] = 2;
        stack.push(next);
      }
    }
    if (squares.length > 0) parts.push(partOf(squares, rest));
  }
  return parts;
}

function grown(foreign: Foreign, rounds: number): Foreign {
  let { squares } = foreign;
  for (let round = 0; round < rounds; round += 1) {
    const before = squares;
    squares = before.map((value, at) =>
      value === 1 || neighbours(at, foreign).some((next) => before[next] === 1) ? 1 : 0,
    );
  }
  return { ...foreign, squares: squares.slice() };
}

function partOf(squares: number[], { columns, size, strange }: Foreign): Part {
  const xs = squares.map((at) => at % columns);
  const ys = squares.map((at) => Math.floor(at / columns));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return {
    left: left * size,
    top: top * size,
    width: (Math.max(...xs) - left + 1) * size,
    height: (Math.max(...ys) - top + 1) * size,
    area: squares.length * size * size,
    strangeShare: squares.filter((at) => strange[at] === 1).length / squares.length,
  };
}

/** Seen so well, somebody is whole. */
export const WHOLE_LIKENESS = 0.9;
/** Somebody seen less than this was cut out badly: its whole box is explained. */
const OUTLINE_LIKENESS = 0.82;

/** Everybody found explains the squares of its own figure, and one square around it. */
function withoutFound(foreign: Foreign, found: Sighting[]): Foreign {
  const squares = foreign.squares.slice();
  for (const { spot, suspect, likeness } of found) {
    if (likeness < OUTLINE_LIKENESS) fillBox({ ...foreign, squares }, spot);
    const size = spot.height / suspect.fine.rows;
    const margin = foreign.size * 1.5;
    for (const { column, row } of suspect.fine.cells) {
      const left = Math.floor((spot.left + column * size - margin) / foreign.size);
      const right = Math.floor((spot.left + (column + 1) * size + margin) / foreign.size);
      const top = Math.floor((spot.top + row * size - margin) / foreign.size);
      const bottom = Math.floor((spot.top + (row + 1) * size + margin) / foreign.size);
      for (let y = Math.max(0, top); y <= Math.min(foreign.rows - 1, bottom); y += 1) {
        const from = y * foreign.columns + Math.max(0, left);
        const to = y * foreign.columns + Math.min(foreign.columns - 1, right);
        if (to >= from) squares.fill(0, from, to + 1);
      }
    }
  }
  return { ...foreign, squares };
}

function fillBox({ squares, columns, rows, size }: Foreign, spot: Omit<Spot, "score">): void {
  const margin = spot.height * 0.06;
  const [left, right] = [spot.left - margin, spot.left + spot.width + margin].map((x) =>
    Math.floor(x / size),
  );
  const [top, bottom] = [spot.top - margin, spot.top + spot.height + margin].map((y) => Math.floor(y / size));
  for (let y = Math.max(0, top ?? 0); y <= Math.min(rows - 1, bottom ?? 0); y += 1) {
    const from = y * columns + Math.max(0, left ?? 0);
    const to = y * columns + Math.min(columns - 1, right ?? 0);
    if (to >= from) squares.fill(0, from, to + 1);
  }
}

/** Without lone squares and thin lines: what has fewer than two neighbours falls away. */
function opened(foreign: Foreign): Foreign {
  const squares = foreign.squares.map((value, at) =>
    value === 1 && neighbours(at, foreign).filter((next) => foreign.squares[next] === 1).length >= 2 ? 1 : 0,
  );
  return { ...foreign, squares };
}

function neighbours(at: number, { columns, rows }: Foreign): number[] {
  const column = at % columns;
  const found: number[] = [];
  if (column > 0) found.push(at - 1);
  if (column < columns - 1) found.push(at + 1);
  if (at >= columns) found.push(at - columns);
  if (at < (rows - 1) * columns) found.push(at + columns);
  return found;
}
