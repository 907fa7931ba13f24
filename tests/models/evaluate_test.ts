import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { adapterFor } from "../../lib/models/adapter.ts";
import { evaluate } from "../../lib/models/evaluate.ts";

const x = [[0], [1], [2], [3]];

Deno.test("evaluate() scores labels", async () => {
  const scores = await evaluate(adapterFor(() => ["a", "b", "b", "b"]), { x, y: ["a", "a", "b", "b"] });
  // precision (1 + 2/3)/2, recall (1/2 + 1)/2, F1 (2/3 + 4/5)/2
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
  // 1 − 1/5
  deepStrictEqual(await evaluate(adapterFor({ predict, task: "regression" }), { x, y }), {
    task: "regression",
    rows: 4,
    r2: 0.8,
  });
  const measured = await evaluate(adapterFor(() => [0.5, 1, 2, 3]), { x, y: [0.5, 1, 2, 3] });
  deepStrictEqual(measured, { task: "regression", rows: 4, r2: 1 });
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
