import { type Backbone, OnnxGraph } from "./onnx_graph.ts";
import { depthwiseKernel, kernel, type TfjsFile, tfjsWeights } from "./tfjs_weights.ts";

/** An operation of a TensorFlow graph, as tfjs writes it down; texts are in base 64. */
interface Node {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<
    Record<string, {
      readonly s?: string;
      readonly list?: { readonly i?: readonly string[]; readonly s?: readonly string[] };
    }>
  >;
}

/**
 * A frozen TensorFlow graph of fused convolutions as ONNX, up to its last picture of channels.
 *
 * @param file The net in tfjs's graph format.
 * @param bytes Its weights.
 * @param side Height and width of the pictures in pixels.
 * @throws {RangeError} When an operation is of another kind.
 */
export function frozenGraph(file: TfjsFile, bytes: Uint8Array, side: number): Backbone {
  const { node } = file.modelTopology as { node: readonly Node[] };
  const weights = tfjsWeights(file, bytes);
  const graph = new OnnxGraph("pictures", side);
  const outputs = new Map<string, string>();
  let last = graph.input, width = 0;
  const put = (
    name: string | undefined,
    turn = (one: NonNullable<ReturnType<typeof weights.get>>) => one,
  ) => {
    const found = weights.get(name ?? "");
    if (name === undefined || found === undefined) {
      throw new RangeError(`Cannot build the net: no weights "${name}"`);
    }
    return graph.weights(name, turn(found));
  };
  for (const { name, op, input = [], attr = {} } of node) {
    if (op === "AvgPool") break;
    if (op === "Const") continue;
    const [from = "", weight, bias] = input;
    const picture = outputs.get(from) ?? graph.input;
    if (op === "Placeholder" || op === "Mul" || op === "Sub") {
      // Scales the pictures from 0…1 to −1…1; they come scaled.
      outputs.set(name, graph.input);
    } else if (op === "AddV2") {
      outputs.set(name, graph.add("Add", input.map((one) => outputs.get(one) ?? ""), name));
    } else if (op === "_FusedConv2D" || op === "FusedDepthwiseConv2dNative") {
      const isDeep = op !== "_FusedConv2D";
      const [height = 1, across = 1, inner = 1, outer = 1] = weights.get(weight ?? "")?.shape ?? [];
      const [, down = "1", right = "1"] = attr["strides"]?.list?.i ?? [];
      const fused = (attr["fused_ops"]?.list?.s ?? []).map(atob);
      const result = graph.add(
        "Conv",
        [picture, put(weight, isDeep ? depthwiseKernel : kernel), put(bias)],
        `${name} sum`,
        {
          kernel_shape: [height, across],
          strides: [Number(down), Number(right)],
          group: isDeep ? inner : 1,
          auto_pad: atob(attr["padding"]?.s ?? "") === "SAME" ? "SAME_UPPER" : "VALID",
        },
      );
      outputs.set(name, fused.includes("Relu6") ? graph.relu6(result) : result);
      width = isDeep ? inner : outer;
    } else throw new RangeError(`Cannot build the net: operation "${op}" is not known here`);
    last = outputs.get(name) ?? last;
  }
  return { onnx: graph.bytes(graph.pool(last), width), parameters: graph.parameters };
}
