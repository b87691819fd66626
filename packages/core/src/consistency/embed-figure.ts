import { CELLS_PER_SIDE, CHANNELS, poolCells, seeCells } from "../learned/index.ts";
import { type Box, resample } from "./embed.ts";
import type { Rgb } from "./figure.ts";
import type { Mask } from "./mask.ts";

const THIRDS = 3;
/** Numbers of a figure's embedding: the whole figure, and its upper, middle and lower third. */
export const FIGURE_EMBEDDING_LENGTH = (1 + THIRDS) * CHANNELS;
/** The square that is looked at is this much larger than the figure's longer side. */
const ROOM = 1.06;
/** How finely it is asked how much of a cell the figure covers: so many points along each side. */
const POINTS = 4;

/**
 * What the network sees of a figure on plain ground, pooled by height, for turning it moves nothing up or down; not yet
 * whitened, see whiten.ts. About 30 ms.
 */
export async function embedFigure(picture: Rgb, mask: Mask): Promise<Float32Array> {
  const box = squareAround(mask);
  const cells = await seeCells(resample(picture, box));
  const covered = coveredIn(mask, box);
  const embedding = new Float32Array(FIGURE_EMBEDDING_LENGTH);
  embedding.set(poolCells(cells, covered));
  for (let third = 0; third < THIRDS; third++) {
    const weights = covered.map((share, cell) => share * belonging(heightOf(cell, mask, box), third));
    embedding.set(poolCells(cells, weights), (1 + third) * CHANNELS);
  }
  return embedding;
}

/** In shares of the picture's sides; it may reach beyond them. */
function squareAround({ width, height, left, right, top, bottom }: Mask): Box {
  const half = (Math.max(right - left, bottom - top) * ROOM) / 2;
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return {
    left: (x - half) / width,
    right: (x + half) / width,
    top: (y - half) / height,
    bottom: (y + half) / height,
  };
}

/** Share of each cell that the figure covers. */
function coveredIn({ width, height, isFigure }: Mask, box: Box): Float32Array {
  const points = Array.from({ length: POINTS }, (_, point) => (point + 0.5) / POINTS);
  const place = (start: number, end: number, at: number, pixels: number) =>
    Math.floor((start + (at / CELLS_PER_SIDE) * (end - start)) * pixels);
  const isCovered = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && isFigure[y * width + x] === 1;
  return Float32Array.from({ length: CELLS_PER_SIDE * CELLS_PER_SIDE }, (_, cell) => {
    const [row, column] = [Math.floor(cell / CELLS_PER_SIDE), cell % CELLS_PER_SIDE];
    let covered = 0;
    for (const down of points) {
      const y = place(box.top, box.bottom, row + down, height);
      for (const along of points)
        if (isCovered(place(box.left, box.right, column + along, width), y)) covered++;
    }
    return covered / POINTS ** 2;
  });
}

/** Where the middle of a cell lies on the figure: 0 at its top, 1 at its bottom. */
function heightOf(cell: number, { top, bottom, height }: Mask, box: Box): number {
  const row = Math.floor(cell / CELLS_PER_SIDE) + 0.5;
  const y = (box.top + (row / CELLS_PER_SIDE) * (box.bottom - box.top)) * height;
  return (y - top) / Math.max(1, bottom - top);
}

/** How much a height belongs to a third: 1 in its middle and beyond the outer ones, none from the next one's middle on. */
function belonging(height: number, third: number): number {
  const thirdsBelow = height * THIRDS - (third + 0.5);
  const isOutside = third === 0 ? thirdsBelow < 0 : third === THIRDS - 1 && thirdsBelow > 0;
  return isOutside ? 1 : Math.max(0, 1 - Math.abs(thirdsBelow));
}
