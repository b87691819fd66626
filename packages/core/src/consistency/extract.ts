import { decodeAt } from "../images/index.ts";
import { colorFeatures } from "./color-features.ts";
import { embed } from "./embed.ts";
import { FEATURES_VERSION, type Features } from "./features.ts";
import { FINE_SIDE, type Figure, type Luma, toFigure } from "./figure.ts";
import { DATA_BYTES, SCALARS } from "./layout.ts";
import { toMask } from "./mask.ts";
import { plainMask } from "./plain-mask.ts";
import { isScene, sceneMask } from "./scene-mask.ts";
import { shapeFeatures } from "./shape-features.ts";
import { styleFeatures } from "./style-features.ts";
import { whiten } from "./whiten.ts";

/**
 * Mask and features of an encoded picture (JPEG, PNG or WebP of any size, alpha, depth or orientation), decoded once.
 * Only bytes that cannot be decoded throw (ImageRejected); a picture that shows nothing has features that compare as
 * unmeasured.
 */
export async function extract(picture: Uint8Array): Promise<Features> {
  return await featuresOf(toFigure(await decodeAt(picture, FINE_SIDE)));
}

/** What the network sees of a picture as it is, not yet whitened: what a whitening is learned from. */
export async function embeddingOf(picture: Uint8Array): Promise<Float32Array> {
  const { image, rgb } = toFigure(await decodeAt(picture, FINE_SIDE));
  return await embed(rgb, salienceOf(image, sceneMask(image).salient));
}

/** The features of a decoded picture. */
async function featuresOf(figure: Figure): Promise<Features> {
  const { image, fine } = figure;
  const { background, isFigure, learned } = await lookAt(figure);
  const mask = toMask(isFigure, image);
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
    ...pictureQuality(fine),
    data,
    scalars: Float32Array.from(SCALARS, (name) => named[name] ?? 0),
    learned,
  };
}

/** Where the figure is: cut out already, on a plain ground, or in a scene, which the network looks at as well. */
async function lookAt({ image, rgb, cutOut }: Figure) {
  if (cutOut || !isScene(image)) {
    const isFigure = cutOut ?? plainMask(image);
    return { background: "plain" as const, isFigure, learned: new Float32Array(0) };
  }
  const { isFigure, salient } = sceneMask(image);
  const embedding = await embed(rgb, salienceOf(image, salient));
  return { background: "scene" as const, isFigure, learned: whiten(embedding) };
}

function salienceOf({ width, height }: Figure["image"], values: Float32Array) {
  return { width, height, values };
}

/** Contrast of the whole picture, and how much of its detail survives at a quarter of the size. */
function pictureQuality({ width, height, values }: Luma) {
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
