import { type Backbone, OnnxGraph } from "./onnx_graph.ts";
import { depthwiseKernel, kernel, type TfjsFile, tfjsWeights } from "./tfjs_weights.ts";

/** A layer as Keras writes it down. */
interface Layer {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly (readonly (readonly [string, ...unknown[]])[])[];
}

/**
 * A Keras net of convolutions as ONNX, up to its last picture of channels; the pooling and the layers behind it are
 * left out.
 *
 * @param file The net in tfjs's layers format.
 * @param bytes Its weights.
 * @param side Height and width of the pictures in pixels.
 * @throws {RangeError} When a layer is of another kind.
 */
export function kerasNet(file: TfjsFile, bytes: Uint8Array, side: number): Backbone {
  const layers = (file.modelTopology as { model_config: { config: { layers: Layer[] } } }).model_config.config
    .layers;
  const weights = tfjsWeights(file, bytes);
  const graph = new OnnxGraph("pictures", side);
  const outputs = new Map<string, string>(), channels = new Map<string, number>();
  const put = (name: string, part: string, turn = (one: ReturnType<typeof get>) => one) =>
    graph.weights(`${name} ${part}`, turn(get(`${name}/${part}`)));
  const get = (name: string) => {
    const found = weights.get(name);
    if (found === undefined) throw new RangeError(`Cannot build the net: no weights "${name}"`);
    return found;
  };
  let last = graph.input;
  for (const { class_name: kind, name, config, inbound_nodes: [from = []] } of layers) {
    if (kind === "Flatten") break;
    const inputs = from.map(([layer]) => outputs.get(layer) ?? "");
    const width = channels.get(from[0]?.[0] ?? "") ?? 3;
    const window = (size: unknown) => ({
      kernel_shape: size as number[],
      strides: config["strides"] as number[],
      ...(config["padding"] === "same" ? { auto_pad: "SAME_UPPER" } : {}),
    });
    const bias = config["use_bias"] === true ? [put(name, "bias")] : [];
    // The last pooling is ours, whatever its window: pictures may be of another size.
    const isLast = layers[layers.findIndex((one) => one.name === name) + 1]?.class_name === "Flatten";
    if (kind === "InputLayer") outputs.set(name, graph.input);
    else if (isLast && /Pooling/.test(kind)) outputs.set(name, last);
    else if (kind === "Conv2D") {
      channels.set(name, Number(config["filters"]));
      outputs.set(
        name,
        graph.add(
          "Conv",
          [...inputs, put(name, "kernel", kernel), ...bias],
          name,
          window(config["kernel_size"]),
        ),
      );
    } else if (kind === "DepthwiseConv2D") {
      outputs.set(
        name,
        graph.add("Conv", [...inputs, put(name, "depthwise_kernel", depthwiseKernel), ...bias], name, {
          ...window(config["kernel_size"]),
          group: width,
        }),
      );
    } else if (kind === "BatchNormalization") {
      const ones = { shape: [width], data: new Float32Array(width).fill(1) };
      const gamma = config["scale"] === false
        ? graph.weights(`${name} gamma`, ones, false)
        : put(name, "gamma");
      outputs.set(
        name,
        graph.add(
          "BatchNormalization",
          [
            ...inputs,
            gamma,
            ...["beta", "moving_mean", "moving_variance"].map((part) => put(name, part)),
          ],
          name,
          { epsilon: Number(config["epsilon"]) },
        ),
      );
    } else if (kind === "ReLU") outputs.set(name, graph.relu6(inputs[0] ?? ""));
    else if (kind === "Activation") outputs.set(name, graph.add("Relu", inputs, name));
    else if (kind === "Add") outputs.set(name, graph.add("Add", inputs, name));
    else if (kind === "Concatenate") outputs.set(name, graph.add("Concat", inputs, name, { axis: 1 }));
    else if (kind === "MaxPooling2D") {
      outputs.set(name, graph.add("MaxPool", inputs, name, window(config["pool_size"])));
    } else if (kind === "AveragePooling2D") {
      outputs.set(name, graph.add("AveragePool", inputs, name, window(config["pool_size"])));
    } else if (kind === "ZeroPadding2D") {
      outputs.set(name, padded(graph, inputs, name, config["padding"] as readonly [number, number][]));
    } else {throw new RangeError(
        `Cannot build the net: layer "${name}" is a "${kind}", which is not known here`,
      );}
    if (!channels.has(name)) {
      const widths = from.map(([layer]) => channels.get(layer) ?? 3);
      channels.set(name, kind === "Concatenate" ? widths.reduce((sum, one) => sum + one, 0) : width);
    }
    last = outputs.get(name) ?? last;
  }
  const width = channels.get(
    layers[layers.findIndex(({ class_name }) => class_name === "Flatten") - 1]?.name ?? "",
  );
  return { onnx: graph.bytes(graph.pool(last), width ?? 0), parameters: graph.parameters };
}

/** Rows and columns of zeros around a picture. */
function padded(
  graph: OnnxGraph,
  inputs: readonly string[],
  name: string,
  [[top, bottom] = [0, 0], [left, right] = [0, 0]]: readonly [number, number][],
): string {
  const pads = graph.whole(`${name} pads`, [0, 0, top, left, 0, 0, bottom, right]);
  return graph.add("Pad", [...inputs, pads], name);
}
