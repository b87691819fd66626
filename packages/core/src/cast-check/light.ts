import type { Lab } from "../images/index.ts";
import { squaredDifference } from "./difference.ts";

/** How the light of a picture changes colors: a gain and an offset for each OKLab axis. */
export interface Light {
  gain: Lab;
  offset: Lab;
}

export const SAME_LIGHT: Light = { gain: [1, 1, 1], offset: [0, 0, 0] };

const ROUNDS = 6;
const OUTLIER = 0.07;
const GAIN = { min: 0.6, max: 1.3 };
/** As if so many pairs had said that the light is the same. */
const PRIOR_PAIRS = 12;

/** A color as it looks in a light. */
export function lit({ gain, offset }: Light, color: Lab): Lab {
  return [color[0] * gain[0] + offset[0], color[1] * gain[1] + offset[1], color[2] * gain[2] + offset[2]];
}

/** The light that turns most of some colors into the ones seen; pairs that no light explains count less and less. */
export function lightOf(pairs: ReadonlyArray<{ from: Lab; to: Lab }>): Light {
  const light = {
    gain: [1, 1, 1] as [number, number, number],
    offset: [0, 0, 0] as [number, number, number],
  };
  if (pairs.length < PRIOR_PAIRS) return light;
  const weights = new Float64Array(pairs.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let index = 0; index < pairs.length; index += 1) {
      const pair = pairs[index];
      if (!pair) continue;
      const { from, to } = pair;
      const l = from[0] * light.gain[0] + light.offset[0];
      const a = from[1] * light.gain[1] + light.offset[1];
      const b = from[2] * light.gain[2] + light.offset[2];
      const ratio = squaredDifference(to, l, a, b) / (OUTLIER * OUTLIER);
      weights[index] = 1 / (1 + ratio * ratio);
    }
    for (const axis of AXES) {
      const { gain, offset } = fitAxis(pairs, weights, axis);
      light.gain[axis] = gain;
      light.offset[axis] = offset;
    }
  }
  return light;
}

const AXES = [0, 1, 2] as const;

/** Weighted least squares, drawn towards no change. */
function fitAxis(pairs: ReadonlyArray<{ from: Lab; to: Lab }>, weights: Float64Array, axis: 0 | 1 | 2) {
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (let index = 0; index < pairs.length; index += 1) {
    const pair = pairs[index];
    if (!pair) continue;
    const weight = weights[index] ?? 0;
    const [from, to] = [pair.from[axis], pair.to[axis]];
    w += weight;
    x += weight * from;
    y += weight * to;
    xx += weight * from * from;
    xy += weight * from * to;
  }
  if (w < 1) return { gain: 1, offset: 0 };
  const spread = xx - (x * x) / w;
  const together = xy - (x * y) / w;
  const prior = PRIOR_PAIRS * 0.01;
  const gain = Math.max(GAIN.min, Math.min(GAIN.max, (together + prior) / (spread + prior)));
  return { gain, offset: ((y - gain * x) / w) * (w / (w + PRIOR_PAIRS)) };
}
