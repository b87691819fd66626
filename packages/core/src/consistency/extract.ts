import { decodeAt } from "../images/index.ts";
import { colorFeatures } from "./color-features.ts";
import { FEATURES_VERSION, type Features } from "./features.ts";
import { FINE_SIDE, type Figure, type Luma, toFigure } from "./figure.ts";
import { DATA_BYTES, SCALARS } from "./layout.ts";
import { type Mask, toMask } from "./mask.ts";
import { plainMask } from "./plain-mask.ts";
import { shapeFeatures } from "./shape-features.ts";
import { styleFeatures } from "./style-features.ts";

/**
 * Mask and features of an encoded picture (JPEG, PNG or WebP of any size, alpha, depth or orientation), decoded once.
 * Only bytes that cannot be decoded throw (ImageRejected); a picture that shows nothing has features that compare as
 * unmeasured.
 */
export async function extract(picture: Uint8Array): Promise<Features> {
  return featuresOf(toFigure(await decodeAt(picture, FINE_SIDE)));
}

/** The features of a decoded picture. */
export function featuresOf(figure: Figure): Features {
  const { image, fine, cutOut } = figure;
  const background = "plain" as const;
  const mask = toMask(cutOut ?? plainMask(image), image);
  const data = new Uint8Array(DATA_BYTES);
  const named = {
    ...colorFeatures(data, { image, mask }),
    ...shapeFeatures(data, mask),
    ...styleFeatures(data, { fine, mask }),
  };
  return {
    version: FEATURES_VERSION,
    background,
    coverage: Math.fround(mask.coverage),
    borderContact: Math.fround(mask.borderContact),
    ...pictureQuality(fine, mask),
    data,
    scalars: Float32Array.from(SCALARS, (name) => named[name] ?? 0),
    learned: new Float32Array(0),
  };
}

/** Contrast of the whole picture, and how much of its detail survives at a quarter of the size. */
function pictureQuality({ width, height, values }: Luma, _mask: Mask) {
  let [sum, squares, fineSteps, coarseSteps] = [0, 0, 0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / Math.max(1, values.length);
  const block = (x: number, y: number) => {
    let total = 0;
    for (let dy = 0; dy < 4; dy++)
      for (let dx = 0; dx < 4; dx++) total += values[(y + dy) * width + x + dx] ?? 0;
    return total / 16;
  };
  for (let y = 0; y + 4 <= height; y += 4) {
    for (let x = 0; x + 8 <= width; x += 4) {
      fineSteps += Math.abs((values[y * width + x] ?? 0) - (values[y * width + x + 4] ?? 0));
      coarseSteps += Math.abs(block(x, y) - block(x + 4, y));
    }
  }
  return {
    contrast: Math.fround(Math.sqrt(Math.max(0, squares / Math.max(1, values.length) - mean * mean))),
    coherence: Math.fround(fineSteps === 0 ? 0 : Math.min(1, coarseSteps / fineSteps)),
  };
}
