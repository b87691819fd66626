import type { LabImage } from "../images/index.ts";

/** Lightness counts less than the two colour axes: shading changes lightness first. */
export const LIGHTNESS_WEIGHT = 0.8;
export const CHROMA_WEIGHT = 2;
/** A step between neighbouring pixels above this is an edge; the grain of the picture's margin may raise it. */
const EDGE_MIN = 0.01;
const GRAIN_FACTOR = 2;
const GRAIN_SHARE = 0.8;
const MARGIN_PIXELS = 8;
/** What fits the prediction this well (share of the threshold) is backdrop whatever its edges: a shadow's, a floor's. */
const SURE_SHARE = 0.25;
/** A pixel at the outline that is less than this share figure, by its colour, is backdrop. */
const FIGURE_SHARE_MIN = 0.4;

/** The largest weighted step in colour from each pixel to one of its four neighbours. */
export function edgeSteps(image: LabImage): Float32Array {
  const { width, height } = image;
  const steps = new Float32Array(width * height);
  const note = (one: number, other: number) => {
    const dl = LIGHTNESS_WEIGHT * ((image.lightness[one] ?? 0) - (image.lightness[other] ?? 0));
    const da = CHROMA_WEIGHT * ((image.a[one] ?? 0) - (image.a[other] ?? 0));
    const db = CHROMA_WEIGHT * ((image.b[one] ?? 0) - (image.b[other] ?? 0));
    const step = Math.sqrt(dl * dl + da * da + db * db);
    if (step > (steps[one] ?? 0)) steps[one] = step;
    if (step > (steps[other] ?? 0)) steps[other] = step;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (x + 1 < width) note(pixel, pixel + 1);
      if (y + 1 < height) note(pixel, pixel + width);
    }
  }
  return steps;
}

/** From which step on there is an edge: above what the margin, which shows backdrop, has of itself. */
export function edgeLimit(steps: Float32Array, { width, height }: Size): number {
  const margin: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const depth = Math.min(x, y, width - 1 - x, height - 1 - y);
      if (depth < MARGIN_PIXELS) margin.push(steps[y * width + x] ?? 0);
    }
  }
  margin.sort((one, other) => one - other);
  return Math.max(EDGE_MIN, GRAIN_FACTOR * (margin[Math.floor(margin.length * GRAIN_SHARE)] ?? 0));
}

type Size = Pick<LabImage, "width" | "height">;

/** Distances with edges raised out of reach, so that backdrop does not run across a faint outline. */
export function closedToFlood(
  distance: Float32Array,
  { steps, limit, threshold }: { steps: Float32Array; limit: number; threshold: number },
): Float32Array {
  const closed = distance.slice();
  const sure = SURE_SHARE * threshold;
  for (let pixel = 0; pixel < closed.length; pixel++) {
    if ((steps[pixel] ?? 0) > limit && (closed[pixel] ?? 0) > sure) closed[pixel] = 1;
  }
  return closed;
}

interface Found extends Size {
  distance: Float32Array;
  threshold: number;
}

/** The backdrop with the edge pixels beside it that fit its prediction: an edge is two pixels wide. */
export function grownByOne(
  backdrop: Uint8Array,
  { distance, width, height, threshold }: Found,
): Uint8Array<ArrayBuffer> {
  const grown = backdrop.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const pixel = y * width + x;
      if (backdrop[pixel] || (distance[pixel] ?? 1) >= threshold) continue;
      const isBeside =
        backdrop[pixel - 1] || backdrop[pixel + 1] || backdrop[pixel - width] || backdrop[pixel + width];
      if (isBeside) grown[pixel] = 1;
    }
  }
  return grown;
}

/** The backdrop with the outline pixels that are mostly backdrop: they would carry its colour into the figure's. */
export function thinned(
  backdrop: Uint8Array,
  { distance, width, height, threshold }: Found,
): Uint8Array<ArrayBuffer> {
  const thin = backdrop.slice();
  const sides = [1, -1, width, -width];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const pixel = y * width + x;
      if (backdrop[pixel]) continue;
      for (const side of sides) {
        const inner = pixel - side;
        if (!backdrop[pixel + side] || backdrop[inner]) continue;
        const full = distance[inner] ?? 1;
        if (full > threshold && (distance[pixel] ?? 1) < FIGURE_SHARE_MIN * full) thin[pixel] = 1;
      }
    }
  }
  return thin;
}
