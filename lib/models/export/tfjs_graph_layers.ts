import { addActivation, addLeakyRelu } from "../onnx/activation.ts";
import type { OnnxBuilder } from "../onnx/onnx_graph.ts";
import { type LayerWeights, pairOf, snakeCase, type TfjsLayer } from "./tfjs_layer.ts";

/**
 * A value in the graph. Pictures lie as tfjs has them (rows, columns, channels) or as ONNX wants them (channels
 * first); they are turned only where the next operator needs it.
 */
export interface LaidOut {
  /** Its name. */
  readonly name: string;
  /** Whether channels come before rows and columns. */
  readonly channelsFirst: boolean;
}

/** What a layer is made of. */
export interface LayerParts {
  /** The graph. */
  readonly builder: OnnxBuilder;
  /** The layer. */
  readonly layer: TfjsLayer;
  /** Its settings. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Its weights. */
  readonly weights: readonly LayerWeights[];
  /** What goes into it. */
  readonly inputs: readonly LaidOut[];
}

/** Adds the operators of a layer; `undefined` when an activation in it is not known. */
export type AddLayer = (parts: LayerParts) => LaidOut | undefined;

/** The value with channels last, as tfjs has it. */
export function lastOf({ builder }: LayerParts, value: LaidOut): string {
  return value.channelsFirst ? builder.add("Transpose", [value.name], { perm: [0, 2, 3, 1] }) : value.name;
}

/** The value with channels first, as ONNX wants it. */
export function firstOf({ builder }: LayerParts, value: LaidOut): string {
  return value.channelsFirst ? value.name : builder.add("Transpose", [value.name], { perm: [0, 3, 1, 2] });
}

function only({ inputs: [input] }: LayerParts): LaidOut {
  return input ?? { name: "", channelsFirst: false };
}

/** A value with channels last. */
export function flat(name: string | undefined): LaidOut | undefined {
  return name === undefined ? undefined : { name, channelsFirst: false };
}

/** The activation that a layer has at its end. */
export function activated({ builder, config }: LayerParts, value: LaidOut): LaidOut | undefined {
  const name = addActivation(
    builder,
    value.name,
    snakeCase(config["activation"] ?? "linear"),
    value.channelsFirst ? 1 : -1,
  );
  return name === undefined ? undefined : { ...value, name };
}

const same: AddLayer = only;

const dense: AddLayer = (parts) => {
  const { builder, weights: [kernel, bias], layer } = parts;
  if (kernel === undefined) return undefined;
  const input = lastOf(parts, only(parts));
  const w = builder.weight(`${layer.name}.kernel`, kernel.shape, kernel.data);
  const b = bias && builder.weight(`${layer.name}.bias`, bias.shape, bias.data);
  // Gemm knows two axes only; behind more of them the bias is added by itself.
  if (layer.outputShape.length === 2) {
    return activated(parts, {
      name: builder.add("Gemm", b === undefined ? [input, w] : [input, w, b]),
      channelsFirst: false,
    });
  }
  const product = builder.add("MatMul", [input, w]);
  const name = b === undefined ? product : builder.add("Add", [product, b]);
  return activated(parts, { name, channelsFirst: false });
};

/** Trained scale and shift as one factor and one summand per channel, worked out in doubles. */
const batchNormalization: AddLayer = (parts) => {
  const { builder, config, weights, layer } = parts;
  const rest = [...weights];
  const gamma = config["scale"] === false ? undefined : rest.shift()?.data;
  const beta = config["center"] === false ? undefined : rest.shift()?.data;
  const [mean, variance] = rest.map(({ data }) => data);
  const axis = Number(config["axis"] ?? -1), axes = layer.outputShape.length;
  if (mean === undefined || variance === undefined || axis !== -1 && axis !== axes - 1) return undefined;
  const epsilon = Number(config["epsilon"] ?? 1e-3);
  const factor = Array.from(variance, (value, at) => (gamma?.[at] ?? 1) / Math.sqrt(value + epsilon));
  const shift = factor.map((value, at) => (beta?.[at] ?? 0) - (mean[at] ?? 0) * value);
  const input = only(parts);
  const dims = input.channelsFirst ? [factor.length, 1, 1] : [factor.length];
  const scaled = builder.add("Mul", [input.name, builder.weight(`${layer.name}.scale`, dims, factor)]);
  const name = builder.add("Add", [scaled, builder.weight(`${layer.name}.shift`, dims, shift)]);
  return { ...input, name };
};

