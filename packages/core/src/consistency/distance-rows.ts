import type { Side } from "./distance-color.ts";
import { OUTLINE_ROWS, ROWS } from "./layout.ts";

/** Rows may be matched with rows this far above or below. */
const REACH = 8;
/** What a step off the diagonal costs, so that flat stretches of colour do not wander. */
const STEP_COST = 0.004;
const WIDTH_WEIGHT = 0.25;
/** Shading changes from row to row as well: lightness counts half of what it does elsewhere. */
const TINT_LIGHT_WEIGHT = 0.5;

/**
 * The colours from top to bottom, aligned by dynamic time warping: what the best alignment still costs, how far it
 * departs from equal heights (a bigger head, shorter legs), and what no alignment at all would cost.
 */
export function rowDistances(a: Side, b: Side): Record<string, number> {
  const cost = costs(a.prepared.rows, b.prepared.rows);
  const plain = warp(cost);
  const withWidth = warp(addWidths(cost, a.prepared.widths, b.prepared.widths));
  const diagonal = straightCost(cost);
  return {
    rowColor: plain.cost,
    rowColorStraight: diagonal,
    rowColorGain: Math.max(0, diagonal - plain.cost),
    rowShift: plain.shift,
    rowShiftMost: plain.shiftMost,
    rowBuild: withWidth.cost,
    rowBuildShift: withWidth.shift,
    ...tintDistances(a.prepared.rows, b.prepared.rows),
  };
}

/**
 * Row by row how much each figure's colour departs from its own mean: other light tints all rows alike, a part that
 * is lost, added or painted over only its own.
 */
function tintDistances(a: Float32Array, b: Float32Array): Record<string, number> {
  const [own, other] = [meanOfRows(a), meanOfRows(b)];
  let [sum, most] = [0, 0];
  for (let row = 0; row < ROWS; row++) {
    const at = row * 3;
    const off = (axis: 0 | 1 | 2) => (a[at + axis] ?? 0) - own[axis] - ((b[at + axis] ?? 0) - other[axis]);
    const distance = Math.hypot(TINT_LIGHT_WEIGHT * off(0), off(1), off(2));
    sum += distance;
    most = Math.max(most, distance);
  }
  return { rowTint: sum / ROWS, rowTintMost: most };
}

function meanOfRows(rows: Float32Array): [number, number, number] {
  const mean: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < rows.length; at += 3) {
    for (const axis of [0, 1, 2] as const) mean[axis] += (rows[at + axis] ?? 0) / ROWS;
  }
  return mean;
}

const SPAN = 2 * REACH + 1;

function costs(a: Float32Array, b: Float32Array): Float32Array {
  const cost = new Float32Array(ROWS * SPAN).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < ROWS; row++) {
    for (let other = Math.max(0, row - REACH); other <= Math.min(ROWS - 1, row + REACH); other++) {
      const dl = (a[row * 3] ?? 0) - (b[other * 3] ?? 0);
      const da = (a[row * 3 + 1] ?? 0) - (b[other * 3 + 1] ?? 0);
      const db = (a[row * 3 + 2] ?? 0) - (b[other * 3 + 2] ?? 0);
      cost[row * SPAN + other - row + REACH] = Math.sqrt(dl * dl + da * da + db * db);
    }
  }
  return cost;
}

function addWidths(cost: Float32Array, a: Float32Array, b: Float32Array): Float32Array {
  const both = cost.slice();
  const widthAt = (widths: Float32Array, row: number) =>
    widths[Math.floor(((row + 0.5) * OUTLINE_ROWS) / ROWS) * 3 + 2] ?? 0;
  for (let row = 0; row < ROWS; row++) {
    for (let other = Math.max(0, row - REACH); other <= Math.min(ROWS - 1, row + REACH); other++) {
      const at = row * SPAN + other - row + REACH;
      both[at] = (both[at] ?? 0) + WIDTH_WEIGHT * Math.abs(widthAt(a, row) - widthAt(b, other));
    }
  }
  return both;
}

function straightCost(cost: Float32Array): number {
  let sum = 0;
  for (let row = 0; row < ROWS; row++) sum += cost[row * SPAN + REACH] ?? 0;
  return sum / ROWS;
}

/** Cheapest monotone path from the first rows to the last ones, and how far it lies off the diagonal. */
function warp(cost: Float32Array): { cost: number; shift: number; shiftMost: number } {
  const best = new Float32Array(ROWS * SPAN).fill(Number.POSITIVE_INFINITY);
  const from = new Int8Array(ROWS * SPAN);
  for (let row = 0; row < ROWS; row++) {
    for (let other = Math.max(0, row - REACH); other <= Math.min(ROWS - 1, row + REACH); other++) {
      const at = row * SPAN + other - row + REACH;
      const own = cost[at] ?? 0;
      if (row === 0 && other === 0) {
        best[at] = own;
        continue;
      }
      const offset = other - row + REACH;
      const both = row > 0 && other > 0 ? (best[at - SPAN] ?? 0) : Number.POSITIVE_INFINITY;
      const up =
        row > 0 && offset + 1 < SPAN ? (best[at - SPAN + 1] ?? 0) + STEP_COST : Number.POSITIVE_INFINITY;
      const left = other > 0 && offset > 0 ? (best[at - 1] ?? 0) + STEP_COST : Number.POSITIVE_INFINITY;
      const least = Math.min(both, up, left);
      best[at] = least + own;
      from[at] = least === both ? 0 : least === up ? 1 : 2;
    }
  }
  return traced(best, from);
}

function traced(best: Float32Array, from: Int8Array): { cost: number; shift: number; shiftMost: number } {
  let [row, other, steps, shift, shiftMost] = [ROWS - 1, ROWS - 1, 0, 0, 0];
  while (row > 0 || other > 0) {
    const off = Math.abs(row - other);
    shift += off;
    shiftMost = Math.max(shiftMost, off);
    steps++;
    const step = from[row * SPAN + other - row + REACH];
    if (step !== 2) row--;
    if (step !== 1) other--;
  }
  const cost = (best[(ROWS - 1) * SPAN + REACH] ?? 0) / ROWS;
  return { cost, shift: shift / Math.max(1, steps) / ROWS, shiftMost: shiftMost / ROWS };
}
