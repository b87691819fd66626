import type { Lab } from "../images/index.ts";
import { difference } from "./difference.ts";

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
  let light = SAME_LIGHT;
  if (pairs.length < PRIOR_PAIRS) return light;
  for (let round = 0; round < ROUNDS; round += 1) {
    const weights = pairs.map(({ from, to }) => {
      const ratio = difference(lit(light, from), to) / OUTLIER;
      return 1 / (1 + ratio ** 4);
    });
    const axis = (index: 0 | 1 | 2) => fitAxis(pairs, weights, index);
    const [l, a, b] = [axis(0), axis(1), axis(2)];
    light = { gain: [l.gain, a.gain, b.gain], offset: [l.offset, a.offset, b.offset] };
  }
  return light;
}

/** Weighted least squares, drawn towards no change. */
function fitAxis(pairs: ReadonlyArray<{ from: Lab; to: Lab }>, weights: number[], index: 0 | 1 | 2) {
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const [at, { from, to }] of pairs.entries()) {
    const weight = weights[at] ?? 0;
    w += weight;
    x += weight * from[index];
    y += weight * to[index];
    xx += weight * from[index] * from[index];
    xy += weight * from[index] * to[index];
  }
  if (w < 1) return { gain: 1, offset: 0 };
  const spread = xx - (x * x) / w;
  const together = xy - (x * y) / w;
  const prior = PRIOR_PAIRS * 0.01;
  const gain = Math.max(GAIN.min, Math.min(GAIN.max, (together + prior) / (spread + prior)));
  return { gain, offset: ((y - gain * x) / w) * (w / (w + PRIOR_PAIRS)) };
}
