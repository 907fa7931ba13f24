import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { adapterFor } from "../../lib/models/adapter.ts";

/** Stands for ml-matrix's Matrix: recognised by mmul. */
class FakeMatrix {
  constructor(readonly rows: number[][]) {}
  mmul() {}
  toJSON() {
    return this.rows;
  }
}

const rows = [[1, 2], [3, 4]];

Deno.test("mlJs gives a model with matrix weights its inputs as the same matrix", async () => {
  let got: unknown;
  const model = {
    classifiers: [{ weights: new FakeMatrix([[1, 2, 3]]) }],
    predict: (inputs: unknown) => {
      got = inputs;
      return [0, 1];
    },
    toJSON: () => ({ name: "LogisticRegression" }),
  };
  deepStrictEqual(await adapterFor(model).predict(rows), [0, 1]);
  ok(got instanceof FakeMatrix);
  deepStrictEqual(got.rows, rows);
});

Deno.test("mlJs gives other models plain rows, also from columns", async () => {
  const seen: unknown[] = [];
  const model = {
    k: 3,
    predict: (inputs: unknown) => (seen.push(inputs), [0, 1]),
    toJSON: () => ({ name: "KNN" }),
  };
  await adapterFor(model).predict([new Float32Array([1, 2]), [3, 4]]);
  await adapterFor(model).predict({ a: [1, 3], b: [2, 4] });
  deepStrictEqual(seen, [rows, rows]);
});

Deno.test("mlJs names columns that are not numbers", async () => {
  const model = { predict: () => [], toJSON: () => ({}) };
  await rejects(adapterFor(model).predict({ a: [1, 2], city: ["Gent", "Brugge"] }), {
    name: "TypeError",
    message: 'Cannot make rows of the columns: column "city" holds the text "Gent", expected numbers',
  });
});

Deno.test("mlJs parameters() counts learned numbers, not settings, classes or layout", () => {
  const regression = {
    predict: () => [],
    toJSON: () => ({
      name: "LogisticRegression",
      numSteps: 100,
      learningRate: 0.005,
      numberClasses: 2,
      classifiers: [{ numSteps: 100, weights: new FakeMatrix([[1, 2, 3]]) }, {
        weights: new FakeMatrix([[4, 5, 6]]),
      }],
    }),
  };
  strictEqual(adapterFor(regression).parameters(), 6);
  const neighbours = {
    predict: () => [],
    toJSON: () => ({
      name: "KNN",
      k: 5,
      classes: [0, 1],
      kdTree: {
        obj: [1, 2, 0],
        left: { obj: [3, 4, 1], left: null, dimension: 1 },
        dimension: 0,
        dimensions: [0, 1, 2],
      },
    }),
  };
  strictEqual(adapterFor(neighbours).parameters(), 6);
});

Deno.test("mlJs parameters() is unknown without numbers and for a model that points at itself", () => {
  strictEqual(
    adapterFor({ predict: () => [], toJSON: () => ({ name: "KNN", k: 5 }) }).parameters(),
    undefined,
  );
  const circular: { name: string; self?: unknown } = { name: "KNN" };
  circular.self = circular;
  strictEqual(adapterFor({ predict: () => [], toJSON: () => circular }).parameters(), undefined);
});

Deno.test.each([
  ["LogisticRegression", "classification"],
  ["KNN", "classification"],
  ["DTClassifier", "classification"],
  ["RFRegression", "regression"],
  ["multivariateLinearRegression", "regression"],
  ["kmeans", "unknown"],
])("mlJs takes the task from the name %s: %s", (name, task) => {
  strictEqual(adapterFor({ predict: () => [], toJSON: () => ({ name }) }).task, task);
});
