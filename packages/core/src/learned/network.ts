import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { ModelJson, type Step, stepsOf } from "./architecture.ts";
import { fold, readWeights } from "./weights.ts";

type Tensorflow = typeof import("@tensorflow/tfjs-core");

interface Ready {
  step: Step;
  filter?: Tensor4D;
  bias?: Tensor1D;
}

/** Pixels per side of the picture the network looks at; red, green and blue, a byte each. */
export const INPUT_SIDE_PIXELS = 224;
/** What it says: this many cells per side, each with this many channels, none negative. */
export const CELLS_PER_SIDE = 14;
export const CHANNELS = 576;
/** Deep enough to know parts of things, shallow enough to know which ones. */
const LAYER = "block_13_expand_relu";

/** Evaluates the network on one picture; the same bytes give the same numbers. */
export type Network = (rgb: Uint8Array) => Float32Array;

/**
 * MobileNetV2 up to its 13th block, with the weights that the package nsfwjs ships (MIT), on WebAssembly and in one
 * thread. Takes about 200 ms to load; loaded once per container.
 */
export async function loadNetwork(): Promise<Network> {
  const tensorflow = await openTensorflow();
  const ready = await prepare(tensorflow);
  const length = INPUT_SIDE_PIXELS * INPUT_SIDE_PIXELS * 3;
  return (rgb) => {
    if (rgb.length !== length) throw new RangeError(`Expected ${length} bytes of pixels, got ${rgb.length}`);
    const output = tensorflow.tidy(() => evaluate(tensorflow, ready, rgb));
    const values = output.dataSync<"float32">().slice();
    output.dispose();
    return values;
  };
}

async function openTensorflow(): Promise<Tensorflow> {
  const tensorflow = await import("@tensorflow/tfjs-core");
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  wasm.setWasmPaths(`${folder}/`);
  wasm.setThreadsCount(1);
  await tensorflow.setBackend("wasm");
  return tensorflow;
}

async function prepare(tensorflow: Tensorflow): Promise<Ready[]> {
  const { MobileNetV2Model } = await import("nsfwjs/models/mobilenet_v2");
  const [bundle] = MobileNetV2Model.weightBundles;
  if (!bundle) throw new Error("The network's weights are missing");
  const json = ModelJson.parse((await MobileNetV2Model.modelJson()).default);
  const steps = stepsOf(json, LAYER);
  const layers = new Set(
    steps.flatMap((step) => ("layer" in step ? [step.layer, step.normalization.layer] : [])),
  );
  const bytes = Buffer.from(String((await bundle()).default), "base64");
  const weights = readWeights(json, bytes, (name) => layers.has(name.split("/")[0] ?? ""));
  return steps.map((step) => {
    if (!("layer" in step)) return { step };
    const { kernel, bias } = fold(step, weights);
    const [height = 1, width = 1, channels = 1, filters = 1] = kernel.shape;
    const filter = tensorflow.tensor4d(kernel.values, [height, width, channels, filters]);
    return { step, filter, bias: tensorflow.tensor1d(bias) };
  });
}

function evaluate(tensorflow: Tensorflow, ready: Ready[], rgb: Uint8Array): Tensor4D {
  const side = INPUT_SIDE_PIXELS;
  let last = tensorflow.tensor4d(shares(rgb), [1, side, side, 3]);
  const made = new Map<string, Tensor4D>();
  for (const one of ready) {
    const [from = "", other = ""] = one.step.inputs;
    // Only the first step reads what no step made: the picture.
    last = perform(tensorflow, one, [made.get(from) ?? last, made.get(other) ?? last]);
    made.set(one.step.name, last);
  }
  return last;
}

/** Bytes as shares of 255; a plain loop, for `Float32Array.from` takes longer than half of the network. */
function shares(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let at = 0; at < values.length; at++) values[at] = (bytes[at] ?? 0) / 255;
  return values;
}

function perform(
  tensorflow: Tensorflow,
  { step, filter, bias }: Ready,
  [x, other]: [Tensor4D, Tensor4D],
): Tensor4D {
  if (step.kind === "add") return tensorflow.add(x, other);
  if (step.kind === "pad") return tensorflow.pad4d(x, [[0, 0], ...step.padding, [0, 0]]);
  if (!filter || !bias) throw new Error(`Step ${step.name} has no weights`);
  const { strides, padding: pad } = step;
  const activation = step.isRectified ? ("relu6" as const) : ("linear" as const);
  const options = { x, filter, strides, pad, bias, activation };
  return step.kind === "depthwise"
    ? tensorflow.fused.depthwiseConv2d(options)
    : tensorflow.fused.conv2d(options);
}
