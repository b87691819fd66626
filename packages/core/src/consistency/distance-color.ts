import type { Prepared } from "./distance-prepared.ts";
import { type Features, scalar } from "./features.ts";
import { BANDS, CHROMA_BINS, HUE_BINS, LIGHT_BINS, section } from "./layout.ts";

const ROUNDING = 1e-5;
/** Chroma under which nobody sees a colour. */
const GREY = 0.01;

export interface Side {
  features: Features;
  prepared: Prepared;
}

/** How differently two pictures are coloured; every number is 0 for the same picture and grows with the difference. */
export function colorDistances(a: Side, b: Side): Record<string, number> {
  const size = CHROMA_BINS * CHROMA_BINS;
  const bands = hellinger(section(a.features.data, "chroma"), section(b.features.data, "chroma"), size);
  const hue = hellinger(section(a.features.data, "hue"), section(b.features.data, "hue"), HUE_BINS);
  const light = hellinger(section(a.features.data, "light"), section(b.features.data, "light"), LIGHT_BINS);
  const chroma = (chromaOf(a) + chromaOf(b)) / 2;
  const unmatched = a.prepared.bands.map((band, at) =>
    Math.max(
      excess(band, b.prepared.near[at] ?? band),
      excess(b.prepared.bands[at] ?? band, a.prepared.near[at] ?? band),
    ),
  );
  const meanShift = Math.hypot(gap(a, b, "meanA"), gap(a, b, "meanB"));
  return {
    bandChroma: mean(bands),
    bandChromaMost: Math.max(...bands),
    wholeChroma: rootDistance(a.prepared.whole, b.prepared.whole),
    // The hue of greys means nothing: it counts as far as there is colour.
    bandHue: mean(hue) * Math.min(1, chroma / 0.06),
    bandLight: mean(light),
    meanShift,
    relativeShift: meanShift / (0.02 + chroma),
    chromaGap: gap(a, b, "meanChroma"),
    chromaRatio: Math.abs(Math.log((chromaOf(a) + GREY) / (chromaOf(b) + GREY))),
    chromaSpread: gap(a, b, "spreadChroma"),
    lightGap: gap(a, b, "meanLightness"),
    lightSpread: gap(a, b, "spreadLightness"),
    unmatched: mean(unmatched),
    unmatchedMost: Math.max(...unmatched),
    unmatchedSecond: second(unmatched),
    unmatchedWhole: Math.max(
      excess(a.prepared.whole, b.prepared.nearWhole),
      excess(b.prepared.whole, a.prepared.nearWhole),
    ),
    unmatchedLeast: Math.min(
      excess(a.prepared.whole, b.prepared.nearWhole),
      excess(b.prepared.whole, a.prepared.nearWhole),
    ),
  };
}

function chromaOf({ features }: Side): number {
  return Math.max(0, scalar(features, "meanChroma"));
}

export function gap(a: Side, b: Side, name: Parameters<typeof scalar>[1]): number {
  return Math.abs(scalar(a.features, name) - scalar(b.features, name));
}

/** Hellinger distance (0 to 1) of each part of two sections of square roots. */
export function hellinger(a: Uint8Array, b: Uint8Array, size: number): number[] {
  const distances: number[] = [];
  for (let start = 0; start < a.length; start += size) {
    let [both, left, right] = [0, 0, 0];
    for (let at = start; at < start + size; at++) {
      const one = a[at] ?? 0;
      const other = b[at] ?? 0;
      both += one * other;
      left += one * one;
      right += other * other;
    }
    const similarity = left === 0 || right === 0 ? Number(left === right) : both / Math.sqrt(left * right);
    distances.push(rootGap(similarity));
  }
  return distances;
}

function rootDistance(a: Float32Array, b: Float32Array): number {
  let both = 0;
  for (let at = 0; at < a.length; at++) both += Math.sqrt((a[at] ?? 0) * (b[at] ?? 0));
  return rootGap(both);
}

/** Rounding must not make a difference out of none: its square root would be a thousand times larger. */
function rootGap(similarity: number): number {
  const gap = 1 - similarity;
  return gap < ROUNDING ? 0 : Math.sqrt(gap);
}

/** How much of one distribution finds no room in what the other has nearby. */
function excess(own: Float32Array, near: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < own.length; at++) sum += Math.max(0, (own[at] ?? 0) - (near[at] ?? 0));
  return sum;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function second(values: readonly number[]): number {
  return [...values].sort((one, other) => other - one)[Math.min(1, BANDS - 1)] ?? 0;
}
