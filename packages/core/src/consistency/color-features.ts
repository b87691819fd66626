import type { LabImage } from "../images/index.ts";
import { BANDS, CHROMA_BINS, HUE_BINS, LIGHT_BINS, RASTER, ROWS, type Scalar, section } from "./layout.ts";
import type { Mask } from "./mask.ts";

/** Chroma beyond this (OKLab) falls into the last bin; the square root spreads the greys. */
const CHROMA_MAX = 0.33;
const AXIS_SCALE = 320;
const AXIS_ZERO = 128;

/** A byte of an OKLab axis and back. */
const axisByte = (value: number) => Math.min(255, Math.max(0, Math.round(AXIS_ZERO + value * AXIS_SCALE)));
export const byteAxis = (byte: number) => (byte - AXIS_ZERO) / AXIS_SCALE;

/** Fills the colour sections and returns the colour scalars. */
export function colorFeatures(data: Uint8Array, { image, mask }: Shown): Partial<Record<Scalar, number>> {
  const sums = emptySums();
  for (let y = mask.top; y < mask.bottom; y++) {
    const depth = (y - mask.top + 0.5) / (mask.bottom - mask.top);
    for (let x = mask.left; x < mask.right; x++) {
      const pixel = y * mask.width + x;
      if (mask.isFigure[pixel]) addPixel(sums, { image, pixel, depth });
    }
  }
  storeRoots(section(data, "chroma"), sums.chroma, BANDS);
  storeRoots(section(data, "hue"), sums.hue, BANDS);
  storeRoots(section(data, "light"), sums.light, BANDS);
  storeRows(section(data, "rowColor"), sums.rows);
  fillRaster(section(data, "raster"), { image, mask });
  return colorScalars(sums);
}

interface Shown {
  image: LabImage;
  mask: Mask;
}

function emptySums() {
  return {
    chroma: new Float64Array(BANDS * CHROMA_BINS * CHROMA_BINS),
    hue: new Float64Array(BANDS * HUE_BINS),
    light: new Float64Array(BANDS * LIGHT_BINS),
    /** Count, lightness, a, b, squared a and b per row. */
    rows: new Float64Array(ROWS * 5),
    /** Count, and sums of lightness, its square, a, b, chroma, its square. */
    all: new Float64Array(7),
    colors: new Set<number>(),
  };
}
type Sums = ReturnType<typeof emptySums>;

function addPixel(
  sums: Sums,
  { image, pixel, depth }: { image: LabImage; pixel: number; depth: number },
): void {
  const lightness = image.lightness[pixel] ?? 0;
  const a = image.a[pixel] ?? 0;
  const b = image.b[pixel] ?? 0;
  const chroma = Math.hypot(a, b);
  // A pixel counts in the two nearest quarters, so that a small shift in height changes little.
  const position = Math.min(BANDS - 1, Math.max(0, depth * BANDS - 0.5));
  const band = Math.min(BANDS - 2, Math.floor(position));
  const lower = position - band;
  for (const [at, weight] of [
    [band, 1 - lower],
    [band + 1, lower],
  ] as const) {
    if (weight === 0) continue;
    addChroma(sums.chroma, { start: at * CHROMA_BINS * CHROMA_BINS, a, b, weight });
    addSoft(sums.hue, {
      start: at * HUE_BINS,
      bins: HUE_BINS,
      at: (Math.atan2(b, a) / (2 * Math.PI) + 0.5) * HUE_BINS,
      weight: weight * chroma,
      isRing: true,
    });
    const light = Math.min(1, Math.max(0, lightness)) * (LIGHT_BINS - 1);
    addSoft(sums.light, { start: at * LIGHT_BINS, bins: LIGHT_BINS, at: light, weight, isRing: false });
  }
  const row = Math.min(ROWS - 1, Math.floor(depth * ROWS)) * 5;
  addAll(sums.rows, row, [1, lightness, a, b, chroma]);
  addAll(sums.all, 0, [1, lightness, lightness * lightness, a, b, chroma, chroma * chroma]);
  sums.colors.add(
    (Math.round(lightness * 12) << 10) | (Math.round((a + 0.4) * 30) << 5) | Math.round((b + 0.4) * 30),
  );
}

function addAll(sums: Float64Array, start: number, values: readonly number[]): void {
  for (let at = 0; at < values.length; at++) sums[start + at] = (sums[start + at] ?? 0) + (values[at] ?? 0);
}

/** Position of an axis value among the chroma bins. */
function chromaPosition(value: number): number {
  const spread = Math.sign(value) * Math.sqrt(Math.min(1, Math.abs(value) / CHROMA_MAX));
  return ((spread + 1) / 2) * (CHROMA_BINS - 1);
}

