import type { Side } from "./distance-color.ts";
import { PATCH_SIDE, type Prepared } from "./distance-prepared.ts";

/** A patch may be found this many rows higher or lower: turning a figure moves nothing far up or down. */
const REACH_ROWS = 1;
/** Light changes lightness first: it counts little beside colour. */
const LIGHT_WEIGHT = 0.2;
/** Differences of the same paint under another light stay below this. */
const TOLERANCE = 0.015;
const COVERED_MIN = 0.35;

/**
 * How much of each figure has a colour that the other one does not have anywhere at about that height: a part in
 * another colour, added or lost, whatever side it is seen from.
 */
export function patchDistances({ prepared: a }: Side, { prepared: b }: Side): Record<string, number> {
  const ours = unfound(a, b);
  const theirs = unfound(b, a);
  return {
    patchOff: (ours.mean + theirs.mean) / 2,
    patchOffMost: Math.max(ours.mean, theirs.mean),
    patchOffLeast: Math.min(ours.mean, theirs.mean),
    patchRowMost: Math.max(ours.rowMost, theirs.rowMost),
    patchRowLeast: Math.min(ours.rowMost, theirs.rowMost),
  };
}

function unfound({ patches: a }: Prepared, { patches: b }: Prepared): { mean: number; rowMost: number } {
  let [sum, covered, rowMost] = [0, 0, 0];
  for (let row = 0; row < PATCH_SIDE; row++) {
    const [from, to] = [Math.max(0, row - REACH_ROWS), Math.min(PATCH_SIDE - 1, row + REACH_ROWS) + 1];
    let [rowSum, rowCovered] = [0, 0];
    for (let cell = row * PATCH_SIDE; cell < (row + 1) * PATCH_SIDE; cell++) {
      const cover = a[cell * 4 + 3] ?? 0;
      if (cover < COVERED_MIN) continue;
      let least = 1;
      for (let at = from * PATCH_SIDE; at < to * PATCH_SIDE; at++) {
        if ((b[at * 4 + 3] ?? 0) < COVERED_MIN) continue;
        const dl = LIGHT_WEIGHT * ((a[cell * 4] ?? 0) - (b[at * 4] ?? 0));
        const da = (a[cell * 4 + 1] ?? 0) - (b[at * 4 + 1] ?? 0);
        const db = (a[cell * 4 + 2] ?? 0) - (b[at * 4 + 2] ?? 0);
        least = Math.min(least, dl * dl + da * da + db * db);
      }
      rowSum += cover * Math.min(0.25, Math.max(0, Math.sqrt(least) - TOLERANCE));
      rowCovered += cover;
    }
    sum += rowSum;
    covered += rowCovered;
    if (rowCovered > 0) rowMost = Math.max(rowMost, rowSum / rowCovered);
  }
  return { mean: sum / Math.max(1, covered), rowMost };
}
