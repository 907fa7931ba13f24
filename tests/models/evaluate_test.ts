import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { adapterFor } from "../../lib/models/adapter.ts";
import { evaluate, mlflowScores } from "../../lib/models/evaluate.ts";

const x = [[0], [1], [2], [3]];

Deno.test("evaluate() scores labels", async () => {
  const scores = await evaluate(adapterFor(() => ["a", "b", "b", "b"]), { x, y: ["a", "a", "b", "b"] });
  // two rows each, so weighted is plain: precision (1 + 2/3)/2, recall (1/2 + 1)/2, F1 (2/3 + 4/5)/2
  strictEqual(scores.task, "classification");
  if (scores.task !== "classification") return;
  strictEqual(scores.rows, 4);
  strictEqual(scores.accuracy, 0.75);
  strictEqual(scores.precision.toFixed(6), (5 / 6).toFixed(6));
  strictEqual(scores.recall, 0.75);
  strictEqual(scores.f1.toFixed(6), (11 / 15).toFixed(6));
});

Deno.test("evaluate() takes numbers between 0 and 1 for probabilities where the answers are 0 or 1", async () => {
  const scores = await evaluate(adapterFor(() => [0.2, 0.9, 0.51, 0.5]), { x, y: [0, 1, 1, 1] });
  strictEqual("accuracy" in scores && scores.accuracy, 0.75);
});

Deno.test("evaluate() gives R² for a regression, and where the answers are no labels", async () => {
  const y = [0, 1, 2, 3];
  const predict = () => [0, 1, 2, 2];
  // 1 − 1/5; one error of 1 in four rows
  deepStrictEqual(await evaluate(adapterFor({ predict, task: "regression" }), { x, y }), {
    task: "regression",
    rows: 4,
    r2: 0.8,
    meanSquaredError: 0.25,
    meanAbsoluteError: 0.25,
  });
  const measured = await evaluate(adapterFor(() => [0.5, 1, 2, 3]), { x, y: [0.5, 1, 2, 3] });
  strictEqual("r2" in measured && measured.r2, 1);
});

Deno.test("evaluate() checks the test set before it predicts", async () => {
  let predicted = false;
  const adapter = adapterFor(() => predicted = true);
  await rejects(evaluate(adapter, { x, y: [0] }), {
    name: "RangeError",
    message: /4 rows and y has 1 answers/,
  });
  strictEqual(predicted, false);
});

/** Seven rows of three classes with their probabilities, and what scikit-learn 1.9.1 says of them. */
const seven = [[0], [1], [2], [3], [4], [5], [6]];
const answers = [0, 1, 2, 2, 1, 0, 2];
const sure = [
  [0.7, 0.2, 0.1],
  [0.1, 0.6, 0.3],
  [0.2, 0.5, 0.3],
  [0.1, 0.1, 0.8],
  [0.4, 0.3, 0.3],
  [0.3, 0.4, 0.3],
  [0.3, 0.3, 0.4],
];

Deno.test("mlflowScores() has MLflow's names and, for three classes, scikit-learn's values", async () => {
  const scores = mlflowScores(await evaluate(adapterFor(() => sure), { x: seven, y: answers }));
  const rounded = Object.fromEntries(
    Object.entries(scores).map(([name, value]) => [name, Number(value.toFixed(9))]),
  );
  deepStrictEqual(rounded, {
    accuracy_score: 0.571428571,
    precision_score: 0.666666667,
    recall_score: 0.571428571,
    f1_score: 0.6,
    log_loss: 0.802693323,
    roc_auc: 0.832142857,
    example_count: 7,
  });
});

Deno.test("mlflowScores() of a regression", async () => {
  const predict = () => [1, 1, 5, 3];
  const scores = mlflowScores(
    await evaluate(adapterFor({ predict, task: "regression" }), { x, y: [1, 1, 1, 3] }),
  );
  // one error of 4 in four rows, spread 3: R² 1 − 16/3
  deepStrictEqual(scores, {
    r2_score: 1 - 16 / 3,
    mean_squared_error: 4,
    root_mean_squared_error: 2,
    mean_absolute_error: 1,
    example_count: 4,
  });
});

Deno.test("evaluate() leaves out what labels alone do not tell, and what one class does not", async () => {
  const labels = mlflowScores(await evaluate(adapterFor(() => [0, 1, 1, 1]), { x, y: [0, 0, 1, 1] }));
  strictEqual("log_loss" in labels || "roc_auc" in labels, false);
  const halves = () => [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.5, 0.5]];
  const one = mlflowScores(await evaluate(adapterFor(halves), { x, y: [1, 1, 1, 1] }));
  strictEqual(one["log_loss"], Math.log(2));
  strictEqual("roc_auc" in one, false);
  // a class that the model has never seen has no probability
  const unseen = mlflowScores(await evaluate(adapterFor(halves), { x, y: [0, 1, 0, 7] }));
  strictEqual(unseen["accuracy_score"], 0.5);
  strictEqual("log_loss" in unseen, false);
});

Deno.test.each([
  ["NaN", [0, 1, NaN, 1], /row 2 holds NaN, expected numbers/],
  ["an infinite value", [0, 1, 0, Infinity], /row 3 holds Infinity/],
  ["NaN among class scores", [[1, 0], [NaN, 1], [1, 0], [1, 0]], /row 1 holds NaN/],
])("evaluate() refuses predictions that hold %s", async (_what, predicted, message) => {
  await rejects(evaluate(adapterFor(() => predicted), { x, y: [0, 1, 0, 1] }), {
    name: "RangeError",
    message,
  });
});

Deno.test("evaluate() passes on what a model throws", async () => {
  const adapter = adapterFor(() => {
    throw new Error("out of memory");
  });
  await rejects(evaluate(adapter, { x, y: [0, 1, 0, 1] }), { message: "out of memory" });
});
