import { type Backbone, OnnxGraph, type Weights } from "./onnx_graph.ts";

/** Steps of the first block of each stage; a stage ends where the number of channels changes. */
const STEPS = [1, 2, 2, 2, 1, 2, 1];

/** Added to the variance before its root is taken, as in the net's training. */
const EPSILON = 1e-3;

/**
 * EfficientNet-Lite (Tan and Le 2019, arXiv:1905.11946, in the version for small devices: ReLU6, no squeezing) from
 * the weights of a checkpoint. How many blocks there are, and of which size, is read off the weights.
 *
 * @param weights Tensors by name.
 * @param side Height and width of the pictures in pixels.
 */
export function efficientNetLite(weights: ReadonlyMap<string, Weights>, side: number): Backbone {
  const graph = new OnnxGraph("pictures", side);
  const get = (name: string) => {
    const found = weights.get(name);
    if (found === undefined) throw new RangeError(`Cannot build the net: no weights "${name}"`);
    return found;
  };
  /** A convolution with its batch normalisation folded in. */
  const convolution = (input: string, name: string, norm: string, step = 1) => {
    const { shape, data } = get(`${name}.weight`);
    const [out = 1, perGroup = 1, size = 1] = shape;
    const [gamma, beta, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map((part) =>
      get(`${norm}.${part}`).data
    );
    const scale = Float32Array.from(
      { length: out },
      (_, at) => (gamma?.[at] ?? 1) / Math.sqrt((variance?.[at] ?? 1) + EPSILON),
    );
    const each = data.length / out;
    const folded = data.map((value, at) => value * (scale[Math.floor(at / each)] ?? 1));
    const bias = scale.map((factor, at) => (beta?.[at] ?? 0) - (mean?.[at] ?? 0) * factor);
    return graph.add(
      "Conv",
      [
        input,
        graph.weights(`${name} kernel`, { shape, data: folded }),
        graph.weights(`${name} bias`, { shape: [out], data: bias }),
      ],
      name,
      {
        auto_pad: "SAME_UPPER",
        strides: [step, step],
        kernel_shape: [size, size],
        group: perGroup === 1 && size > 1 ? out : 1,
      },
    );
  };

  let x = graph.relu6(convolution(graph.input, "_conv_stem", "_bn0", 2));
  let channels = get("_conv_stem.weight").shape[0] ?? 0;
  for (
    let block = 0, stage = -1, before = -1;
    weights.has(`_blocks.${block}._depthwise_conv.weight`);
    block++
  ) {
    const name = `_blocks.${block}`;
    const out = get(`${name}._project_conv.weight`).shape[0] ?? 0;
    const isFirst = out !== before;
    if (isFirst) stage++;
    const step = isFirst ? STEPS[stage] ?? 1 : 1;
    const expanded = weights.has(`${name}._expand_conv.weight`)
      ? graph.relu6(convolution(x, `${name}._expand_conv`, `${name}._bn0`))
      : x;
    const deep = graph.relu6(convolution(expanded, `${name}._depthwise_conv`, `${name}._bn1`, step));
    const thin = convolution(deep, `${name}._project_conv`, `${name}._bn2`);
    x = step === 1 && out === channels ? graph.add("Add", [x, thin], `${name} sum`) : thin;
    [before, channels] = [out, out];
  }
  const head = graph.relu6(convolution(x, "_conv_head", "_bn1"));
  const width = get("_conv_head.weight").shape[0] ?? 0;
  return { onnx: graph.bytes(graph.pool(head), width), parameters: graph.parameters };
}
