import { type Lab, labImage, onWhite, type Pixels } from "../images/index.ts";

/** A picture whose mean color over any rectangle is known at once: summed-area tables in OKLab, and of a weight. */
export interface Field {
  width: number;
  height: number;
  /** Lightness, a, b and weight of all pixels above and to the left, four numbers for each corner of a pixel. */
  sums: Float64Array;
}

/** The field of a picture; `weights` (one a pixel, 0 to 1) leave pixels out of the means. */
export function fieldOf(pixels: Pixels, weights?: ArrayLike<number>): Field {
  const { width, height } = pixels;
  const { lightness, a, b } = labImage({ rgb: onWhite(pixels), width, height });
  const stride = (width + 1) * 4;
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let [l, u, v, w] = [0, 0, 0, 0];
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      const weight = weights?.[pixel] ?? 1;
      l += (lightness[pixel] ?? 0) * weight;
      u += (a[pixel] ?? 0) * weight;
      v += (b[pixel] ?? 0) * weight;
      w += weight;
      const above = y * stride + (x + 1) * 4;
      const at = above + stride;
      sums[at] = (sums[above] ?? 0) + l;
      sums[at + 1] = (sums[above + 1] ?? 0) + u;
      sums[at + 2] = (sums[above + 2] ?? 0) + v;
      sums[at + 3] = (sums[above + 3] ?? 0) + w;
    }
  }
  return { width, height, sums };
}

/** A rectangle in pixels; fractions are cut to whole pixels, and what lies outside counts as nothing. */
export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The mean color of a rectangle, and which share of it had weight; undefined when it has none. */
export function meanOf(field: Field, rect: Rect): { color: Lab; share: number } | undefined {
  const share = meanInto(field, rect, scratch);
  return share === 0 ? undefined : { color: [at(scratch, 0), at(scratch, 1), at(scratch, 2)], share };
}

const scratch = new Float64Array(3);

/** `meanOf` for inner loops: writes the color into `out` and answers the share, 0 where nothing had weight. */
export function meanInto(
  { width, height, sums }: Field,
  { left, top, width: wide, height: tall }: Rect,
  out: Float64Array,
): number {
  const x0 = Math.max(0, Math.round(left));
  const y0 = Math.max(0, Math.round(top));
  const x1 = Math.min(width, Math.max(x0 + 1, Math.round(left + wide)));
  const y1 = Math.min(height, Math.max(y0 + 1, Math.round(top + tall)));
  if (x1 <= x0 || y1 <= y0) return 0;
  const stride = (width + 1) * 4;
  const p = y0 * stride + x0 * 4;
  const q = y0 * stride + x1 * 4;
  const r = y1 * stride + x0 * 4;
  const s = y1 * stride + x1 * 4;
  const weight = at(sums, s + 3) - at(sums, q + 3) - at(sums, r + 3) + at(sums, p + 3);
  const area = (x1 - x0) * (y1 - y0);
  if (weight < area * 1e-3) return 0;
  out[0] = (at(sums, s) - at(sums, q) - at(sums, r) + at(sums, p)) / weight;
  out[1] = (at(sums, s + 1) - at(sums, q + 1) - at(sums, r + 1) + at(sums, p + 1)) / weight;
  out[2] = (at(sums, s + 2) - at(sums, q + 2) - at(sums, r + 2) + at(sums, p + 2)) / weight;
  return weight / area;
}

function at(numbers: Float64Array, index: number): number {
  return numbers[index] ?? 0;
}
