import * as z from "zod";
import { CHANNELS } from "../learned/index.ts";
import { EMBEDDING_LENGTH } from "./embed.ts";
import { FIGURE_EMBEDDING_LENGTH } from "./embed-figure.ts";
import trained from "./whitening.json";

/** Mean and deviation of the square root of each number of an embedding, over pictures of many subjects. */
export interface Spread {
  mean: Float32Array;
  deviation: Float32Array;
}

/** A channel that hardly varies tells little; its scale is not let near zero. */
const LEAST_SCALE_SHARE = 0.3;
/** Steps to one in the file: no mean of roots was found above 1.5, no deviation above 0.4. */
const MEAN_STEPS = 100;
const DEVIATION_STEPS = 400;

const steps = (length: number, perOne: number) =>
  z
    .base64()
    .transform((text) => Float32Array.from(Buffer.from(text, "base64"), (byte) => byte / perOne))
    .refine((values) => values.length === length, `${length} bytes are needed`);
const spreadOf = (length: number) =>
  z.object({ mean: steps(length, MEAN_STEPS), deviation: steps(length, DEVIATION_STEPS) });

/** What is common to all pictures, of scenes and of figures on plain ground; bytes in base64, as whitening.json has them. */
export const Whitening = z.object({
  scene: spreadOf(EMBEDDING_LENGTH),
  figure: spreadOf(FIGURE_EMBEDDING_LENGTH),
});
export type Whitening = z.infer<typeof Whitening>;

/** Learns what is common to all pictures, so that it can be taken off: the more different subjects, the better. */
export function learnSpread(embeddings: readonly Float32Array[]): Spread {
  const length = embeddings[0]?.length ?? 0;
  const count = Math.max(1, embeddings.length);
  const mean = new Float32Array(length);
  const squares = new Float32Array(length);
  for (const embedding of embeddings) {
    embedding.forEach((value, at) => {
      mean[at] = (mean[at] ?? 0) + Math.sqrt(value) / count;
      squares[at] = (squares[at] ?? 0) + value / count;
    });
  }
  const deviation = mean.map((value, at) => Math.sqrt(Math.max(0, (squares[at] ?? 0) - value * value)));
  return { mean, deviation };
}

/** A spread as whitening.json has it. */
export function encodeSpread({ mean, deviation }: Spread): Record<keyof Spread, string> {
  return { mean: inSteps(mean, MEAN_STEPS), deviation: inSteps(deviation, DEVIATION_STEPS) };
}

function inSteps(values: Float32Array, perOne: number): string {
  const bytes = Uint8Array.from(values, (value) => Math.min(255, Math.round(value * perOne)));
  return Buffer.from(bytes).toString("base64");
}

/**
 * What is particular about a subject: the embedding less what is common, a byte a number. Each of its pools has a scale
 * of its own, which says nothing.
 */
export function whiten(embedding: Float32Array, { mean, deviation }: Spread): Int8Array {
  const median = deviation.toSorted()[deviation.length >> 1] ?? 0;
  const white = embedding.map(
    (value, at) =>
      (Math.sqrt(value) - (mean[at] ?? 0)) / ((deviation[at] ?? 0) + LEAST_SCALE_SHARE * median || 1),
  );
  const bytes = new Int8Array(white.length);
  for (let start = 0; start < white.length; start += CHANNELS) {
    const pool = white.subarray(start, start + CHANNELS);
    const largest = pool.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest > 0)
      bytes.set(
        pool.map((value) => Math.round((127 * value) / largest)),
        start,
      );
  }
  return bytes;
}

/** Names of what the network has to say, all 0 where it did not look at both or looked at them in another way. */
const SILENT = {
  learnedClosely: 0,
  learnedWholly: 0,
  seenWhole: 0,
  seenUpper: 0,
  seenMiddle: 0,
  seenLower: 0,
  seenThirds: 0,
  seenMost: 0,
};

/**
 * How differently two whitened embeddings look, 0 for the same to 1 for opposite. Of scenes, the subjects looked at
 * closely and the pictures as wholes; of figures on plain ground, the whole figures and each third of their height.
 */
export function learnedDistances(a: Int8Array, b: Int8Array): typeof SILENT {
  if (a.length !== b.length) return SILENT;
  if (a.length === EMBEDDING_LENGTH) {
    const [learnedClosely = 0, learnedWholly = 0] = poolsApart(a, b);
    return { ...SILENT, learnedClosely, learnedWholly };
  }
  if (a.length !== FIGURE_EMBEDDING_LENGTH) return SILENT;
  const [seenWhole = 0, seenUpper = 0, seenMiddle = 0, seenLower = 0] = poolsApart(a, b);
  const seenThirds = (seenUpper + seenMiddle + seenLower) / 3;
  const seenMost = Math.max(seenUpper, seenMiddle, seenLower);
  return { ...SILENT, seenWhole, seenUpper, seenMiddle, seenLower, seenThirds, seenMost };
}

/** Half of one less the cosine, pool by pool; exactly 0 for the same bytes, and where a pool shows nothing. */
function poolsApart(a: Int8Array, b: Int8Array): number[] {
  return Array.from({ length: a.length / CHANNELS }, (_, pool) => {
    let [dot, squaresA, squaresB] = [0, 0, 0];
    for (let at = pool * CHANNELS; at < (pool + 1) * CHANNELS; at++) {
      const [one, other] = [a[at] ?? 0, b[at] ?? 0];
      dot += one * other;
      squaresA += one * one;
      squaresB += other * other;
    }
    const lengths = Math.sqrt(squaresA * squaresB);
    return lengths === 0 ? 0 : Math.min(1, Math.max(0, (1 - dot / lengths) / 2));
  });
}

let loaded: Whitening | undefined;

/** What was learned and ships with the product, checked on first use. */
export function shippedWhitening(): Whitening {
  loaded ??= Whitening.parse(trained);
  return loaded;
}
