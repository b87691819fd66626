import type { Convolution, ModelJson } from "./architecture.ts";

export interface Weight {
  shape: number[];
  values: Float32Array;
}

/** A convolution's kernel and bias with its normalization folded in. */
export interface Folded {
  kernel: Weight;
  bias: Float32Array;
}

/**
 * Reads the weights that `isWanted` names from their quantized bytes: each is one byte, `value = byte * scale + min`.
 * Throws when the bytes are not as many as the manifest says.
 */
export function readWeights(
  json: ModelJson,
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape, quantization } of json.weightsManifest[0].weights) {
    const length = shape.reduce((product, side) => product * side, 1);
    if (isWanted(name)) {
      const { min, scale } = quantization;
      const values = Float32Array.from(bytes.subarray(offset, offset + length), (byte) => byte * scale + min);
      weights.set(name, { shape, values });
    }
    offset += length;
  }
  if (offset !== bytes.length)
    throw new Error(`The network has ${bytes.length} bytes of weights instead of ${offset}`);
  return weights;
}

/** Folds `gamma * (x - mean) / sqrt(variance + epsilon) + beta` into the convolution before it. */
export function fold({ kind, layer, normalization }: Convolution, weights: Map<string, Weight>): Folded {
  const part = (name: string) => {
    const weight = weights.get(name);
    if (!weight) throw new Error(`The network has no weight ${name}`);
    return weight;
  };
  const of = (name: string) => part(`${normalization.layer}/${name}`).values;
  const [gamma, beta, mean, variance] = [of("gamma"), of("beta"), of("moving_mean"), of("moving_variance")];
  const { epsilon } = normalization;
  const scale = gamma.map((value, channel) => value / Math.sqrt((variance[channel] ?? 0) + epsilon));
  const kernel = part(`${layer}/${kind === "convolution" ? "kernel" : "depthwise_kernel"}`);
  // Output channels vary fastest, and a depthwise kernel has one filter a channel.
  const values = kernel.values.map((value, index) => value * (scale[index % scale.length] ?? 0));
  const bias = beta.map((value, channel) => value - (mean[channel] ?? 0) * (scale[channel] ?? 0));
  return { kernel: { shape: kernel.shape, values }, bias };
}
