import { OnnxBuilder } from "../onnx/onnx_graph.ts";
import type { MlJsExport } from "./ml_js.ts";

/** A model of ml-logistic-regression: one classifier per class, which says how sure it is that a row is of another. */
export interface LogisticModel {
  readonly classifiers: readonly TwoClasses[];
}

interface TwoClasses {
  readonly weights: { readonly columns: number; to1DArray(): readonly number[] };
  testScores(features: object): readonly number[];
}

/** One class against all others, without a constant; the class that is the surest wins. */
export function logisticModel({ classifiers }: LogisticModel): MlJsExport {
  const [first] = classifiers;
  if (first === undefined) {
    throw new TypeError("Cannot export the ml.js model: it was not trained, expected weights");
  }
  const columns = first.weights.columns, classes = classifiers.length;
  const rows = classifiers.map(({ weights }) => weights.to1DArray());
  // Turned round: for its own class instead of against it.
  const turned = Array.from({ length: columns }, (_, column) => rows.map((row) => -(row[column] ?? 0)));
  const builder = new OnnxBuilder();
  const w = builder.weight("coefficients", [columns, classes], turned.flat());
  const sure = builder.add("Sigmoid", [builder.add("MatMul", ["input", w])]);
  const total = builder.add("ReduceSum", [sure, builder.ints([1])], { keepdims: 1 });
  builder.node({ op: "Div", inputs: [sure, total], outputs: ["probabilities"] });
  builder.node({
    op: "ArgMax",
    inputs: [sure],
    outputs: ["label"],
    attributes: { axis: 1, keepdims: 0 },
  });
  const Matrix = first.weights.constructor as new (rows: readonly number[][]) => object;
  return {
    graph: builder.graph("logistic_regression", { name: "input", type: "float", axes: [columns] }, [
      { name: "label", type: "int64", axes: [] },
      { name: "probabilities", type: "float", axes: [classes] },
    ]),
    answer: "probabilities",
    predict(inputs) {
      const matrix = new Matrix(inputs.map((row) => Array.from(row)));
      const scores = classifiers.map((classifier) => classifier.testScores(matrix).map((score) => 1 - score));
      return Promise.resolve(
        inputs.flatMap((_, row) => {
          const sures = scores.map((score) => score[row] ?? NaN);
          const sum = sures.reduce((total, value) => total + value, 0);
          return sures.map((value) => value / sum);
        }),
      );
    },
  };
}
