import { CHANNELS, FRAME_CELLS } from "./color-grid.ts";
import type { Fingerprint } from "./fingerprint.ts";

/**
 * How different two pictures look: 0 is the same picture, above 1 another one. Pictures with a subject on plain
 * ground are compared by the subject alone, so that cropping and padding do not matter.
 */
export function difference(a: Fingerprint, b: Fingerprint): number {
  const frames = distance(a.frame, b.frame);
  if (a.subject === undefined || b.subject === undefined) {
    return (frames < SCENE_UNIT * 6 ? alignedDistance(a.frame, b.frame) : frames) / SCENE_UNIT;
  }
  return Math.min(frames / SAME_FRAME_UNIT, distance(a.subject, b.subject) / SUBJECT_UNIT);
}

/** Root mean square differences that count as 1, about midway (in ratio) between re-encodings and look-alikes. */
const SUBJECT_UNIT = 6;
const SCENE_UNIT = 6;
/** On plain ground most of the frame is alike for everybody, so only a near copy counts. */
const SAME_FRAME_UNIT = 1.1;

function distance(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    const step = (a[index] ?? 0) - (b[index] ?? 0);
    sum += step * step;
  }
  return Math.sqrt(sum / a.length);
}

/** The smallest distance when one frame is slightly cropped, padded or moved against the other. */
function alignedDistance(a: Uint8Array, b: Uint8Array): number {
  let best = distance(a, b);
  for (const scale of [0.89, 0.92, 0.95, 0.975, 1, 1.025, 1.05, 1.085, 1.12]) {
    for (const dx of SHIFTS) {
      for (const dy of SHIFTS) best = Math.min(best, shiftedDistance({ a, b, scale, dx, dy }));
    }
  }
  return best;
}

/** Shifts of the frame's middle, in cells. */
const SHIFTS = [-0.5, -0.25, 0, 0.25, 0.5];

/** Compares the inner cells of `a` with `b` sampled between cells. */
function shiftedDistance({
  a,
  b,
  scale,
  dx,
  dy,
}: {
  a: Uint8Array;
  b: Uint8Array;
  scale: number;
  dx: number;
  dy: number;
}): number {
  const middle = (FRAME_CELLS - 1) / 2;
  let sum = 0;
  let count = 0;
  for (let row = 1; row < FRAME_CELLS - 1; row += 1) {
    const y = middle + (row - middle) * scale + dy;
    const top = Math.max(0, Math.min(FRAME_CELLS - 2, Math.floor(y)));
    for (let column = 1; column < FRAME_CELLS - 1; column += 1) {
      const x = middle + (column - middle) * scale + dx;
      const left = Math.max(0, Math.min(FRAME_CELLS - 2, Math.floor(x)));
      const [fx, fy] = [x - left, y - top];
      const at = (top * FRAME_CELLS + left) * CHANNELS;
      for (let channel = 0; channel < 3; channel += 1) {
        const upper = (b[at + channel] ?? 0) * (1 - fx) + (b[at + CHANNELS + channel] ?? 0) * fx;
        const below = at + FRAME_CELLS * CHANNELS + channel;
        const lower = (b[below] ?? 0) * (1 - fx) + (b[below + CHANNELS] ?? 0) * fx;
        const step =
          (a[(row * FRAME_CELLS + column) * CHANNELS + channel] ?? 0) - (upper * (1 - fy) + lower * fy);
        sum += step * step;
        count += 1;
      }
    }
  }
  return Math.sqrt(sum / count);
}
