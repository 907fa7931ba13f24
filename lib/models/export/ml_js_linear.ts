import { OnnxBuilder } from "../onnx/onnx_graph.ts";
import type { MlJsExport, Predicts } from "./ml_js.ts";

/** JSON of ml-regression-multivariate-linear: one row of weights per column, and one more for the constant. */
export interface LinearJson {
  readonly weights: readonly (readonly number[])[];
  readonly inputs: number;
  readonly outputs: number;
  readonly intercept: boolean;
}

/** JSON of ml-regression-simple-linear, and of ml-regression-polynomial. */
export interface PolynomialJson {
  readonly slope?: number;
  readonly intercept?: number;
  readonly powers?: readonly number[];
  readonly coefficients?: readonly number[];
}

/** A linear regression of several columns. */
export function linearModel(
  model: Predicts,
  { weights, inputs, outputs, intercept }: LinearJson,
): MlJsExport {
  const builder = new OnnxBuilder();
  const w = builder.weight("coefficients", [inputs, outputs], weights.slice(0, inputs).flat());
  const c = intercept ? [builder.weight("intercept", [outputs], weights[inputs] ?? [])] : [];
  const sum = builder.add("Gemm", ["input", w, ...c]);
  return {
    graph: builder.finish(
      "linear_regression",
      { name: "input", type: "float", axes: [inputs] },
      { name: "output", type: "float", axes: [outputs] },
      sum,
    ),
    answer: "output",
    predict: (rows) =>
      Promise.resolve((model.predict(rows.map((row) => Array.from(row))) as number[][]).flat()),
  };
}

/** A line or a polynomial through one column. */
export function polynomialModel(model: Predicts, json: PolynomialJson): MlJsExport {
  const { slope = 0, intercept = 0, powers = [0, 1], coefficients = [intercept, slope] } = json;
  const builder = new OnnxBuilder();
  const raised = builder.add("Pow", ["input", builder.weight("powers", [powers.length], powers)]);
  const sum = builder.add("MatMul", [
    raised,
    builder.weight("coefficients", [coefficients.length, 1], coefficients),
  ]);
  return {
    graph: builder.finish(
      "regression",
      { name: "input", type: "float", axes: [1] },
      { name: "output", type: "float", axes: [1] },
      sum,
    ),
    answer: "output",
    predict: (rows) => Promise.resolve(rows.map(([x]) => Number(model.predict(x)))),
  };
}
