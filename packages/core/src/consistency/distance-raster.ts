import { hellinger, mean, type Side } from "./distance-color.ts";
import { CELLS, DIRECTIONS, RASTER, section } from "./layout.ts";

/** Coverage from which on a raster cell has a colour of its own. */
const COVERED_MIN = 0.5;
const LIGHT_WEIGHT = 0.4;
const AXIS_WEIGHT = 2;
/** A cell that differs by more than this is another part, whatever the light. */
const FOREIGN_MIN = 0.12;

/** Place by place: colours and edges of both boxes laid over each other, as they are or mirrored, whichever fits. */
export function rasterDistances(a: Side, b: Side): Record<string, number> {
  const straight = overlaid(a.prepared.cells, b.prepared.cells, false);
  const mirrored = overlaid(a.prepared.cells, b.prepared.cells, true);
  const edges = edgeDistances(section(a.features.data, "edges"), section(b.features.data, "edges"));
  return {
    cellColor: Math.min(straight.color, mirrored.color),
    cellColorStraight: straight.color,
    cellForeign: Math.min(straight.foreign, mirrored.foreign),
    cellForeignStraight: straight.foreign,
    cellCover: Math.min(straight.cover, mirrored.cover),
    cellPatch: Math.min(straight.patch, mirrored.patch),
    ...edges,
  };
}

export interface Overlay {
  color: number;
  foreign: number;
  cover: number;
  /** Largest difference averaged over 4 x 4 cells. */
  patch: number;
}

const PATCHES = RASTER / 4;

/** Two boxes laid over each other cell by cell, the second one mirrored if asked. */
export function overlaid(a: Float32Array, b: Float32Array, isMirrored: boolean): Overlay {
  const patches = new Float32Array(PATCHES * PATCHES);
  let [count, color, foreign, cover] = [0, 0, 0, 0];
  for (let row = 0; row < RASTER; row++) {
    for (let column = 0; column < RASTER; column++) {
      const at = (row * RASTER + column) * 4;
      const to = (row * RASTER + (isMirrored ? RASTER - 1 - column : column)) * 4;
      const one = a[at + 3] ?? 0;
      const other = b[to + 3] ?? 0;
      const off = Math.abs(one - other);
      cover += off;
      let different = off * 0.3;
      if (one >= COVERED_MIN && other >= COVERED_MIN) {
        const dl = LIGHT_WEIGHT * ((a[at] ?? 0) - (b[to] ?? 0));
        const da = AXIS_WEIGHT * ((a[at + 1] ?? 0) - (b[to + 1] ?? 0));
        const db = AXIS_WEIGHT * ((a[at + 2] ?? 0) - (b[to + 2] ?? 0));
        const distance = Math.sqrt(dl * dl + da * da + db * db);
        count++;
        color += distance;
        if (distance > FOREIGN_MIN) foreign++;
        different = Math.max(different, distance);
      }
      const patch = (row >> 2) * PATCHES + (column >> 2);
      patches[patch] = (patches[patch] ?? 0) + different / 16;
    }
  }
  const cells = Math.max(1, count);
  let most = 0;
  for (const patch of patches) most = Math.max(most, patch);
  return { color: color / cells, foreign: foreign / cells, cover: cover / RASTER ** 2, patch: most };
}

/** Edge directions cell by cell (as they are or mirrored), and gathered per row of cells whatever the side. */
function edgeDistances(a: Uint8Array, b: Uint8Array): Record<string, number> {
  const turned = mirrorEdges(b);
  const rows = hellinger(gathered(a), gathered(b), DIRECTIONS);
  return {
    edges: Math.min(hellinger(a, b, a.length)[0] ?? 0, hellinger(a, turned, a.length)[0] ?? 0),
    edgeRows: mean(rows),
    edgeRowsMost: Math.max(...rows),
    edgeHeights: hellinger(heights(a), heights(b), CELLS)[0] ?? 0,
  };
}

function mirrorEdges(edges: Uint8Array): Uint8Array {
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
function gathered(edges: Uint8Array): Uint8Array {
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

function heights(edges: Uint8Array): Uint8Array {
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
