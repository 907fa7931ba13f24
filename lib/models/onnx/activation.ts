import type { OnnxBuilder } from "./onnx_graph.ts";

/**
 * Adds an activation by the name that Keras gives it.
 *
 * @param builder The graph.
 * @param input What goes in.
 * @param name `"relu"`, `"softmax"`, …
 * @param axis Axis of a softmax.
 * @returns What comes out; `undefined` for a name that has no counterpart here.
 */
export function addActivation(
  builder: OnnxBuilder,
  input: string,
  name: string,
  axis = -1,
): string | undefined {
  const unary = UNARY[name];
  if (unary !== undefined) return builder.add(unary, [input]);
  switch (name) {
    case "linear":
      return input;
    case "softmax":
      return builder.add("Softmax", [input], { axis });
    case "log_softmax":
      return builder.add("LogSoftmax", [input], { axis });
    case "relu6":
      return builder.add("Clip", [input, builder.weight("low", [], [0]), builder.weight("high", [], [6])]);
    case "hard_sigmoid":
      return builder.add("HardSigmoid", [input], { alpha: { float: 0.2 }, beta: { float: 0.5 } });
    case "swish":
      return builder.add("Mul", [input, builder.add("Sigmoid", [input])]);
    case "mish":
      return builder.add("Mul", [input, builder.add("Tanh", [builder.add("Softplus", [input])])]);
    case "gelu":
      return gelu(builder, input);
    case "gelu_new":
      return geluByTanh(builder, input);
    default:
      return undefined;
  }
}

/** `x` where it is positive, else `alpha` times it. */
export function addLeakyRelu(builder: OnnxBuilder, input: string, alpha: number): string {
  return builder.add("LeakyRelu", [input], { alpha: { float: alpha } });
}

const UNARY: Readonly<Record<string, string>> = {
  relu: "Relu",
  elu: "Elu",
  selu: "Selu",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
  softplus: "Softplus",
  softsign: "Softsign",
};

/** x · (1 + erf(x / √2)) / 2, from Hendrycks and Gimpel (2016). */
function gelu(builder: OnnxBuilder, input: string): string {
  const constant = (value: number) => builder.weight("c", [], [value]);
  const erf = builder.add("Erf", [builder.add("Mul", [input, constant(Math.SQRT1_2)])]);
  return half(builder, input, builder.add("Add", [erf, constant(1)]));
}

/** Its approximation by a hyperbolic tangent, from the same paper. */
function geluByTanh(builder: OnnxBuilder, input: string): string {
  const constant = (value: number) => builder.weight("c", [], [value]);
  const cube = builder.add("Mul", [builder.add("Mul", [input, input]), input]);
  const sum = builder.add("Add", [input, builder.add("Mul", [cube, constant(0.044715)])]);
  const tanh = builder.add("Tanh", [builder.add("Mul", [sum, constant(Math.sqrt(2 / Math.PI))])]);
  return half(builder, input, builder.add("Add", [tanh, constant(1)]));
}

function half(builder: OnnxBuilder, a: string, b: string): string {
  return builder.add("Mul", [builder.add("Mul", [a, b]), builder.weight("c", [], [0.5])]);
}
