import * as z from "zod";

const Pair = z.tuple([z.number(), z.number()]);
const Inbound = z.array(z.array(z.tuple([z.string()]).rest(z.unknown())));

/** The layers of a Keras model as its JSON lists them; only what an evaluation needs. */
const Layer = z.object({
  name: z.string(),
  class_name: z.string(),
  config: z.object({
    strides: Pair.optional(),
    padding: z.union([z.enum(["same", "valid"]), z.tuple([Pair, Pair])]).optional(),
    epsilon: z.number().optional(),
    max_value: z.number().optional(),
  }),
  inbound_nodes: Inbound,
});

export const ModelJson = z.object({
  modelTopology: z.object({ model_config: z.object({ config: z.object({ layers: z.array(Layer) }) }) }),
  weightsManifest: z.tuple([
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.number().int().positive()),
          quantization: z.object({ min: z.number(), scale: z.number(), dtype: z.literal("uint8") }),
        }),
      ),
    }),
  ]),
});
export type ModelJson = z.infer<typeof ModelJson>;
type Layer = z.infer<typeof Layer>;

/** One operation; `inputs` are the names of the operations before it, `name` is that of its last layer. */
export type Step = { name: string; inputs: string[] } & (
  | { kind: "pad"; padding: [[number, number], [number, number]] }
  | { kind: "add" }
  | Convolution
);

export interface Convolution {
  kind: "convolution" | "depthwise";
  layer: string;
  /** The batch normalization that follows it and is folded into its kernel. */
  normalization: { layer: string; epsilon: number };
  strides: [number, number];
  padding: "same" | "valid";
  isRectified: boolean;
}

/**
 * The operations from the input to the layer `until`, in order: each convolution together with the normalization and
 * the rectifier (ReLU6) that follow it. Throws when the model holds a layer that is none of these.
 */
export function stepsOf(json: ModelJson, until: string): Step[] {
  const { layers } = json.modelTopology.model_config.config;
  const steps: Step[] = [];
  let index = 1;
  while (index < layers.length) {
    const { step, length } = stepAt(layers, index);
    steps.push(step);
    if (step.name === until) return steps;
    index += length;
  }
  throw new Error(`The network has no layer ${until}`);
}

function stepAt(layers: Layer[], index: number): { step: Step; length: number } {
  const layer = layers[index];
  if (!layer) throw new Error("The network ends too early");
  const { name, class_name, config } = layer;
  const inputs = (layer.inbound_nodes[0] ?? []).map(([from]) => from);
  if (class_name === "Add") return { step: { kind: "add", name, inputs }, length: 1 };
  if (class_name === "ZeroPadding2D" && Array.isArray(config.padding))
    return { step: { kind: "pad", name, inputs, padding: config.padding }, length: 1 };
  if (class_name === "Conv2D" || class_name === "DepthwiseConv2D") return convolution(layers, index, inputs);
  throw new Error(`Layer ${name} is a ${class_name}, which is not understood`);
}

function convolution(layers: Layer[], index: number, inputs: string[]): { step: Step; length: number } {
  const [layer, normalization, next] = layers.slice(index, index + 3);
  const { strides, padding } = layer?.config ?? {};
  const epsilon = normalization?.config.epsilon;
  if (!layer || !normalization || !strides || epsilon === undefined || Array.isArray(padding) || !padding)
    throw new Error(`Layer ${layer?.name} is not a convolution followed by its normalization`);
  const isRectified = next?.class_name === "ReLU" && next.config.max_value === 6;
  const last = isRectified ? next : normalization;
  const kind = layer.class_name === "Conv2D" ? ("convolution" as const) : ("depthwise" as const);
  const step = {
    ...{ kind, name: last.name, inputs, layer: layer.name, strides, padding, isRectified },
    normalization: { layer: normalization.name, epsilon },
  };
  return { step, length: isRectified ? 3 : 2 };
}
