import * as z from "zod";
import { EMBEDDING_LENGTH } from "./embed.ts";
import trained from "./whitening.json";

const HALVES = 2;
const PER_HALF = EMBEDDING_LENGTH / HALVES;
/** A channel that hardly varies tells little; its scale is not let near zero. */
const LEAST_SCALE_SHARE = 0.3;

/** Mean and deviation of the square root of each number of an embedding, over pictures of many subjects. */
export const Whitening = z.object({
  mean: z.array(z.number()).length(EMBEDDING_LENGTH),
  deviation: z.array(z.number().min(0)).length(EMBEDDING_LENGTH),
});
export type Whitening = z.infer<typeof Whitening>;

let loaded: Whitening | undefined;

/** Learns what is common to all pictures, so that it can be taken off: the more different subjects, the better. */
export function learnWhitening(embeddings: Float32Array[]): Whitening {
  const count = Math.max(1, embeddings.length);
  const mean = new Array<number>(EMBEDDING_LENGTH).fill(0);
  const squares = new Array<number>(EMBEDDING_LENGTH).fill(0);
  for (const embedding of embeddings) {
    embedding.forEach((value, at) => {
      mean[at] = (mean[at] ?? 0) + Math.sqrt(value) / count;
      squares[at] = (squares[at] ?? 0) + value / count;
    });
  }
  const deviation = mean.map((value, at) => Math.sqrt(Math.max(0, (squares[at] ?? 0) - value * value)));
  return { mean: mean.map(rounded), deviation: deviation.map(rounded) };
}

/** What is particular about a subject: the embedding less what is common, each half of it of unit length. */
export function whiten(
  embedding: Float32Array,
  { mean, deviation }: Whitening = shippedWhitening(),
): Float32Array {
  const median = deviation.toSorted((one, other) => one - other)[EMBEDDING_LENGTH >> 1] ?? 0;
  const white = embedding.map(
    (value, at) =>
      (Math.sqrt(value) - (mean[at] ?? 0)) / ((deviation[at] ?? 0) + LEAST_SCALE_SHARE * median || 1),
  );
  for (let half = 0; half < HALVES; half++) {
    const part = white.subarray(half * PER_HALF, (half + 1) * PER_HALF);
    const length = Math.hypot(...part);
    if (length > 0) part.set(part.map((value) => value / length));
  }
  return white;
}

/**
 * How differently two whitened embeddings look, 0 for the same to 1 for opposite: the subjects looked at closely, and
 * the pictures as wholes. Without embeddings, nothing is told.
 */
export function learnedDistances(
  a: Float32Array,
  b: Float32Array,
): { learnedClosely: number; learnedWholly: number } {
  if (a.length !== EMBEDDING_LENGTH || b.length !== EMBEDDING_LENGTH)
    return { learnedClosely: 0, learnedWholly: 0 };
  const apart = (start: number) => {
    let dot = 0;
    for (let at = start; at < start + PER_HALF; at++) dot += (a[at] ?? 0) * (b[at] ?? 0);
    return Math.min(1, Math.max(0, (1 - dot) / 2));
  };
  return { learnedClosely: apart(0), learnedWholly: apart(PER_HALF) };
}

function shippedWhitening(): Whitening {
  loaded ??= Whitening.parse(trained);
  return loaded;
}

function rounded(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}
