import type { LabImage } from "../images/index.ts";
import { floodBackdrop } from "./backdrop-flood.ts";
import {
  CHROMA_WEIGHT,
  closedToFlood,
  edgeLimit,
  edgeSteps,
  grownByOne,
  LIGHTNESS_WEIGHT,
  thinned,
} from "./mask-edges.ts";
import { withFloorShadow } from "./mask-shadow.ts";

/** How often the backdrop is modelled anew from what is believed to be backdrop. */
const ROUNDS = 4;
/** A pixel nearer than this to the modelled backdrop is backdrop; the noise of the border may raise it. */
const DISTANCE_MIN = 0.028;
const DISTANCE_MAX = 0.075;
/** Pixels on each side of a gap that say what colour the backdrop has there. */
const EDGE_PIXELS = 3;

/**
 * 1 for each pixel of the figure. The backdrop is what the colours beside each gap in it, along rows and columns,
 * predict; it does not run across an edge into a figure of nearly its own colour.
 */
export function plainMask(image: LabImage): Uint8Array {
  const { width, height } = image;
  let backdrop: Uint8Array = borderRing(width, height);
  let threshold = DISTANCE_MAX;
  let distance: Float32Array = new Float32Array(width * height);
  const steps = edgeSteps(image);
  const limit = edgeLimit(steps, image);
  for (let round = 0; round < ROUNDS; round++) {
    distance = predictedDistance(image, backdrop);
    threshold = round === 0 ? DISTANCE_MAX : noiseThreshold(distance, backdrop);
    const closed = closedToFlood(distance, { steps, limit, threshold });
    backdrop = floodBackdrop({ distance: closed, width, height, threshold });
    backdrop = grownByOne(backdrop, { distance, width, height, threshold });
  }
  backdrop = withFloorShadow(image, backdrop);
  backdrop = thinned(backdrop, { distance, width, height, threshold });
  for (let pixel = 0; pixel < backdrop.length; pixel++) backdrop[pixel] = 1 - (backdrop[pixel] ?? 0);
  return backdrop;
}

function borderRing(width: number, height: number): Uint8Array {
  const ring = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const depth = Math.min(x, y, width - 1 - x, height - 1 - y);
      if (depth < EDGE_PIXELS) ring[y * width + x] = 1;
    }
  }
  return ring;
}

/** Three times the typical error on what is believed to be backdrop, within bounds. */
function noiseThreshold(distance: Float32Array, backdrop: Uint8Array): number {
  const found: number[] = [];
  for (let pixel = 0; pixel < distance.length; pixel += 7) {
    if (backdrop[pixel]) found.push(distance[pixel] ?? 0);
  }
  const errors = Float32Array.from(found).sort();
  const typical = errors[Math.floor(errors.length * 0.9)] ?? 0;
  return Math.min(DISTANCE_MAX, Math.max(DISTANCE_MIN, 3 * typical));
}

interface Line {
  start: number;
  step: number;
  length: number;
  /** Of each coordinate, the sum of the line's first pixels, however many: any part's mean is two of them away. */
  sums: readonly Float64Array[];
}

/** How far each pixel is from the backdrop predicted along its row or its column, whichever fits better. */
function predictedDistance(image: LabImage, backdrop: Uint8Array): Float32Array {
  const { width, height } = image;
  const distance = new Float32Array(width * height).fill(1);
  const sums = Array.from({ length: 3 }, () => new Float64Array(Math.max(width, height) + 1));
  const fill = (start: number, step: number, length: number) => {
    const line = { start, step, length, sums };
    sumUp(image, line);
    fillLine(image, { backdrop, distance, line });
  };
  for (let y = 0; y < height; y++) fill(y * width, 1, width);
  for (let x = 0; x < width; x++) fill(x, width, height);
  return distance;
}

function sumUp({ lightness, a, b }: LabImage, { start, step, length, sums }: Line): void {
  for (const [axis, plane] of [lightness, a, b].entries()) {
    const sum = sums[axis] ?? plane;
    for (let at = 0; at < length; at++) sum[at + 1] = (sum[at] ?? 0) + (plane[start + at * step] ?? 0);
  }
}

interface Fill {
  backdrop: Uint8Array;
  distance: Float32Array;
  line: Line;
}

function fillLine(image: LabImage, { backdrop, distance, line }: Fill): void {
  const { start, step, length } = line;
  let at = 0;
  while (at < length) {
    let end = at;
    if (backdrop[start + at * step]) {
      while (end < length && backdrop[start + end * step]) end++;
      fillKnown(image, { distance, line, from: at, to: end });
    } else {
      while (end < length && !backdrop[start + end * step]) end++;
      fillGap(image, { backdrop, distance, line, from: at, to: end });
    }
    at = end;
  }
}

interface Run {
  distance: Float32Array;
  line: Line;
  from: number;
  to: number;
}

/** Inside a run of backdrop each pixel is compared with the run around it. */
function fillKnown(image: LabImage, { distance, line, from, to }: Run): void {
  const { start, step } = line;
  const near = newColor();
  for (let at = from; at < to; at++) {
    putMean(near, line, Math.max(from, at - EDGE_PIXELS), Math.min(to, at + EDGE_PIXELS + 1));
    const pixel = start + at * step;
    distance[pixel] = Math.min(distance[pixel] ?? 1, colorDistance(image, pixel, near));
  }
}

/** Across a gap the prediction runs straight from the colour on one side to the colour on the other. */
function fillGap(image: LabImage, { backdrop, distance, line, from, to }: Fill & Run): void {
  const { start, step, length } = line;
  const isKnown = (at: number) => at >= 0 && at < length && backdrop[start + at * step] === 1;
  let [low, high] = [from, to];
  while (from - low < EDGE_PIXELS && isKnown(low - 1)) low--;
  while (high - to < EDGE_PIXELS && isKnown(high)) high++;
  if (low === from && high === to) return;
  const left = low === from ? meanColor(line, to, high) : meanColor(line, low, from);
  const right = high === to ? left : meanColor(line, to, high);
  const mixed = newColor();
  for (let at = from; at < to; at++) {
    const share = (at - from + 1) / (to - from + 1);
    const pixel = start + at * step;
    for (let axis = 0; axis < mixed.length; axis++) {
      const side = left[axis] ?? 0;
      mixed[axis] = side + ((right[axis] ?? 0) - side) * share;
    }
    distance[pixel] = Math.min(distance[pixel] ?? 1, colorDistance(image, pixel, mixed));
  }
}

/** Lightness and both axes. Written over again and again: an array for each pixel would be most of the work. */
type Color = Float64Array;

function newColor(): Color {
  return new Float64Array(3);
}

function meanColor(line: Line, from: number, to: number): Color {
  const color = newColor();
  putMean(color, line, from, to);
  return color;
}

function putMean(color: Color, { sums }: Line, from: number, to: number): void {
  const count = Math.max(1, to - from);
  for (let axis = 0; axis < color.length; axis++) {
    const sum = sums[axis] ?? color;
    color[axis] = ((sum[to] ?? 0) - (sum[from] ?? 0)) / count;
  }
}

function colorDistance(image: LabImage, pixel: number, color: Color): number {
  const dl = LIGHTNESS_WEIGHT * ((image.lightness[pixel] ?? 0) - (color[0] ?? 0));
  const da = CHROMA_WEIGHT * ((image.a[pixel] ?? 0) - (color[1] ?? 0));
  const db = CHROMA_WEIGHT * ((image.b[pixel] ?? 0) - (color[2] ?? 0));
  return Math.sqrt(dl * dl + da * da + db * db);
}
