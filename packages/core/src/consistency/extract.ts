import { decodeAt } from "../images/index.ts";
import { colorFeatures } from "./color-features.ts";
import { embed } from "./embed.ts";
import { embedFigure } from "./embed-figure.ts";
import { FEATURES_VERSION, type Features } from "./features.ts";
import { FINE_SIDE, type Figure, type Luma, toFigure } from "./figure.ts";
import { DATA_BYTES, SCALARS } from "./layout.ts";
import { type Mask, toMask } from "./mask.ts";
import { plainMask } from "./plain-mask.ts";
import { isScene, sceneMask } from "./scene-mask.ts";
import { shapeFeatures } from "./shape-features.ts";
import { styleFeatures } from "./style-features.ts";
import { shippedWhitening, whiten } from "./whiten.ts";

export interface ExtractOptions {
  /** Whether the network looks at a figure on plain ground; without it only `identity` and `overall` know less. */
  looksClosely?: boolean;
}

/**
 * Mask and features of an encoded picture (JPEG, PNG or WebP of any size, alpha, depth or orientation), decoded once.
 * Only bytes that cannot be decoded throw (ImageRejected); a picture that shows nothing has features that compare as
 * unmeasured.
 */
export async function extract(
  picture: Uint8Array,
  { looksClosely = true }: ExtractOptions = {},
): Promise<Features> {
  const figure = toFigure(await decodeAt(picture, FINE_SIDE));
  const { background, mask, salient } = maskOf(figure);
  const learned = salient || looksClosely ? await seen(figure, { mask, salient }) : new Int8Array(0);
  return { ...featuresOf(figure, mask), background, learned };
}

/** What the network sees of a scene or a figure as it is, not yet whitened: what a whitening is learned from. */
export async function embeddingOf(picture: Uint8Array, kind: "scene" | "figure"): Promise<Float32Array> {
  const figure = toFigure(await decodeAt(picture, FINE_SIDE));
  const { image, rgb } = figure;
  if (kind === "scene") return await embed(rgb, salienceOf(image, sceneMask(image).salient));
  return await embedFigure(rgb, toMask(figure.cutOut ?? plainMask(image), image));
}

/** What can be said of a decoded picture without the network. */
function featuresOf({ image, fine }: Figure, mask: Mask): Omit<Features, "background" | "learned"> {
  const data = new Uint8Array(DATA_BYTES);
  const named = {
    ...colorFeatures(data, { image, mask }),
    ...shapeFeatures(data, mask),
    ...styleFeatures(data, { fine, mask }),
  };
  return {
    version: FEATURES_VERSION,
    coverage: Math.fround(mask.coverage),
    borderContact: Math.fround(mask.borderContact),
    ...pictureQuality(fine),
    data,
    scalars: Float32Array.from(SCALARS, (name) => named[name] ?? 0),
  };
}

interface Found {
  mask: Mask;
  /** How much each pixel stands out; in scenes only. */
  salient?: Float32Array | undefined;
}

/** Where the figure is: cut out already, on a plain ground, or in a scene. */
function maskOf({ image, cutOut }: Figure): Found & Pick<Features, "background"> {
  if (cutOut || !isScene(image))
    return { background: "plain", mask: toMask(cutOut ?? plainMask(image), image) };
  const { isFigure, salient } = sceneMask(image);
  return { background: "scene", mask: toMask(isFigure, image), salient };
}

/** What the network sees; of a picture that shows no figure, nothing. */
async function seen({ image, rgb }: Figure, { mask, salient }: Found): Promise<Int8Array> {
  const { scene, figure } = shippedWhitening();
  if (salient) return whiten(await embed(rgb, salienceOf(image, salient)), scene);
  return mask.pixels === 0 ? new Int8Array(0) : whiten(await embedFigure(rgb, mask), figure);
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
