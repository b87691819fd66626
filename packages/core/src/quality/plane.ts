import type { Pixels } from "../images/index.ts";

/** One value per pixel, rows from the top. */
export interface Plane {
  width: number;
  height: number;
  values: Float32Array;
}

const OPAQUE = 255;

/** Encoded luma, 0 to 255, as seen on a white page. */
export function lumaOf(pixels: Pixels): Plane {
  const { width, height } = pixels;
  const values = new Float32Array(width * height);
  for (let pixel = 0; pixel < values.length; pixel++) values[pixel] = lumaAt(pixels, pixel);
  return { width, height, values };
}

/** The luma of one pixel (Rec. 709 weights). */
export function lumaAt({ data, channels }: Pixels, pixel: number): number {
  const at = pixel * channels;
  const luma = 0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);
  if (channels === 3) return luma;
  const alpha = (data[at + 3] ?? OPAQUE) / OPAQUE;
  return luma * alpha + OPAQUE * (1 - alpha);
}

/** One pixel of the plane lightly blurred: the binomial kernel 1-2-1 in both directions, edges repeated. */
export function blurredAt({ width, height, values }: Plane, x: number, y: number): number {
  const left = x > 0 ? -1 : 0;
  const right = x < width - 1 ? 1 : 0;
  const across = (row: number) => {
    const at = row * width + x;
    const beside = (values[at + left] ?? 0) + (values[at + right] ?? 0);
    return (beside + 2 * (values[at] ?? 0)) / 4;
  };
  const above = across(Math.max(0, y - 1));
  const below = across(Math.min(height - 1, y + 1));
  return (above + 2 * across(y) + below) / 4;
}

/** Length of the gradient by differences of neighbours; the outermost pixels have none. */
export function gradients({ width, height, values }: Plane): Plane {
  const steps = new Float32Array(values.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const dx = (values[at + 1] ?? 0) - (values[at - 1] ?? 0);
      const dy = (values[at + width] ?? 0) - (values[at - width] ?? 0);
      steps[at] = Math.sqrt(dx * dx + dy * dy) / 2;
    }
  }
  return { width, height, values: steps };
}

/** The value below which `share` (0 to 1) of the values lie; 0 of none. Reorders `values`. */
export function quantile(values: Float32Array | Float64Array, share: number): number {
  if (values.length === 0) return 0;
  return valueAt(values, Math.min(values.length - 1, Math.floor(share * values.length)));
}

/** The value that sorting would put at `rank`, without sorting the rest (Hoare's selection). Reorders `values`. */
export function valueAt(values: Float32Array | Float64Array, rank: number): number {
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[(first + last) >> 1] ?? 0;
    let [low, high] = [first, last];
    while (low <= high) {
      while ((values[low] ?? 0) < pivot) low++;
      while ((values[high] ?? 0) > pivot) high--;
      if (low > high) break;
      const swapped = values[low] ?? 0;
      values[low++] = values[high] ?? 0;
      values[high--] = swapped;
    }
    if (rank <= high) last = high;
    else if (rank >= low) first = low;
    else break;
  }
  return values[rank] ?? 0;
}
