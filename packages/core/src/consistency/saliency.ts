import type { LabImage } from "../images/index.ts";

/** Passes over the picture, alternately from the top left and the bottom right. */
const PASSES = 3;
/** Share of the shorter side that counts as border. */
const BORDER_SHARE = 0.04;
const STRIP_SHARE = 0.08;
/** Colour differences weigh more than lightness, which shadows and lamps change as well. */
const COLOR_WEIGHT = 2.5;
const STRIP_WEIGHT = 0.6;
/** Variance of the bell over the middle of the picture, in shares of a side. */
const CENTER_VARIANCE = 0.12;
/** The value that the most salient hundredth of the picture reaches. */
const TOP_SHARE = 0.99;

/**
 * How much each pixel stands out from what touches the picture's border, 0 to 1: its minimum barrier distance to the
 * border (Strand et al., 2013; by raster scans as Zhang et al., 2015), its difference from the colours of the four
 * edges, and its nearness to the middle, where subjects are put. Needs no training.
 */
export function saliency(image: LabImage): Float32Array {
  const planes = planesOf(image);
  const barrier = new Float32Array(image.width * image.height);
  for (const plane of planes)
    barrierDistance(plane, image).forEach((distance, pixel) => {
      barrier[pixel] = (barrier[pixel] ?? 0) + distance;
    });
  const [inner, strip] = [scaled(barrier), scaled(stripContrast(planes, image))];
  const { width, height } = image;
  const salient = inner.map((value, pixel) => {
    const dx = (pixel % width) / width - 0.5;
    const dy = Math.floor(pixel / width) / height - 0.5;
    const middle = Math.exp(-(dx * dx + dy * dy) / (2 * CENTER_VARIANCE));
    return (value + STRIP_WEIGHT * (strip[pixel] ?? 0)) * middle;
  });
  return scaled(salient);
}

function planesOf({ lightness, a, b }: LabImage): Float32Array[] {
  return [
    Float32Array.from(lightness),
    Float32Array.from(a, (value) => value * COLOR_WEIGHT),
    Float32Array.from(b, (value) => value * COLOR_WEIGHT),
  ];
}

/** Per pixel, the smallest range of values that a path to the border must cross. */
function barrierDistance(values: Float32Array, { width, height }: LabImage): Float32Array {
  const border = Math.max(1, Math.round(BORDER_SHARE * Math.min(width, height)));
  const [highest, lowest] = [values.slice(), values.slice()];
  const distance = values.map((_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const isBorder = x < border || y < border || x >= width - border || y >= height - border;
    return isBorder ? 0 : Number.POSITIVE_INFINITY;
  });
  const relax = (pixel: number, neighbour: number) => {
    const value = values[pixel] ?? 0;
    const high = Math.max(highest[neighbour] ?? 0, value);
    const low = Math.min(lowest[neighbour] ?? 0, value);
    if (high - low >= (distance[pixel] ?? 0)) return;
    distance[pixel] = high - low;
    highest[pixel] = high;
    lowest[pixel] = low;
  };
  const count = width * height;
  for (let pass = 0; pass < PASSES; pass++) {
    const back = pass % 2 === 0 ? -1 : 1;
    for (let step = 0; step < count; step++) {
      const pixel = back < 0 ? step : count - 1 - step;
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      if (x + back >= 0 && x + back < width) relax(pixel, pixel + back);
      if (y + back >= 0 && y + back < height) relax(pixel, pixel + back * width);
    }
  }
  return distance;
}

/** Distance to the nearest of the mean colours of the four edges: sky, ground and walls are rarely the subject. */
function stripContrast(planes: Float32Array[], { width, height }: LabImage): Float32Array {
  const [wide, high] = [stripOf(width), stripOf(height)];
  const edges = [
    { left: 0, top: 0, right: width, bottom: high },
    { left: 0, top: height - high, right: width, bottom: height },
    { left: 0, top: 0, right: wide, bottom: height },
    { left: width - wide, top: 0, right: width, bottom: height },
  ];
  const nearest = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  for (const edge of edges) {
    const means = planes.map((plane) => meanIn(plane, edge, width));
    for (let pixel = 0; pixel < nearest.length; pixel++) {
      let squares = 0;
      for (let axis = 0; axis < planes.length; axis++)
        squares += ((planes[axis]?.[pixel] ?? 0) - (means[axis] ?? 0)) ** 2;
      if (squares < (nearest[pixel] ?? 0)) nearest[pixel] = squares;
    }
  }
  return nearest.map(Math.sqrt);
}

function stripOf(side: number): number {
  return Math.max(1, Math.round(STRIP_SHARE * side));
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function meanIn(plane: Float32Array, { left, top, right, bottom }: Box, width: number): number {
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += plane[y * width + x] ?? 0;
  return sum / Math.max(1, (bottom - top) * (right - left));
}

function scaled(values: Float32Array): Float32Array {
  const sorted = values.toSorted();
  const top = sorted[Math.floor(TOP_SHARE * (sorted.length - 1))] ?? 0;
  return top > 0 ? values.map((value) => Math.min(1, value / top)) : values.map(() => 0);
}
