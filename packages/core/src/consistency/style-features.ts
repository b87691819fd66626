import { addSoft, storeRoots } from "./color-features.ts";
import type { Luma } from "./figure.ts";
import { CELLS, DIRECTIONS, GRADIENT_BINS, type Scalar, section, TURN_BINS } from "./layout.ts";
import type { Mask } from "./mask.ts";

const LAGS = [1, 2, 3, 4, 6, 8] as const;
const SMALL = 1e-5;
/** Luma ranges (0 to 1) that count as flat, steps that count as an edge, and tones that count as dark or bright. */
const FLAT_FINE = 0.008;
const FLAT_COARSE = 0.03;
const EDGE_STEP = 0.12;
const DARK_MAX = 0.13;
const BRIGHT_MIN = 0.96;
const STILL_STEP = 0.002;
/** The gradient histogram spans 2^-9 to 2^0 of full contrast per pixel. */
const GRADIENT_OCTAVES = 9;

/** Fills the sections on edges and texture and returns the style scalars, from the fine luma inside the mask. */
export function styleFeatures(
  data: Uint8Array,
  { fine, mask }: { fine: Luma; mask: Mask },
): Partial<Record<Scalar, number>> {
  const inside = fineMask(fine, mask);
  const tally = edgeTally(data, { fine, mask, inside });
  const steps = stepScalars(fine, inside);
  return { ...tally, ...steps };
}

/** The coarse mask at the fine size. */
function fineMask(fine: Luma, mask: Mask): Uint8Array {
  const inside = new Uint8Array(fine.width * fine.height);
  for (let y = 0; y < fine.height; y++) {
    const row = Math.min(mask.height - 1, y >> 1) * mask.width;
    for (let x = 0; x < fine.width; x++) {
      inside[y * fine.width + x] = mask.isFigure[row + Math.min(mask.width - 1, x >> 1)] ?? 0;
    }
  }
  return inside;
}

interface Seen {
  fine: Luma;
  mask: Mask;
  inside: Uint8Array;
}

function edgeTally(data: Uint8Array, { fine, mask, inside }: Seen): Partial<Record<Scalar, number>> {
  const { width, values } = fine;
  const gradient = new Float64Array(GRADIENT_BINS);
  const turn = new Float64Array(TURN_BINS);
  const edges = new Float64Array(CELLS * CELLS * DIRECTIONS);
  const [boxWidth, boxHeight] = [Math.max(1, mask.right - mask.left), Math.max(1, mask.bottom - mask.top)];
  let [count, sum, squares, darkEdge] = [0, 0, 0, 0];
  for (let y = Math.max(1, mask.top * 2); y < Math.min(fine.height - 1, mask.bottom * 2); y++) {
    const cellRow = Math.min(CELLS - 1, Math.floor(((y / 2 - mask.top) * CELLS) / boxHeight));
    for (let x = Math.max(1, mask.left * 2); x < Math.min(width - 1, mask.right * 2); x++) {
      const pixel = y * width + x;
      if (!inside[pixel]) continue;
      const dx = ((values[pixel + 1] ?? 0) - (values[pixel - 1] ?? 0)) / 2;
      const dy = ((values[pixel + width] ?? 0) - (values[pixel - width] ?? 0)) / 2;
      const strength = Math.sqrt(dx * dx + dy * dy);
      count++;
      sum += strength;
      squares += strength * strength;
      const octave =
        ((Math.log2(strength + SMALL) + GRADIENT_OCTAVES) / GRADIENT_OCTAVES) * (GRADIENT_BINS - 1);
      addSoft(gradient, { start: 0, bins: GRADIENT_BINS, at: Math.max(0, octave), weight: 1, isRing: false });
      if (strength < 0.004) continue;
      if (strength > EDGE_STEP && (values[pixel] ?? 0) < DARK_MAX * 2) darkEdge++;
      const direction = Math.atan2(dy, dx) / Math.PI + 1;
      addSoft(turn, { start: 0, bins: TURN_BINS, at: direction * TURN_BINS, weight: strength, isRing: true });
      const cellColumn = Math.min(CELLS - 1, Math.floor(((x / 2 - mask.left) * CELLS) / boxWidth));
      const start = (cellRow * CELLS + cellColumn) * DIRECTIONS;
      const at = direction * DIRECTIONS;
      addSoft(edges, { start, bins: DIRECTIONS, at, weight: strength, isRing: true });
    }
  }
  storeRoots(section(data, "gradient"), gradient, 1);
  storeRoots(section(data, "turn"), turn, 1);
  storeRoots(section(data, "edges"), edges, 1);
  const mean = sum / Math.max(1, count);
  return {
    peakiness: Math.log2((squares / Math.max(1, count) + SMALL) / (mean * mean + SMALL)),
    darkEdge: darkEdge / Math.max(1, count),
  };
}

