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
  const edges = edgeDistances(a, b);
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
function edgeDistances({ features, prepared: own }: Side, { features: other, prepared: their }: Side) {
  const [a, b] = [section(features.data, "edges"), section(other.data, "edges")];
  const rows = hellinger(own.edgeRows, their.edgeRows, DIRECTIONS);
  return {
    edges: Math.min(hellinger(a, b, a.length)[0] ?? 0, hellinger(a, their.edgesMirrored, a.length)[0] ?? 0),
    edgeRows: mean(rows),
    edgeRowsMost: Math.max(...rows),
    edgeHeights: hellinger(own.edgeHeights, their.edgeHeights, CELLS)[0] ?? 0,
  };
}
