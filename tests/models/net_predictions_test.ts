import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { netPredictions } from "../../lib/models/net_predictions.ts";

Deno.test("netPredictions() takes the largest of each row and keeps probabilities", () => {
  const { labels, probabilities } = netPredictions([0.1, 0.9, 0.75, 0.25], 2, "unknown");
  deepStrictEqual(labels, [1, 0]);
  deepStrictEqual(probabilities, { classes: [0, 1], rows: [[0.1, 0.9], [0.75, 0.25]] });
});

Deno.test("netPredictions() makes probabilities of logits: e^0 and e^ln 3 are 1/4 and 3/4", () => {
  const { labels, probabilities } = netPredictions([0, Math.log(3), 1000, 1000], 2, "unknown");
  deepStrictEqual(labels, [1, 0]);
  const [first, second] = probabilities?.rows ?? [];
  deepStrictEqual(Array.from(first ?? [], (value) => Number(value.toFixed(12))), [0.25, 0.75]);
  deepStrictEqual(second, [0.5, 0.5]);
});

Deno.test("netPredictions() takes one column for a value, of a classifier for the probability of class 1", () => {
  deepStrictEqual(netPredictions([0.2, 0.7], 2, "regression"), { labels: [0.2, 0.7] });
  deepStrictEqual(netPredictions([0.25, 0.75], 2, "classification"), {
    labels: [0, 1],
    probabilities: { classes: [0, 1], rows: [[0.75, 0.25], [0.25, 0.75]] },
  });
  strictEqual(netPredictions([0.5], 1, "classification").labels[0], 0);
});

Deno.test("netPredictions() names numbers that fit no row and numbers that are none", () => {
  throws(() => netPredictions([1, 2, 3], 2, "unknown"), {
    name: "RangeError",
    message: "Cannot read the predictions: the model returned 3 numbers for 2 rows, expected as many per row",
  });
  throws(() => netPredictions([], 2, "unknown"), { name: "RangeError", message: /0 numbers for 2 rows/ });
  throws(() => netPredictions([1, 2, NaN, 3], 2, "unknown"), {
    name: "RangeError",
    message: "Cannot read the predictions: row 1 holds NaN, expected numbers",
  });
});
