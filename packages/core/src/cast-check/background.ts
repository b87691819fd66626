import { type Lab, labImage, onWhite, type Pixels, splitSubject } from "../images/index.ts";
import { squaredDifference } from "./difference.ts";
import { type Field, fieldOf, meanOf } from "./field.ts";
import { type Light, lit } from "./light.ts";

/** Which squares of a picture do not belong to its place: 1 for each that needs another explanation. */
export interface Foreign {
  columns: number;
  rows: number;
  /** Side of a square in pixels of the field. */
  size: number;
  squares: Uint8Array;
  /** 1 for each square whose color the place has little of at about its height, wherever things stand in it. */
  strange: Uint8Array;
}

/** How far something in a scene stands out from its place: 0 to 1 for each square, by it and its neighbours. */
export interface StandOut extends Omit<Foreign, "squares" | "strange"> {
  shares: Float32Array;
}

/** Rows of squares over the height of a picture. */
const ROWS = 60;
/** A color this far from all but a few squares that the place has thereabouts is not the place's. */
const FOREIGN_MIN = 0.055;
/** How far around a square the place is looked through, in shares of the picture, and how many squares must be alike. */
const NEARBY = { x: 0.07, y: 0.035, alike: 3 };
/** Things of a place stand elsewhere than in its reference, but hardly higher or lower; a color it has much of is its own. */
const ELSEWHERE = { x: 1, y: 0.2, alike: 30 };
/** A match on what looks like the place is worth so much of one on what stands out. */
const PLACE_TRUST = 0.45;
/** More of a picture than this cannot be figures. */
const FOREIGN_MAX = 0.7;
/** A studio's ground may fill so little of the picture and still be a ground. */
const GROUND_MIN = 0.25;

/**
 * What in a scene is not in the picture of its place, which models follow loosely: a square belongs to the place when
 * the place has its color nearby. Both pictures are laid upon each other by their edges, whatever their shape.
 */
export function foreignTo(scene: Field, place: Pixels, light: Light): Foreign {
  const grid = gridOf(scene);
  const reference = fieldOf(place);
  const wide = Math.max(grid.columns, Math.round((ROWS * place.width) / place.height));
  const colors = meanColors(reference, wide, ROWS).map((color) => color && lit(light, color));
  for (let index = 0; index < grid.squares.length; index += 1) {
    const [column, row] = [index % grid.columns, Math.floor(index / grid.columns)];
    const rect = { left: column * grid.size, top: row * grid.size, width: grid.size, height: grid.size };
    const seen = meanOf(scene, rect)?.color;
    if (!seen) continue;
    const middle = Math.round(((column + 0.5) / grid.columns) * wide - 0.5);
    const has = (around: typeof NEARBY) => hasColor({ colors, wide }, { seen, at: [middle, row], around });
    if (has(NEARBY)) continue;
    grid.squares[index] = 1;
    grid.strange[index] = has(ELSEWHERE) ? 0 : 1;
  }
  return grid;
}

interface Sought {
  seen: Lab;
  /** Column and row of the square that is looked around. */
  at: [number, number];
  around: typeof NEARBY;
}

function hasColor(
  { colors, wide }: { colors: ReadonlyArray<Lab | undefined>; wide: number },
  { seen, at: [column, row], around }: Sought,
): boolean {
  const reach = { x: Math.ceil(around.x * wide), y: Math.ceil(around.y * ROWS) };
  let alike = 0;
  for (let y = Math.max(0, row - reach.y); y <= Math.min(ROWS - 1, row + reach.y); y += 1) {
    for (let x = Math.max(0, column - reach.x); x <= Math.min(wide - 1, column + reach.x); x += 1) {
      const color = colors[y * wide + x];
      if (color && squaredDifference(seen, color[0], color[1], color[2]) < FOREIGN_MIN ** 2) alike += 1;
      if (alike >= around.alike) return true;
    }
  }
  return false;
}

/** Where something stands out; undefined where nearly everything does, because the place was not followed. */
export function standOutOf({ columns, rows, size, squares }: Foreign): StandOut | undefined {
  const all = squares.reduce((sum, square) => sum + square, 0);
  if (all > FOREIGN_MAX * squares.length) return undefined;
  const shares = Float32Array.from(squares, (_, index) => {
    const [x, y] = [index % columns, Math.floor(index / columns)];
    let [sum, count] = [0, 0];
    for (let row = Math.max(0, y - 1); row <= Math.min(rows - 1, y + 1); row += 1) {
      for (let column = Math.max(0, x - 1); column <= Math.min(columns - 1, x + 1); column += 1) {
        sum += squares[row * columns + column] ?? 0;
        count += 1;
      }
    }
    return sum / count;
  });
  return { columns, rows, size, shares };
}

/** How far a point, in pixels of the field, stands out; 1 where that is not known. */
export function standOutAt(standOut: StandOut | undefined, x: number, y: number): number {
  if (!standOut) return 1;
  const { columns, rows, size, shares } = standOut;
  const column = Math.min(columns - 1, Math.max(0, Math.floor(x / size)));
  const row = Math.min(rows - 1, Math.max(0, Math.floor(y / size)));
  return shares[row * columns + column] ?? 1;
}

/** How much a match at a point is worth: what is like the place may be the place. */
export function trustIn(standOut: StandOut | undefined, x: number, y: number): number {
  return PLACE_TRUST + (1 - PLACE_TRUST) * standOutAt(standOut, x, y);
}

/** What stands before a plain ground; undefined where the ground of a picture is not plain. */
export function foreignToGround(scene: Pixels, field: Field): Foreign | undefined {
  const { width, height } = scene;
  const { isSubject, backdropPixels } = splitSubject(labImage({ rgb: onWhite(scene), width, height }));
  if (backdropPixels < GROUND_MIN * width * height) return undefined;
  const grid = gridOf(field);
  for (let index = 0; index < grid.squares.length; index += 1) {
    const x = Math.min(width - 1, Math.round(((index % grid.columns) + 0.5) * grid.size));
    const y = Math.min(height - 1, Math.round((Math.floor(index / grid.columns) + 0.5) * grid.size));
    grid.squares[index] = isSubject[y * width + x] ?? 0;
    grid.strange[index] = grid.squares[index] ?? 0;
  }
  return grid;
}

function gridOf(field: Field): Foreign {
  const size = field.height / ROWS;
  const columns = Math.floor(field.width / size);
  const blank = () => new Uint8Array(columns * ROWS);
  return { columns, rows: ROWS, size, squares: blank(), strange: blank() };
}

function meanColors(field: Field, columns: number, rows: number) {
  const [width, height] = [field.width / columns, field.height / rows];
  return Array.from({ length: columns * rows }, (_, index) => {
    const rect = {
      left: (index % columns) * width,
      top: Math.floor(index / columns) * height,
      width,
      height,
    };
    return meanOf(field, rect)?.color;
  });
}
