import type { LabImage } from "../images/index.ts";
import { edgeSteps } from "./mask-edges.ts";
import { saliency } from "./saliency.ts";

/** Share of a side that is the outer ring. */
const RING_SHARE = 0.08;
/** A plain ground, shaded, vignetted or of two tones, has few coarse colours; this share of its ring has the commonest. */
const COMMON_COLORS = 6;
const COMMON_SHARE_MIN = 0.94;
const LIGHTNESS_STEPS = 12;
const COLOR_STEPS = 40;
/** A ground that only shades off changes less than this from pixel to pixel, over this share of its ring. */
const SMOOTH_STEP = 0.0065;
const SMOOTH_SHARE = 0.8;
const LEVELS = 64;
/** Of the separating threshold: a subject is rather seen too small than with a piece of the ground. */
const THRESHOLD_FACTOR = 1.15;

/** Whether the ground around the subject is a scene: along the picture's edges a plain one has few colours or none but soft steps. */
export function isScene(image: LabImage): boolean {
  const ring = ringOf(image);
  return hasManyColors(image, ring) && !isSmooth(image, ring);
}

function ringOf({ width, height }: LabImage): number[] {
  const ring = Math.max(1, Math.round(RING_SHARE * Math.min(width, height)));
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) {
    const isEdgeRow = y < ring || y >= height - ring;
    for (let x = 0; x < width; x += !isEdgeRow && x === ring - 1 ? Math.max(1, width - 2 * ring + 1) : 1) {
      pixels.push(y * width + x);
    }
  }
  return pixels;
}

function hasManyColors(image: LabImage, ring: readonly number[]): boolean {
  const counts = new Map<number, number>();
  for (const pixel of ring) {
    const color = coarseColor(image, pixel);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const common = [...counts.values()].toSorted((one, other) => other - one).slice(0, COMMON_COLORS);
  return common.reduce((sum, count) => sum + count, 0) < COMMON_SHARE_MIN * ring.length;
}

function isSmooth(image: LabImage, ring: readonly number[]): boolean {
  const steps = edgeSteps(image);
  const soft = ring.filter((pixel) => (steps[pixel] ?? 0) < SMOOTH_STEP).length;
  return soft >= SMOOTH_SHARE * ring.length;
}

function coarseColor({ lightness, a, b }: LabImage, pixel: number): number {
  const [light, red, yellow] = [lightness[pixel] ?? 0, a[pixel] ?? 0, b[pixel] ?? 0];
  const axis = (value: number) => Math.round((value + 0.5) * COLOR_STEPS);
  return (Math.round(light * LIGHTNESS_STEPS) * 100 + axis(red)) * 100 + axis(yellow);
}

/** Of a subject's pixels, at least this share has the subject on all four sides; specks in noise have it less. */
const SOLID_SHARE_MIN = 0.72;

/** The subject of a scene, or nothing where only specks stand out: what is clearly more salient than the threshold that separates best (Otsu, 1979). */
export function sceneMask(image: LabImage): { isFigure: Uint8Array; salient: Float32Array } {
  const salient = saliency(image);
  const threshold = Math.min(1, otsu(salient) * THRESHOLD_FACTOR);
  const isFigure = Uint8Array.from(salient, (value) => (value >= threshold ? 1 : 0));
  return { isFigure: isSolid(isFigure, image.width) ? isFigure : isFigure.map(() => 0), salient };
}

function isSolid(isFigure: Uint8Array, width: number): boolean {
  let [all, inner] = [0, 0];
  isFigure.forEach((isIn, pixel) => {
    if (!isIn) return;
    all++;
    const sides = [pixel - 1, pixel + 1, pixel - width, pixel + width];
    if (sides.every((side) => isFigure[side] === 1)) inner++;
  });
  return inner >= SOLID_SHARE_MIN * all;
}

/** The value that splits the others with the largest variance between both sides. */
function otsu(values: Float32Array): number {
  const histogram = new Float64Array(LEVELS);
  for (const value of values) {
    const level = Math.min(LEVELS - 1, Math.floor(value * LEVELS));
    histogram[level] = (histogram[level] ?? 0) + 1;
  }
  const total = histogram.reduce((sum, count, level) => sum + count * level, 0);
  let [below, sumBelow, best, at] = [0, 0, 0, LEVELS - 1];
  histogram.forEach((count, level) => {
    below += count;
    sumBelow += count * level;
    const above = values.length - below;
    if (below === 0 || above === 0) return;
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between <= best) return;
    best = between;
    at = level + 1;
  });
  return at / LEVELS;
}
