/** Begins the name of a rectifier that lets a part of what is negative through: `"leaky_relu:0.001"`. */
const LEAKY = "leaky_relu:";

/** The part that a leaky rectifier lets through; `undefined` for other activations. */
export function leakySlope(name: string): number | undefined {
  return name.startsWith(LEAKY) ? Number(name.slice(LEAKY.length)) : undefined;
}

/** Name of a leaky rectifier. */
export function leakyRelu(slope: number): string {
  return `${LEAKY}${slope}`;
}

/**
 * An activation of one row, in doubles. The names are those of Keras.
 *
 * @param name A name in `ACTIVATIONS`, or that of a leaky rectifier.
 * @param values The row.
 */
export function activate(name: string, values: readonly number[]): number[] {
  const slope = leakySlope(name);
  if (slope !== undefined) return values.map((x) => x > 0 ? x : slope * x);
  const one = ELEMENTWISE[name];
  if (one !== undefined) return values.map(one);
  const top = Math.max(...values);
  const sum = values.reduce((total, x) => total + Math.exp(x - top), 0);
  return name === "softmax"
    ? values.map((x) => Math.exp(x - top) / sum)
    : values.map((x) => x - top - Math.log(sum));
}

const ELEMENTWISE: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  softplus: (x) => x > 30 ? x : Math.log1p(Math.exp(x)),
  softsign: (x) => x / (1 + Math.abs(x)),
  elu: (x) => x > 0 ? x : Math.expm1(x),
  // Klambauer and others (2017).
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  swish: (x) => x / (1 + Math.exp(-x)),
  gelu_new: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};
