import type { Pixels } from "../images/index.ts";
import { lumaAt } from "./plane.ts";

const BLOCK = 8;
/** Blocks that are looked at, at most, evenly over the picture. */
const BLOCKS_MAX = 1_600;
/** What a coefficient (orthonormal DCT of luma 0-255) has to be to be missed; good JPEG drops only smaller ones. */
const SIGNIFICANT_MIN = 10;
/** A block of less energy has no such coefficient; a little less than the square, for rounding. */
const PLAIN_ENERGY_MAX = 0.99 * SIGNIFICANT_MIN ** 2;
/** With fewer significant coefficients per block than this a picture is too plain to tell. */
const DETAIL_MIN = 0.4;

/**
 * How much detail the 8x8 blocks of JPEG's grid lack against blocks half a grid aside, 0 (none) to 1 (all): crushing
 * removes coefficients within its own blocks only, and any other block holds the seams between them. WebP's blocks of
 * four pixels look alike from both places. Wants the pixels in the size in which they were compressed.
 */
export function blockiness(pixels: Pixels): number {
  const { width, height } = pixels;
  const half = BLOCK / 2;
  const across = Math.floor((width - half) / BLOCK);
  const down = Math.floor((height - half) / BLOCK);
  const blocks = Math.max(0, across) * Math.max(0, down);
  if (blocks === 0) return 0;
  const every = Math.max(1, Math.ceil(blocks / BLOCKS_MAX));
  let [on, beside, seen] = [0, 0, 0];
  for (let block = 0; block < blocks; block += every) {
    const [left, top] = [(block % across) * BLOCK, Math.floor(block / across) * BLOCK];
    on += significant(pixels, left, top);
    beside += significant(pixels, left + half, top + half);
    seen++;
  }
  if (beside < DETAIL_MIN * seen) return 0;
  return Math.max(0, 1 - on / beside);
}

const BASIS = Float32Array.from({ length: BLOCK * BLOCK }, (_, at) => {
  const [frequency, place] = [Math.floor(at / BLOCK), at % BLOCK];
  const scale = Math.sqrt((frequency === 0 ? 1 : 2) / BLOCK);
  return scale * Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * BLOCK));
});

/** Room for one block, used again for each: there are thousands. */
const block = new Float32Array(BLOCK * BLOCK);
const rows = new Float32Array(BLOCK * BLOCK);

/** Reads a block's luma and answers its energy about its mean, which is that of all its coefficients but the mean. */
function readBlock(pixels: Pixels, left: number, top: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < BLOCK; y++) {
    const start = (top + y) * pixels.width + left;
    for (let x = 0; x < BLOCK; x++) {
      const luma = lumaAt(pixels, start + x);
      block[y * BLOCK + x] = luma;
      sum += luma;
      squares += luma * luma;
    }
  }
  return squares - (sum * sum) / (BLOCK * BLOCK);
}

/** Coefficients of one block, without its mean, that say something. */
function significant(pixels: Pixels, left: number, top: number): number {
  if (readBlock(pixels, left, top) < PLAIN_ENERGY_MAX) return 0;
  for (let y = 0; y < BLOCK; y++) {
    for (let u = 0; u < BLOCK; u++) {
      let sum = 0;
      for (let x = 0; x < BLOCK; x++) sum += (BASIS[u * BLOCK + x] ?? 0) * (block[y * BLOCK + x] ?? 0);
      rows[y * BLOCK + u] = sum;
    }
  }
  let count = 0;
  for (let v = 0; v < BLOCK; v++) {
    for (let u = 0; u < BLOCK; u++) {
      if (u === 0 && v === 0) continue;
      let sum = 0;
      for (let y = 0; y < BLOCK; y++) sum += (BASIS[v * BLOCK + y] ?? 0) * (rows[y * BLOCK + u] ?? 0);
      if (Math.abs(sum) > SIGNIFICANT_MIN) count++;
    }
  }
  return count;
}
