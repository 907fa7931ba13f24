import {
  activated,
  type AddLayer,
  firstOf,
  flat,
  type LaidOut,
  type LayerParts,
} from "./tfjs_graph_layers.ts";
import { type LayerWeights, pairOf } from "./tfjs_layer.ts";

/** Layers that slide a window over pictures, by class. */
export const WINDOW_LAYERS: Readonly<Record<string, AddLayer>> = {
  Conv2D: (parts) => activatedAt(parts, convolution(parts, parts.weights[0], parts.weights[1])),
  DepthwiseConv2D: (parts) => activatedAt(parts, depthwise(parts, parts.weights[0], parts.weights[1])),
  SeparableConv2D(parts) {
    const [deep, point, bias] = parts.weights;
    const between = depthwise(parts, deep, undefined);
    if (between === undefined) return undefined;
    const one = { ...parts, inputs: [between], config: { padding: "valid", strides: 1, dilationRate: 1 } };
    return activatedAt(parts, convolution(one, point, bias));
  },
  MaxPooling2D: (parts) => pooling(parts, "MaxPool", {}),
  // tfjs averages what lies inside the picture only.
  AveragePooling2D: (parts) => pooling(parts, "AveragePool", { count_include_pad: 0 }),
  GlobalAveragePooling2D: (parts) => globalPooling(parts, "GlobalAveragePool"),
  GlobalMaxPooling2D: (parts) => globalPooling(parts, "GlobalMaxPool"),
};

function activatedAt(parts: LayerParts, value: LaidOut | undefined): LaidOut | undefined {
  return value && activated(parts, value);
}

function inputOf(parts: LayerParts): string | undefined {
  const [input] = parts.inputs;
  // Pictures whose channels come first would need other weights.
  if (input === undefined || /first/i.test(String(parts.config["dataFormat"] ?? ""))) return undefined;
  return firstOf(parts, input);
}

function convolution(
  parts: LayerParts,
  kernel: LayerWeights | undefined,
  bias: LayerWeights | undefined,
): LaidOut | undefined {
  const input = inputOf(parts);
  if (kernel === undefined || input === undefined) return undefined;
  const [height = 1, width = 1, from = 1, to = 1] = kernel.shape;
  const data = new Float32Array(kernel.data.length);
  for (let at = 0; at < data.length; at++) {
    const o = at % to, i = Math.floor(at / to) % from, place = Math.floor(at / (to * from));
    data[(o * from + i) * height * width + place] = kernel.data[at] ?? 0;
  }
  return addConvolution(parts, input, [to, from, height, width], data, bias, 1);
}

/** One filter per channel: in ONNX a convolution in as many groups. */
function depthwise(
  parts: LayerParts,
  kernel: LayerWeights | undefined,
  bias: LayerWeights | undefined,
): LaidOut | undefined {
  const input = inputOf(parts);
  if (kernel === undefined || input === undefined) return undefined;
  const [height = 1, width = 1, from = 1, multiplier = 1] = kernel.shape;
  const channels = from * multiplier;
  const data = new Float32Array(kernel.data.length);
  for (let at = 0; at < data.length; at++) {
    const channel = at % channels, place = Math.floor(at / channels);
    data[channel * height * width + place] = kernel.data[at] ?? 0;
  }
  return addConvolution(parts, input, [channels, 1, height, width], data, bias, from);
}

function addConvolution(
  { builder, layer, config }: LayerParts,
  input: string,
  dims: readonly [number, number, number, number],
  data: Float32Array,
  bias: LayerWeights | undefined,
  group: number,
): LaidOut {
  const w = builder.weight(`${layer.name}.kernel`, dims, data);
  const b = bias ? [builder.weight(`${layer.name}.bias`, bias.shape, bias.data)] : [];
  const name = builder.add("Conv", [input, w, ...b], {
    kernel_shape: [dims[2], dims[3]],
    strides: pairOf(config["strides"], 1),
    dilations: pairOf(config["dilationRate"], 1),
    auto_pad: padding(config),
    group,
  });
  return { name, channelsFirst: true };
}

function pooling(parts: LayerParts, op: string, more: Record<string, number>): LaidOut | undefined {
  const { builder, config } = parts, input = inputOf(parts);
  if (input === undefined) return undefined;
  const size = pairOf(config["poolSize"], 2);
  const name = builder.add(op, [input], {
    kernel_shape: size,
    strides: config["strides"] === null || config["strides"] === undefined
      ? size
      : pairOf(config["strides"], 2),
    auto_pad: padding(config),
    ...more,
  });
  return { name, channelsFirst: true };
}

function globalPooling(parts: LayerParts, op: string): LaidOut | undefined {
  const input = inputOf(parts);
  return input === undefined
    ? undefined
    : flat(parts.builder.add("Flatten", [parts.builder.add(op, [input])], { axis: 1 }));
}

function padding(config: Readonly<Record<string, unknown>>): string {
  return config["padding"] === "same" ? "SAME_UPPER" : "VALID";
}