const flatten: AddLayer = (parts) =>
  flat(parts.builder.add("Flatten", [lastOf(parts, only(parts))], { axis: 1 }));

const reshape: AddLayer = (parts) => {
  const { builder, layer } = parts;
  const shape = [-1, ...layer.outputShape.slice(1).map(Number)];
  return flat(builder.add("Reshape", [lastOf(parts, only(parts)), builder.ints(shape)]));
};

const relu: AddLayer = (parts) => {
  const { builder, config } = parts, input = only(parts);
  const most = config["maxValue"];
  const name = typeof most === "number"
    ? builder.add("Clip", [input.name, builder.weight("low", [], [0]), builder.weight("high", [], [most])])
    : builder.add("Relu", [input.name]);
  return { ...input, name };
};

const leakyRelu: AddLayer = (parts) => {
  const input = only(parts);
  const name = addLeakyRelu(parts.builder, input.name, Number(parts.config["alpha"] ?? 0.3));
  return { ...input, name };
};

const elu: AddLayer = (parts) => {
  const input = only(parts), alpha = { float: Number(parts.config["alpha"] ?? 1) };
  return { ...input, name: parts.builder.add("Elu", [input.name], { alpha }) };
};

const softmax: AddLayer = (parts) => {
  const axis = Number(parts.config["axis"] ?? -1);
  return flat(parts.builder.add("Softmax", [lastOf(parts, only(parts))], { axis }));
};

/** Sums and other pairs: all of them in one layout, channels first only where all have it. */
function elementwise(op: string): AddLayer {
  return (parts) => {
    const { builder, inputs } = parts;
    const channelsFirst = inputs.every((input) => input.channelsFirst);
    const names = channelsFirst
      ? inputs.map(({ name }) => name)
      : inputs.map((input) => lastOf(parts, input));
    const name = names.reduce((sum, next) => builder.add(op, [sum, next]));
    return { name, channelsFirst };
  };
}

const concatenate: AddLayer = (parts) => {
  const names = parts.inputs.map((input) => lastOf(parts, input));
  return flat(parts.builder.add("Concat", names, { axis: Number(parts.config["axis"] ?? -1) }));
};

const zeroPadding: AddLayer = (parts) => {
  const { builder, config } = parts;
  const [rows, columns] = Array.isArray(config["padding"])
    ? config["padding"]
    : [config["padding"], config["padding"]];
  const [top, bottom] = pairOf(rows, 1), [left, right] = pairOf(columns, 1);
  const pads = builder.ints([0, 0, top, left, 0, 0, bottom, right]);
  return { name: builder.add("Pad", [firstOf(parts, only(parts)), pads]), channelsFirst: true };
};

/** Layers that have nothing to do with windows, by class. */
export const GRAPH_LAYERS: Readonly<Record<string, AddLayer>> = {
  InputLayer: same,
  Dropout: same,
  SpatialDropout1D: same,
  GaussianNoise: same,
  GaussianDropout: same,
  AlphaDropout: same,
  Dense: dense,
  Activation: (parts) => activated(parts, only(parts)),
  ReLU: relu,
  LeakyReLU: leakyRelu,
  ELU: elu,
  Softmax: softmax,
  BatchNormalization: batchNormalization,
  Flatten: flatten,
  Reshape: reshape,
  Add: elementwise("Add"),
  Multiply: elementwise("Mul"),
  Maximum: elementwise("Max"),
  Minimum: elementwise("Min"),
  Concatenate: concatenate,
  ZeroPadding2D: zeroPadding,
};
