import { gap, type Side } from "./distance-color.ts";
import { scalar } from "./features.ts";
import { OUTLINE_COLUMNS, OUTLINE_ROWS } from "./layout.ts";

const WORDS = OUTLINE_COLUMNS / 32;
const WIDTH_MIN = 0.02;

/** How differently two figures are built; every number is 0 for the same picture. */
export function shapeDistances(a: Side, b: Side): Record<string, number> {
  const ratios = widthRatios(a.prepared.widths, b.prepared.widths);
  const straight = overlap(a.prepared.outline, b.prepared.outline);
  const mirrored = overlap(a.prepared.mirrored, b.prepared.outline);
  const masses = massGaps(a.prepared.above, b.prepared.above);
  return {
    area: logRatio(a, b, "areaOverHeight2"),
    aspect: logRatio(a, b, "aspect"),
    centerHeight: gap(a, b, "centerHeight"),
    mass: masses.mean,
    massMost: masses.most,
    outline: 1 - Math.max(straight, mirrored),
    outlineStraight: 1 - straight,
    ...ratios,
    ...widthGaps(a.prepared.widths, b.prepared.widths),
  };
}

function logRatio(a: Side, b: Side, name: Parameters<typeof scalar>[1]): number {
  const size = (side: Side) => Math.max(0, scalar(side.features, name)) + WIDTH_MIN;
  return Math.abs(Math.log(size(a) / size(b)));
}

/** Intersection over union of two silhouettes at equal height, 0 to 1; 1 when both are empty. */
export function overlap(a: Uint32Array, b: Uint32Array): number {
  let [both, either] = [0, 0];
  for (let word = 0; word < OUTLINE_ROWS * WORDS; word++) {
    const one = a[word] ?? 0;
    const other = b[word] ?? 0;
    both += bitCount(one & other);
    either += bitCount(one | other);
  }
  return either === 0 ? 1 : both / either;
}

export function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

function massGaps(a: Float32Array, b: Float32Array): { mean: number; most: number } {
  let [sum, most] = [0, 0];
  for (let row = 0; row < OUTLINE_ROWS; row++) {
    const difference = Math.abs((a[row] ?? 0) - (b[row] ?? 0));
    sum += difference;
    most = Math.max(most, difference);
  }
  return { mean: sum / OUTLINE_ROWS, most };
}

/** The common stretch of all rows, how unevenly rows differ, and the same for head, trunk and legs. */
function widthRatios(a: Float32Array, b: Float32Array): Record<string, number> {
  const logs: number[] = [];
  for (let row = 0; row < OUTLINE_ROWS; row++) {
    const one = (a[row * 3 + 2] ?? 0) + WIDTH_MIN;
    const other = (b[row * 3 + 2] ?? 0) + WIDTH_MIN;
    logs.push(Math.log(one / other));
  }
  const part = (from: number, to: number) =>
    Math.abs(median(logs.slice(from * OUTLINE_ROWS, to * OUTLINE_ROWS)));
  const sorted = [...logs].sort((one, other) => one - other);
  const quantile = (share: number) => sorted[Math.floor(share * (OUTLINE_ROWS - 1))] ?? 0;
  const low = quantile(0.25);
  const high = quantile(0.75);
  return {
    stretch: Math.abs(quantile(0.5)),
    // Nothing but zero when rows of both signs occur: turning a figure widens some rows and narrows others.
    stretchSure: low > 0 ? low : high < 0 ? -high : 0,
    stretchSpread: high - low,
    stretchHead: part(0, 0.2),
    stretchTrunk: part(0.25, 0.6),
    stretchLegs: part(0.7, 1),
  };
}

/** Differences of row widths and extents in units of the height. */
function widthGaps(a: Float32Array, b: Float32Array): Record<string, number> {
  let [filled, extent, most] = [0, 0, 0];
  for (let row = 0; row < OUTLINE_ROWS; row++) {
    const at = row * 3;
    const difference = Math.abs((a[at + 2] ?? 0) - (b[at + 2] ?? 0));
    filled += difference;
    most = Math.max(most, difference);
    const one = (a[at] ?? 0) + (a[at + 1] ?? 0);
    const other = (b[at] ?? 0) + (b[at + 1] ?? 0);
    extent += Math.abs(one - other);
  }
  return { rowFilled: filled / OUTLINE_ROWS, rowExtent: extent / OUTLINE_ROWS, rowMost: most };
}

function median(values: number[]): number {
  const sorted = values.sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
