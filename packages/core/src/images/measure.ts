import { MEASURE } from "../limits.ts";
import { splitSubject } from "./background.ts";
import { headRatio } from "./head-ratio.ts";
import { labImage } from "./lab-image.ts";
import { type Palette, paletteOf } from "./palette.ts";
import { perceptualHash } from "./perceptual-hash.ts";
import { onWhite, type Pixels } from "./pixels.ts";

export interface ImageMeasures extends Palette {
  /** The picture shows nothing: one tone all over. */
  isBlank: boolean;
  /** Mean luma, 0 (black) to 1 (white). */
  brightness: number;
  /** Standard deviation of luma, 0 (flat) to 0.5 (half black, half white). */
  contrast: number;
  /** 64 bits as 16 hex digits; see `isDuplicate`. */
  perceptualHash: string;
  /** How many heads tall the figure stands; absent where no neck can be seen. */
  headRatio?: number;
}

/** What can be said about a picture, from a small copy of it, without knowing what it should show. */
export function measureImage(pixels: Pixels): ImageMeasures {
  const { width, height } = pixels;
  const rgb = onWhite(pixels);
  const { mean, deviation, range } = spread(luma(rgb));
  const image = labImage({ rgb, width, height });
  const split = splitSubject(image);
  const heads = headRatio(split, width);
  return {
    isBlank: deviation <= MEASURE.blankDeviationMax && range <= MEASURE.blankRangeMax,
    brightness: rounded(mean / 255),
    contrast: rounded(deviation / 255),
    perceptualHash: perceptualHash(image, split),
    ...paletteOf(image, split),
    ...(heads !== undefined && { headRatio: heads }),
  };
}

/** Perceived brightness of each pixel, 0 to 255 (Rec. 709 weights on the encoded values). */
function luma(rgb: Uint8Array): Float64Array {
  const values = new Float64Array(rgb.length / 3);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const at = pixel * 3;
    values[pixel] = 0.2126 * (rgb[at] ?? 0) + 0.7152 * (rgb[at + 1] ?? 0) + 0.0722 * (rgb[at + 2] ?? 0);
  }
  return values;
}

function spread(values: Float64Array): { mean: number; deviation: number; range: number } {
  let sum = 0;
  let squares = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    squares += value * value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const mean = sum / values.length;
  const deviation = Math.sqrt(Math.max(0, squares / values.length - mean * mean));
  return { mean, deviation, range: most - least };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
