import { distanceSquared, type Lab } from "./oklab.ts";

/** Neighbouring pixels this close (OKLab) belong to one smooth backdrop, whatever way it shades. */
const STEP_MAX = 0.03;
/** … but never further than this from the border they were reached from, so that no gradient leads into the subject. */
const DRIFT_MAX = 0.12;

export interface Raster {
  colors: readonly Lab[];
  width: number;
  height: number;
}

/**
 * Which pixels are backdrop: 1 for those that can be reached from the picture's border through smooth colour, 0 for
 * the subject and all it encloses.
 */
export function backdropOf({ colors, width, height }: Raster): Uint8Array {
  const isBackdrop = new Uint8Array(width * height);
  const origin = new Int32Array(width * height);
  const queue: number[] = [];
  for (const pixel of startPixels(colors, borderOf(width, height))) {
    isBackdrop[pixel] = 1;
    origin[pixel] = pixel;
    queue.push(pixel);
  }
  for (const pixel of queue) {
    for (const next of neighbours(pixel, width, height)) {
      const start = origin[pixel] ?? pixel;
      if (isBackdrop[next] || !isSmooth(colors, { pixel, next, start })) continue;
      isBackdrop[next] = 1;
      origin[next] = start;
      queue.push(next);
    }
  }
  return isBackdrop;
}

/** The subject may touch the border (a bust at its lower edge): only border pixels near the border's median count. */
function startPixels(colors: readonly Lab[], border: readonly number[]): number[] {
  const median = [0, 1, 2].map((axis) => middle(border.map((pixel) => colors[pixel]?.[axis] ?? 0)));
  const center: Lab = [median[0] ?? 0, median[1] ?? 0, median[2] ?? 0];
  return border.filter((pixel) => distanceSquared(colors[pixel] ?? center, center) <= DRIFT_MAX ** 2);
}

function isSmooth(colors: readonly Lab[], at: { pixel: number; next: number; start: number }): boolean {
  const [from, to, start] = [colors[at.pixel], colors[at.next], colors[at.start]];
  if (!from || !to || !start) return false;
  return distanceSquared(from, to) <= STEP_MAX ** 2 && distanceSquared(start, to) <= DRIFT_MAX ** 2;
}

function borderOf(width: number, height: number): number[] {
  return Array.from({ length: width * height }, (_, pixel) => pixel).filter((pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
}

function neighbours(pixel: number, width: number, height: number): number[] {
  const x = pixel % width;
  const found: number[] = [];
  if (x > 0) found.push(pixel - 1);
  if (x < width - 1) found.push(pixel + 1);
  if (pixel >= width) found.push(pixel - width);
  if (pixel < width * (height - 1)) found.push(pixel + width);
  return found;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
