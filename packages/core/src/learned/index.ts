import { CELLS_PER_SIDE, CHANNELS, loadNetwork, type Network } from "./network.ts";

export { CELLS_PER_SIDE, CHANNELS, INPUT_SIDE_PIXELS } from "./network.ts";

let network: Promise<Network> | undefined;

/**
 * What a network trained on photographs sees in a picture of 224 x 224 pixels (RGB bytes, row by row): 14 x 14 cells,
 * row by row, of 576 numbers each, none negative. About 25 ms, and 200 ms more the first time. Deterministic.
 */
export async function seeCells(rgb: Uint8Array): Promise<Float32Array> {
  network ??= loadNetwork();
  // A load that failed is tried again by the next caller.
  network.catch(() => {
    network = undefined;
  });
  return (await network)(rgb);
}

/**
 * The mean of the cells, each weighted by how much of the subject it shows (14 x 14 weights, row by row, none
 * negative). All weights zero: all cells count the same.
 */
export function poolCells(cells: Float32Array, weights: ArrayLike<number>): Float32Array {
  const count = CELLS_PER_SIDE * CELLS_PER_SIDE;
  const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  const pooled = new Float32Array(CHANNELS);
  for (let cell = 0; cell < count; cell++) {
    const share = total > 0 ? (weights[cell] ?? 0) / total : 1 / count;
    if (share === 0) continue;
    for (let channel = 0; channel < CHANNELS; channel++)
      pooled[channel] = (pooled[channel] ?? 0) + share * (cells[cell * CHANNELS + channel] ?? 0);
  }
  return pooled;
}
