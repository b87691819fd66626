import type { LabImage } from "../images/index.ts";
import { components, dropSpecks } from "./backdrop-flood.ts";
import { CHROMA_WEIGHT } from "./mask-edges.ts";

/** A shadow on the floor lies in this lowest part of what was taken for the figure. */
const LOWEST_SHARE = 0.35;
/** It leaves this much of the floor's lightness, everywhere about the same, and its hue. */
const DARKEST = 0.6;
const LIGHTEST = 0.96;
const MEAN_MIN = 0.8;
const UNEVEN_MAX = 0.047;
const COLOR_OFF_MAX = 0.03;
/** It is so much wider than high, and covers this share of the picture's width: a shoe in the floor's colour does not. */
const FLATNESS_MIN = 2.2;
const WIDTH_SHARE_MIN = 0.08;
/** Pixels of floor beside a gap in it that say what colour it has there. */
const FLOOR_PIXELS = 3;

/** Backdrop (1 for each of its pixels) with the flat shadow under a figure: its floor, evenly darkened. */
export function withFloorShadow(image: LabImage, backdrop: Uint8Array): Uint8Array {
  const { width, height } = image;
  const shade = new Float32Array(width * height);
  for (const y of lowestRows(backdrop, image)) markShade(shade, { image, backdrop, y });
  const cleared = backdrop.slice();
  for (const { pixels } of components({ width, height, isIn: (pixel) => shade[pixel] !== 0 })) {
    if (!isFlat(pixels, width) || !isEven(pixels, shade)) continue;
    for (const pixel of pixels) cleared[pixel] = 1;
  }
  dropSpecks(cleared, width, height);
  return cleared;
}

function lowestRows(backdrop: Uint8Array, { width }: LabImage): number[] {
  const top = Math.floor(backdrop.indexOf(0) / width);
  const bottom = Math.floor(backdrop.lastIndexOf(0) / width);
  const first = Math.ceil(bottom - LOWEST_SHARE * (bottom - top));
  return backdrop.includes(0) ? Array.from({ length: bottom + 1 - first }, (_, row) => first + row) : [];
}

interface FloorRow {
  image: LabImage;
  backdrop: Uint8Array;
  y: number;
}

/** Notes how much lightness is left where a row shows the floor on both sides of it, only darker. */
function markShade(shade: Float32Array, { image, backdrop, y }: FloorRow): void {
  const [start, end] = [y * image.width, (y + 1) * image.width];
  for (let from = start; from < end; from++) {
    if (backdrop[from]) continue;
    let to = from;
    while (to < end && !backdrop[to]) to++;
    if (from > start && to < end) {
      const left = meanColor(image, Math.max(start, from - FLOOR_PIXELS), from);
      const right = meanColor(image, to, Math.min(end, to + FLOOR_PIXELS));
      for (let pixel = from; pixel < to; pixel++) {
        const share = (pixel - from + 1) / (to - from + 1);
        const floor = left.map((value, axis) => value + ((right[axis] ?? 0) - value) * share);
        shade[pixel] = leftOf(image, pixel, floor);
      }
    }
    from = to;
  }
}

/** The share of the floor's lightness, 0 where it is no shadow: that scales lightness and both axes alike. */
function leftOf(image: LabImage, pixel: number, [lightness = 0, a = 0, b = 0]: readonly number[]): number {
  const left = (image.lightness[pixel] ?? 0) / Math.max(1e-6, lightness);
  if (left < DARKEST || left > LIGHTEST) return 0;
  const off = Math.hypot((image.a[pixel] ?? 0) - left * a, (image.b[pixel] ?? 0) - left * b);
  return CHROMA_WEIGHT * off < COLOR_OFF_MAX ? left : 0;
}

function meanColor({ lightness, a, b }: LabImage, from: number, to: number): number[] {
  return [lightness, a, b].map((axis) => {
    let sum = 0;
    for (let pixel = from; pixel < to; pixel++) sum += axis[pixel] ?? 0;
    return sum / Math.max(1, to - from);
  });
}

function isFlat(pixels: Int32Array, width: number): boolean {
  let [left, right] = [width, 0];
  for (const pixel of pixels) {
    left = Math.min(left, pixel % width);
    right = Math.max(right, (pixel % width) + 1);
  }
  const rows = new Set(Array.from(pixels, (pixel) => Math.floor(pixel / width))).size;
  return right - left >= WIDTH_SHARE_MIN * width && right - left >= FLATNESS_MIN * rows;
}

/** A part of the figure in the floor's colour is shaded unevenly. */
function isEven(pixels: Int32Array, shade: Float32Array): boolean {
  const sum = pixels.reduce((all, pixel) => all + (shade[pixel] ?? 0), 0);
  const mean = sum / pixels.length;
  const off = pixels.reduce((all, pixel) => all + Math.abs((shade[pixel] ?? 0) - mean), 0);
  return mean > MEAN_MIN && off < UNEVEN_MAX * pixels.length;
}
