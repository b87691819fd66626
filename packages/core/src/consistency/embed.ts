import { CELLS_PER_SIDE, CHANNELS, INPUT_SIDE_PIXELS, poolCells, seeCells } from "../learned/index.ts";
import type { Rgb } from "./figure.ts";

/** How salient each pixel of a smaller copy of the same picture is, 0 to 1. */
export interface Salience {
  width: number;
  height: number;
  values: Float32Array;
}

/** Part of a picture, in shares of its sides; beyond them its edge goes on. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Numbers of an embedding: the subject looked at closely, then the whole picture, weighted by what stands out. */
export const EMBEDDING_LENGTH = 2 * CHANNELS;
/** What must stand out this much lies inside the box that is looked at closely, with a margin (shares of a side). */
const SALIENT_MIN = 0.4;
const MARGIN_SHARE = 0.035;
/** A cell that shows nothing salient still counts a little: saliency may have missed the subject. */
const LEAST_WEIGHT = 0.02;
const WEIGHT_POWER = 1.5;

/** What the network sees of a scene's subject, pooled but not yet whitened; see whiten.ts. About 60 ms. */
export async function embed(picture: Rgb, salience: Salience): Promise<Float32Array> {
  const everything = { left: 0, top: 0, right: 1, bottom: 1 };
  const embedding = new Float32Array(EMBEDDING_LENGTH);
  let offset = 0;
  for (const box of [salientBox(salience), everything]) {
    const cells = await seeCells(resample(picture, box));
    embedding.set(poolCells(cells, weightsIn(salience, box)), offset);
    offset += CHANNELS;
  }
  return embedding;
}

/** The box around what stands out, in shares of the sides; the whole picture when nothing does. */
function salientBox({ width, height, values }: Salience): Box {
  let [left, top, right, bottom] = [width, height, 0, 0];
  values.forEach((value, pixel) => {
    if (value <= SALIENT_MIN) return;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  });
  if (right <= left) return { left: 0, top: 0, right: 1, bottom: 1 };
  return {
    left: Math.max(0, left / width - MARGIN_SHARE),
    top: Math.max(0, top / height - MARGIN_SHARE),
    right: Math.min(1, right / width + MARGIN_SHARE),
    bottom: Math.min(1, bottom / height + MARGIN_SHARE),
  };
}

/** A part of the picture in the network's size, its proportions not kept; bilinear. */
export function resample({ width, height, data }: Rgb, box: Box): Uint8Array {
  const side = INPUT_SIDE_PIXELS;
  const columns = samples(box.left * width, box.right * width, width);
  const rows = samples(box.top * height, box.bottom * height, height);
  const resampled = new Uint8Array(side * side * 3);
  let at = 0;
  for (const row of rows) {
    const [above, below] = [row.from * width, row.to * width];
    for (const { from, to, share } of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const left = from * 3 + channel;
        const right = to * 3 + channel;
        const upper = (data[above * 3 + left] ?? 0) * (1 - share) + (data[above * 3 + right] ?? 0) * share;
        const lower = (data[below * 3 + left] ?? 0) * (1 - share) + (data[below * 3 + right] ?? 0) * share;
        resampled[at++] = Math.round(upper * (1 - row.share) + lower * row.share);
      }
    }
  }
  return resampled;
}

/** Per pixel of the network's side, the two source pixels it lies between and its share of the second. */
function samples(start: number, end: number, count: number) {
  return Array.from({ length: INPUT_SIDE_PIXELS }, (_, index) => {
    const place = start + ((index + 0.5) / INPUT_SIDE_PIXELS) * (end - start) - 0.5;
    const from = Math.min(count - 1, Math.max(0, Math.floor(place)));
    return { from, to: Math.min(count - 1, from + 1), share: Math.min(1, Math.max(0, place - from)) };
  });
}

/** How much each cell of the network shows of what stands out. */
function weightsIn({ width, height, values }: Salience, box: Box): Float32Array {
  const place = (start: number, end: number, index: number) =>
    start + ((index + 0.5) / CELLS_PER_SIDE) * (end - start);
  return Float32Array.from({ length: CELLS_PER_SIDE * CELLS_PER_SIDE }, (_, cell) => {
    const x = place(box.left, box.right, cell % CELLS_PER_SIDE) * width;
    const y = place(box.top, box.bottom, Math.floor(cell / CELLS_PER_SIDE)) * height;
    const pixel = Math.min(height - 1, Math.floor(y)) * width + Math.min(width - 1, Math.floor(x));
    return (values[pixel] ?? 0) ** WEIGHT_POWER + LEAST_WEIGHT;
  });
}
