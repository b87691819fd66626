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

/** Bounds of a light that is only guessed from means and spreads: wide for lightness, narrow for color. */
const GUESS = {
  lightness: { gainMin: 0.5, gainMax: 1.35, offsetMax: 0.25 },
  color: { gainMin: 0.6, gainMax: 1.2, offsetMax: 0.03 },
};

/** A light that gives some colors the mean and spread of others, within bounds; for light too different to fit. */
export function guessedLight(pairs: ReadonlyArray<{ from: Lab; to: Lab }>): Light {
  if (pairs.length < PRIOR_PAIRS) return SAME_LIGHT;
  const axes = AXES.map((axis) => {
    const from = momentsOf(pairs.map((pair) => pair.from[axis]));
    const to = momentsOf(pairs.map((pair) => pair.to[axis]));
    const { gainMin, gainMax, offsetMax } = axis === 0 ? GUESS.lightness : GUESS.color;
    const gain = Math.max(gainMin, Math.min(gainMax, from.spread < 1e-3 ? 1 : to.spread / from.spread));
    const offset = Math.max(-offsetMax, Math.min(offsetMax, to.mean - gain * from.mean));
    return { gain, offset };
  });
  const of = (name: "gain" | "offset"): Lab => [
    axes[0]?.[name] ?? 0,
    axes[1]?.[name] ?? 0,
    axes[2]?.[name] ?? 0,
  ];
  return { gain: of("gain"), offset: of("offset") };
}

function momentsOf(values: number[]): { mean: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, spread: Math.sqrt(square) };
}
