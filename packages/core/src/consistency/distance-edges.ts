import { CELLS, DIRECTIONS } from "./layout.ts";

/** The edge directions of the mirrored picture. */
export function mirroredEdges(edges: Uint8Array): Uint8Array {
  const turned = new Uint8Array(edges.length);
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const from = (row * CELLS + column) * DIRECTIONS;
      const to = (row * CELLS + CELLS - 1 - column) * DIRECTIONS;
      for (let way = 0; way < DIRECTIONS; way++) {
        turned[to + ((DIRECTIONS - way) % DIRECTIONS)] = edges[from + way] ?? 0;
      }
    }
  }
  return turned;
}

/** Directions per row of cells, each direction together with its mirror image; square roots again. */
export function edgesByRow(edges: Uint8Array): Uint8Array {
  const sums = new Float32Array(CELLS * DIRECTIONS);
  for (let at = 0; at < edges.length; at++) {
    const row = Math.floor(at / (CELLS * DIRECTIONS));
    const way = at % DIRECTIONS;
    const power = (edges[at] ?? 0) ** 2 / 2;
    const one = row * DIRECTIONS + way;
    const other = row * DIRECTIONS + ((DIRECTIONS - way) % DIRECTIONS);
    sums[one] = (sums[one] ?? 0) + power;
    sums[other] = (sums[other] ?? 0) + power;
  }
  return roots(sums);
}

/** How much edge there is at each height; square roots. */
export function edgesByHeight(edges: Uint8Array): Uint8Array {
  const sums = new Float32Array(CELLS);
  for (let at = 0; at < edges.length; at++) {
    const row = Math.floor(at / (CELLS * DIRECTIONS));
    sums[row] = (sums[row] ?? 0) + (edges[at] ?? 0) ** 2;
  }
  return roots(sums);
}

function roots(sums: Float32Array): Uint8Array {
  return Uint8Array.from(sums, (sum) => Math.min(255, Math.round(Math.sqrt(sum))));
}
