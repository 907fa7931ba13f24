import { addActivation, addLeakyRelu } from "../onnx/activation.ts";
import { OnnxBuilder, type OnnxGraph } from "../onnx/onnx_graph.ts";
import { activate, leakySlope } from "./activate.ts";

/** A dense layer: rows times weights, plus a bias. */
export interface DenseLayer {
  /** Where it is in its model. */
  readonly name: string;
  /** Numbers per row that go in. */
  readonly inputs: number;
  /** Numbers per row that come out. */
  readonly outputs: number;
  /** Weights, one row per input. */
  readonly weight: Float32Array;
  /** One number per output. */
  readonly bias?: Float32Array | undefined;
}

/** A dense layer, or an activation by its name. */
export type Step = DenseLayer | string;

/** Largest difference from the model's own answers, as a part of the largest: both work in 32 bits. */
const TOLERANCE = 1e-4;

/** What the layers of a stack answer, worked out in doubles. */
export function runStack(steps: readonly Step[], rows: readonly Float32Array[]): number[] {
  return rows.flatMap((row) =>
    steps.reduce<number[]>((values, step) => {
      if (typeof step === "string") return activate(step, values);
      const { inputs, outputs, weight, bias } = step;
      return Array.from({ length: outputs }, (_, output) => {
        let sum = bias?.[output] ?? 0;
        for (let input = 0; input < inputs; input++) {
          sum += (values[input] ?? NaN) * (weight[input * outputs + output] ?? NaN);
        }
        return sum;
      });
    }, Array.from(row))
  );
}

/** Whether layers fit onto each other. */
export function isStack(layers: readonly DenseLayer[]): boolean {
  return layers.length > 0 &&
    layers.every(({ inputs }, at) => at === 0 || layers[at - 1]?.outputs === inputs);
}

/**
 * Finds how layers are joined by asking the model: a function keeps to itself which activations it applies, but not
 * what it answers.
 *
 * @param candidates Ways to join them, the likeliest first.
 * @param rows What is asked.
 * @param answers What the model answered.
 * @returns The first that answers the same; `undefined` when none does.
 */
export function findStack(
  candidates: Iterable<readonly Step[]>,
  rows: readonly Float32Array[],
  answers: ArrayLike<number>,
): readonly Step[] | undefined {
  for (const steps of candidates) {
    const given = runStack(steps, rows);
    if (given.length !== answers.length) continue;
    const scale = given.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    if (given.every((value, at) => Math.abs(value - (answers[at] ?? NaN)) <= TOLERANCE * scale)) return steps;
  }
  return undefined;
}

/** Layers joined by each activation in turn, with each last step in turn. */
export function* joined(
  layers: readonly DenseLayer[],
  between: readonly string[],
  last: readonly string[],
): Generator<readonly Step[]> {
  for (const activation of layers.length > 1 ? between : ["linear"]) {
    for (const end of last) {
      yield layers.flatMap((layer, at): Step[] => [layer, at === layers.length - 1 ? end : activation]);
    }
  }
}

/** A stack as ONNX. */
export function stackGraph(steps: readonly Step[]): OnnxGraph {
  const builder = new OnnxBuilder();
  const layers = steps.filter((step) => typeof step !== "string");
  let value = "input";
  for (const step of steps) {
    if (typeof step === "string") {
      const slope = leakySlope(step);
      value = slope === undefined
        ? addActivation(builder, value, step) ?? value
        : addLeakyRelu(builder, value, slope);
      continue;
    }
    const { name, inputs, outputs, weight, bias } = step;
    const w = builder.weight(`${name}.weight`, [inputs, outputs], weight);
    const b = bias ? [builder.weight(`${name}.bias`, [outputs], bias)] : [];
    value = builder.add("Gemm", [value, w, ...b]);
  }
  return builder.finish(
    "dense_net",
    { name: "input", type: "float", axes: [layers[0]?.inputs ?? 0] },
    { name: "output", type: "float", axes: [layers.at(-1)?.outputs ?? 0] },
    value,
  );
}
