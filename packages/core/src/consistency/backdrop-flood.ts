/** A pocket of backdrop the figure encloses (between arm and body) must fit this much better than backdrop outside. */
const POCKET_STRICTNESS = 0.6;
const POCKET_SHARE_MIN = 0.0004;
/** A separate piece smaller than this share of the largest is a speck. */
const PIECE_SHARE_MIN = 0.01;

interface Field {
  distance: Float32Array;
  width: number;
  height: number;
  threshold: number;
}

/** 1 for backdrop: what is near its prediction and hangs together with the border, pockets that fit well, and specks. */
export function floodBackdrop({ distance, width, height, threshold }: Field): Uint8Array {
  const backdrop = new Uint8Array(width * height);
  const outside = components({ width, height, isIn: (pixel) => (distance[pixel] ?? 1) < threshold });
  const strict = threshold * POCKET_STRICTNESS;
  for (const piece of outside) {
    if (!piece.touchesBorder && !isPocket(piece, { distance, strict, all: width * height })) continue;
    for (const pixel of piece.pixels) backdrop[pixel] = 1;
  }
  dropSpecks(backdrop, width, height);
  return backdrop;
}

function isPocket(piece: Piece, at: { distance: Float32Array; strict: number; all: number }): boolean {
  if (piece.pixels.length < POCKET_SHARE_MIN * at.all) return false;
  let sum = 0;
  for (const pixel of piece.pixels) sum += at.distance[pixel] ?? 1;
  return sum / piece.pixels.length < at.strict;
}

/** Gives separate specks of the figure to the backdrop. */
export function dropSpecks(backdrop: Uint8Array, width: number, height: number): void {
  const pieces = components({ width, height, isIn: (pixel) => backdrop[pixel] === 0 });
  const largest = pieces.reduce((most, piece) => Math.max(most, piece.pixels.length), 0);
  for (const piece of pieces) {
    if (piece.pixels.length >= PIECE_SHARE_MIN * largest) continue;
    for (const pixel of piece.pixels) backdrop[pixel] = 1;
  }
}

/** Pixels that hang together (4 neighbours). */
export interface Piece {
  pixels: Int32Array;
  touchesBorder: boolean;
}

interface Region {
  width: number;
  height: number;
  isIn: (pixel: number) => boolean;
}

/** The connected pieces of a region, in the order of their first pixel. */
export function components({ width, height, isIn }: Region): Piece[] {
  const count = width * height;
  const waiting = new Uint8Array(count);
  for (let pixel = 0; pixel < count; pixel++) waiting[pixel] = isIn(pixel) ? 1 : 0;
  const queue = new Int32Array(count);
  const pieces: Piece[] = [];
  let first = 0;
  let queued = 0;
  let touchesBorder = false;
  const reach = (pixel: number) => {
    if (waiting[pixel] === 0) return;
    waiting[pixel] = 0;
    queue[queued++] = pixel;
  };
  for (let seed = 0; seed < count; seed++) {
    first = queued;
    touchesBorder = false;
    reach(seed);
    for (let next = first; next < queued; next++) {
      const pixel = queue[next] ?? 0;
      const x = pixel % width;
      if (x === 0 || x === width - 1 || pixel < width || pixel >= count - width) touchesBorder = true;
      if (x > 0) reach(pixel - 1);
      if (x < width - 1) reach(pixel + 1);
      if (pixel >= width) reach(pixel - width);
      if (pixel < count - width) reach(pixel + width);
    }
    if (queued > first) pieces.push({ pixels: queue.subarray(first, queued), touchesBorder });
  }
  return pieces;
}
