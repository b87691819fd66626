import { type LabImage, labImage, onWhite, type Pixels } from "../images/index.ts";

/** The longer side of the fine luma (style) and of the coarse colours (mask, colour, shape). */
export const FINE_SIDE = 384;
const OPAQUE_MIN = 128;
/** A picture with more transparent pixels than this is cut out already: its alpha is the mask. */
const CUT_OUT_SHARE_MIN = 0.02;

/** One decoded picture, ready to be measured. */
export interface Figure {
  /** On white, at FINE_SIDE. */
  rgb: Rgb;
  fine: Luma;
  image: LabImage;
  /** 1 for the figure, from the alpha channel where the picture was cut out; otherwise still to be found. */
  cutOut: Uint8Array | undefined;
}

/** Red, green and blue, a byte each, row by row. */
export interface Rgb {
  width: number;
  height: number;
  data: Uint8Array;
}

export interface Luma {
  width: number;
  height: number;
  /** Encoded luma, 0 to 1. */
  values: Float32Array;
}

/** Both working sizes of a picture that was decoded at FINE_SIDE. */
export function toFigure(pixels: Pixels): Figure {
  const { width, height } = pixels;
  const rgb = onWhite(pixels);
  const values = new Float32Array(width * height);
  for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += 3) {
    values[pixel] =
      (0.2126 * (rgb[at] ?? 0) + 0.7152 * (rgb[at + 1] ?? 0) + 0.0722 * (rgb[at + 2] ?? 0)) / 255;
  }
  const half = halved({ width, height, channels: 3, data: rgb });
  const image = labImage({ rgb: half.data, width: half.width, height: half.height });
  const cutOut = cutOutOf(pixels);
  return { rgb: { width, height, data: rgb }, fine: { width, height, values }, image, cutOut };
}

function cutOutOf(pixels: Pixels): Uint8Array | undefined {
  if (pixels.channels === 3) return undefined;
  const { data } = halved(pixels);
  const mask = new Uint8Array(data.length / 4);
  let opaque = 0;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const isOpaque = (data[pixel * 4 + 3] ?? 0) >= OPAQUE_MIN;
    mask[pixel] = isOpaque ? 1 : 0;
    if (isOpaque) opaque++;
  }
  return mask.length - opaque > CUT_OUT_SHARE_MIN * mask.length ? mask : undefined;
}

/** Half the size: each pixel is the mean of four (at a side of one pixel, of two). */
function halved({ width, height, channels, data }: Pixels): Pixels {
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const half = new Uint8Array(w * h * channels);
  const right = width > 1 ? channels : 0;
  const below = height > 1 ? width * channels : 0;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const from = (y * 2 * width + x * 2) * channels;
      const to = (y * w + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const at = from + channel;
        const sum =
          (data[at] ?? 0) +
          (data[at + right] ?? 0) +
          (data[at + below] ?? 0) +
          (data[at + right + below] ?? 0);
        half[to + channel] = (sum + 2) >> 2;
      }
    }
  }
  return { width: w, height: h, channels, data: half };
}
