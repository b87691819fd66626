import { MEASURE } from "../limits.ts";
import { shrink } from "./codec.ts";
import { type Palette, paletteOf } from "./palette.ts";
import { perceptualHash } from "./perceptual-hash.ts";
import { luma, onWhite, type Pixels } from "./pixels.ts";

export interface ImageMeasures extends Palette {
  /** The picture shows nothing: one tone all over. */
  isBlank: boolean;
  /** Mean luma, 0 (black) to 1 (white). */
  brightness: number;
  /** Standard deviation of luma, 0 (flat) to 0.5 (half black, half white). */
  contrast: number;
  /** 64 bits as 16 hex digits; see `isDuplicate`. */
  perceptualHash: string;
}

/** What can be said about a picture from a small copy of it, without knowing what it should show. */
export async function measureImage(pixels: Pixels): Promise<ImageMeasures> {
  const side = MEASURE.hashSidePixels;
  const square = await shrink(pixels, { width: side, height: side, fit: "fill" });
  const rgb = onWhite(pixels);
  const tones = luma(rgb);
  const { mean, deviation, range } = spread(tones);
  return {
    isBlank: deviation <= MEASURE.blankDeviationMax && range <= MEASURE.blankRangeMax,
    brightness: rounded(mean / 255),
    contrast: rounded(deviation / 255),
    perceptualHash: perceptualHash(luma(onWhite(square)), side),
    ...paletteOf({ rgb, width: pixels.width, height: pixels.height }),
  };
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