/** How luma changes over a few pixels: structure function, flatness, still runs, Laplacians. */
function stepScalars(fine: Luma, inside: Uint8Array): Partial<Record<Scalar, number>> {
  const { width, height } = fine;
  const steps = new Float64Array(LAGS.length);
  const pairs = new Float64Array(LAGS.length);
  const laplace = new Float64Array(3);
  const tones = new Float64Array(TONES);
  const edge = LAGS[LAGS.length - 1] ?? 0;
  for (let y = edge; y < height - edge; y++) {
    for (let x = edge; x < width - edge; x++) {
      const pixel = y * width + x;
      if (!inside[pixel]) continue;
      addTones(tones, fine, pixel);
      addLaplace(laplace, fine, pixel);
      for (let lag = 0; lag < LAGS.length; lag++) {
        const far = LAGS[lag] ?? 1;
        if (!inside[pixel + far] || !inside[pixel + far * width]) continue;
        pairs[lag] = (pairs[lag] ?? 0) + 2;
        steps[lag] = (steps[lag] ?? 0) + stepsFrom(fine, pixel, far);
      }
    }
  }
  const share = (value = 0) => value / Math.max(1, tones[0] ?? 0);
  const structure = Array.from(steps, (sum, lag) =>
    Math.log2(sum / Math.max(1, pairs[lag] ?? 0) + SMALL * 10),
  );
  const energy = Array.from(laplace, (sum) => Math.log2(share(sum) + SMALL * 10));
  const [, dark, bright, flatFine, flatCoarse, stillX, stillY] = Array.from(tones, share);
  const [structure1, structure2, structure3, structure4, structure6, structure8] = structure;
  const [laplace1, laplace2, laplace4] = energy;
  return {
    ...{ structure1, structure2, structure3, structure4, structure6, structure8 },
    ...{ laplace1, laplace2, laplace4, flatFine, flatCoarse, stillX, stillY, dark, bright },
  };
}

function stepsFrom({ width, values }: Luma, pixel: number, far: number): number {
  const value = values[pixel] ?? 0;
  return Math.abs((values[pixel + far] ?? 0) - value) + Math.abs((values[pixel + far * width] ?? 0) - value);
}

/** Counts: all, dark, bright, fine flat, coarse flat, still to the right, still downwards. */
const TONES = 7;

function addTones(tones: Float64Array, { width, values }: Luma, pixel: number): void {
  const value = values[pixel] ?? 0;
  const right = Math.abs((values[pixel + 1] ?? 0) - value);
  const below = Math.abs((values[pixel + width] ?? 0) - value);
  const range = Math.max(right, below, Math.abs((values[pixel + width + 1] ?? 0) - value));
  count(tones, 0);
  if (value < DARK_MAX) count(tones, 1);
  if (value > BRIGHT_MIN) count(tones, 2);
  if (range < FLAT_FINE) count(tones, 3);
  if (range < FLAT_COARSE) count(tones, 4);
  if (right < STILL_STEP) count(tones, 5);
  if (below < STILL_STEP) count(tones, 6);
}

function count(tones: Float64Array, at: number): void {
  tones[at] = (tones[at] ?? 0) + 1;
}

/** Sums of the absolute Laplacian at 1, 2 and 4 pixels. */
function addLaplace(laplace: Float64Array, { width, values }: Luma, pixel: number): void {
  for (let scale = 0; scale < laplace.length; scale++) {
    const far = 1 << scale;
    const around =
      (values[pixel - far] ?? 0) +
      (values[pixel + far] ?? 0) +
      (values[pixel - far * width] ?? 0) +
      (values[pixel + far * width] ?? 0);
    laplace[scale] = (laplace[scale] ?? 0) + Math.abs(around - 4 * (values[pixel] ?? 0));
  }
}