function addChroma(
  histogram: Float64Array,
  { start, a, b, weight }: { start: number; a: number; b: number; weight: number },
): void {
  const u = chromaPosition(a);
  const v = chromaPosition(b);
  const u0 = Math.min(CHROMA_BINS - 2, Math.floor(u));
  const v0 = Math.min(CHROMA_BINS - 2, Math.floor(v));
  const [du, dv] = [u - u0, v - v0];
  const at = start + u0 * CHROMA_BINS + v0;
  histogram[at] = (histogram[at] ?? 0) + weight * (1 - du) * (1 - dv);
  histogram[at + 1] = (histogram[at + 1] ?? 0) + weight * (1 - du) * dv;
  histogram[at + CHROMA_BINS] = (histogram[at + CHROMA_BINS] ?? 0) + weight * du * (1 - dv);
  histogram[at + CHROMA_BINS + 1] = (histogram[at + CHROMA_BINS + 1] ?? 0) + weight * du * dv;
}

export interface Soft {
  start: number;
  bins: number;
  /** Position in bins. */
  at: number;
  weight: number;
  /** The last bin lies beside the first. */
  isRing: boolean;
}

/** Adds a weight to the two bins nearest to a position. */
export function addSoft(histogram: Float64Array, { start, bins, at, weight, isRing }: Soft): void {
  const floor = Math.floor(at);
  const part = at - floor;
  const low = isRing ? ((floor % bins) + bins) % bins : Math.min(bins - 1, Math.max(0, floor));
  const high = isRing ? (low + 1) % bins : Math.min(bins - 1, low + 1);
  histogram[start + low] = (histogram[start + low] ?? 0) + weight * (1 - part);
  histogram[start + high] = (histogram[start + high] ?? 0) + weight * part;
}

/** Each of the parts becomes a distribution whose square roots are stored as bytes. */
export function storeRoots(bytes: Uint8Array, histogram: Float64Array, parts: number): void {
  const size = histogram.length / parts;
  for (let part = 0; part < parts; part++) {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += histogram[part * size + at] ?? 0;
    if (sum === 0) continue;
    for (let at = part * size; at < (part + 1) * size; at++) {
      bytes[at] = Math.round(255 * Math.sqrt((histogram[at] ?? 0) / sum));
    }
  }
}

function storeRows(bytes: Uint8Array, rows: Float64Array): void {
  for (let row = 0; row < ROWS; row++) {
    const count = rows[row * 5] ?? 0;
    const mean = (at: number) => (count === 0 ? 0 : (rows[row * 5 + at] ?? 0) / count);
    bytes[row * 4] = Math.round(255 * Math.min(1, Math.max(0, mean(1))));
    bytes[row * 4 + 1] = axisByte(mean(2));
    bytes[row * 4 + 2] = axisByte(mean(3));
    bytes[row * 4 + 3] = Math.min(255, Math.round(mean(4) * 700));
  }
}

/** The figure's box, whatever its shape, as RASTER x RASTER cells. */
function fillRaster(bytes: Uint8Array, { image, mask }: Shown): void {
  const sums = new Float64Array(RASTER * RASTER * 5);
  const [w, h] = [mask.right - mask.left, mask.bottom - mask.top];
  // Boxes smaller than the raster are sampled several times per pixel, so that no cell stays empty.
  const steps = Math.max(1, Math.ceil(RASTER / Math.max(1, Math.min(w, h))));
  for (let y = mask.top * steps; y < mask.bottom * steps; y++) {
    const row = Math.floor(((y - mask.top * steps) * RASTER) / (h * steps));
    for (let x = mask.left * steps; x < mask.right * steps; x++) {
      const column = Math.floor(((x - mask.left * steps) * RASTER) / (w * steps));
      const pixel = Math.floor(y / steps) * mask.width + Math.floor(x / steps);
      const at = (row * RASTER + column) * 5;
      sums[at] = (sums[at] ?? 0) + 1;
      if (!mask.isFigure[pixel]) continue;
      sums[at + 1] = (sums[at + 1] ?? 0) + 1;
      sums[at + 2] = (sums[at + 2] ?? 0) + (image.lightness[pixel] ?? 0);
      sums[at + 3] = (sums[at + 3] ?? 0) + (image.a[pixel] ?? 0);
      sums[at + 4] = (sums[at + 4] ?? 0) + (image.b[pixel] ?? 0);
    }
  }
  for (let cell = 0; cell < RASTER * RASTER; cell++) {
    const at = cell * 5;
    const covered = Math.max(1, sums[at + 1] ?? 0);
    bytes[cell * 4] = Math.round(255 * Math.min(1, Math.max(0, (sums[at + 2] ?? 0) / covered)));
    bytes[cell * 4 + 1] = axisByte((sums[at + 3] ?? 0) / covered);
    bytes[cell * 4 + 2] = axisByte((sums[at + 4] ?? 0) / covered);
    bytes[cell * 4 + 3] = Math.round((255 * (sums[at + 1] ?? 0)) / Math.max(1, sums[at] ?? 0));
  }
}

function colorScalars({ all, colors }: Sums): Partial<Record<Scalar, number>> {
  const count = Math.max(1, all[0] ?? 0);
  const mean = (at: number) => (all[at] ?? 0) / count;
  const spread = (at: number) => Math.sqrt(Math.max(0, mean(at + 1) - mean(at) ** 2));
  return {
    meanLightness: mean(1),
    spreadLightness: spread(1),
    meanA: mean(3),
    meanB: mean(4),
    meanChroma: mean(5),
    spreadChroma: spread(5),
    colorCount: Math.log2(1 + colors.size),
  };
}
