import { type Prepared, prepared } from "./distance-prepared.ts";
import { overlap } from "./distance-shape.ts";
import { type Features, scalar } from "./features.ts";
import { BANDS, OUTLINE_ROWS, ROWS, SCALARS, section } from "./layout.ts";
import type { Surroundings } from "./set-neighbours.ts";

/**
 * What a view has that its surroundings do not lead to expect. Turning a figure about the vertical axis moves nothing
 * up or down, colours seen from both sides are seen from between, and the silhouette from behind is the mirror image
 * of the one from the front. Each number is 0 where the expectation is met.
 */
export function residuals(
  views: readonly Features[],
  around: readonly Surroundings[],
): Array<Record<string, number>> {
  const all = views.map(prepared);
  const heights = medianRows(all.map(({ above }) => above));
  return views.map((view, at) => {
    const own = all[at];
    const near = around[at];
    if (own === undefined || near === undefined) return {};
    const sides = [near.left, near.right].flatMap((index) => all[index ?? -1] ?? []);
    const beside = [near.left, near.right].flatMap((index) => views[index ?? -1] ?? []);
    const behind = all[near.opposite ?? -1];
    return {
      ...colorResiduals(own, sides),
      ...widthResiduals(own, sides),
      massMedian: gapOfRows(own.above, heights),
      ...oppositeResiduals(own, behind),
      ...scalarResiduals(view, beside),
    };
  });
}

function colorResiduals(own: Prepared, sides: Prepared[]): Record<string, number> {
  if (sides.length === 0) return {};
  const added: number[] = [];
  const lost: number[] = [];
  for (let band = 0; band < BANDS; band++) {
    let [more, less] = [0, 0];
    for (let bin = 0; bin < own.whole.length; bin++) {
      const room = Math.max(...sides.map((side) => side.near[band]?.[bin] ?? 0));
      const sure = Math.min(...sides.map((side) => side.bands[band]?.[bin] ?? 0));
      more += Math.max(0, (own.bands[band]?.[bin] ?? 0) - room);
      less += Math.max(0, sure - (own.near[band]?.[bin] ?? 0));
    }
    added.push(more);
    lost.push(less);
  }
  const rows = rowResiduals(own, sides);
  return {
    added: sum(added),
    addedMost: Math.max(...added),
    lost: sum(lost),
    lostMost: Math.max(...lost),
    ...rows,
  };
}

function rowResiduals(own: Prepared, sides: Prepared[]): Record<string, number> {
  let [total, most] = [0, 0];
  for (let row = 0; row < ROWS; row++) {
    let squares = 0;
    for (let axis = 0; axis < 3; axis++) {
      const at = row * 3 + axis;
      const values = sides.map((side) => side.rows[at] ?? 0);
      const value = own.rows[at] ?? 0;
      const beyond = Math.max(0, value - Math.max(...values), Math.min(...values) - value);
      squares += beyond * beyond;
    }
    const distance = Math.sqrt(squares);
    total += distance;
    most = Math.max(most, distance);
  }
  return { rowBeyond: total / ROWS, rowBeyondMost: most };
}

/** Widths and shares of the area outside what both neighbours have. */
function widthResiduals(own: Prepared, sides: Prepared[]): Record<string, number> {
  if (sides.length === 0) return {};
  let [wider, narrower, off, most] = [0, 0, 0, 0];
  for (let row = 0; row < OUTLINE_ROWS; row++) {
    const values = sides.map(({ widths }) => widths[row * 3 + 2] ?? 0);
    const width = own.widths[row * 3 + 2] ?? 0;
    wider += Math.max(0, width - Math.max(...values));
    narrower += Math.max(0, Math.min(...values) - width);
    const difference = Math.abs(width - sum(values) / values.length);
    off += difference;
    most = Math.max(most, difference);
  }
  const mass = sides.map(({ above }) => gapOfRows(own.above, above));
  return {
    wider: wider / OUTLINE_ROWS,
    narrower: narrower / OUTLINE_ROWS,
    widthOff: off / OUTLINE_ROWS,
    widthMost: most,
    massSides: Math.min(...mass),
  };
}

function oppositeResiduals(own: Prepared, behind: Prepared | undefined): Record<string, number> {
  if (behind === undefined) return {};
  let [width, most] = [0, 0];
  for (let row = 0; row < OUTLINE_ROWS; row++) {
    const difference = Math.abs((own.widths[row * 3 + 2] ?? 0) - (behind.widths[row * 3 + 2] ?? 0));
    width += difference;
    most = Math.max(most, difference);
  }
  return {
    behindOutline: 1 - overlap(own.mirrored, behind.outline),
    behindWidth: width / OUTLINE_ROWS,
    behindWidthMost: most,
    behindMass: gapOfRows(own.above, behind.above),
  };
}

const FOLLOWED = SCALARS.filter((name) => name !== "frameCenter");

/** How far each named number lies outside the span of both neighbours. */
function scalarResiduals(view: Features, beside: Features[]): Record<string, number> {
  if (beside.length === 0) return {};
  const result: Record<string, number> = {};
  for (const name of FOLLOWED) {
    const values = beside.map((other) => scalar(other, name));
    const value = scalar(view, name);
    result[`${name}Beyond`] = Math.max(0, value - Math.max(...values), Math.min(...values) - value);
  }
  const edges = beside.map((other) => rootGap(section(view.data, "edges"), section(other.data, "edges")));
  return { ...result, edgesBeyond: Math.min(...edges) };
}

function rootGap(a: Uint8Array, b: Uint8Array): number {
  let [both, left, right] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    both += (a[at] ?? 0) * (b[at] ?? 0);
    left += (a[at] ?? 0) ** 2;
    right += (b[at] ?? 0) ** 2;
  }
  return left === 0 || right === 0 ? 0 : Math.sqrt(Math.max(0, 1 - both / Math.sqrt(left * right)));
}

function gapOfRows(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let row = 0; row < a.length; row++) total += Math.abs((a[row] ?? 0) - (b[row] ?? 0));
  return total / Math.max(1, a.length);
}

function medianRows(rows: Float32Array[]): Float32Array {
  return Float32Array.from({ length: OUTLINE_ROWS }, (_, row) => {
    const sorted = rows.map((values) => values[row] ?? 0).sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
