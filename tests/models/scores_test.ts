import { strictEqual, throws } from "node:assert/strict";
import {
  accuracyScore,
  f1Score,
  logLoss,
  precisionScore,
  r2Score,
  recallScore,
} from "../../lib/models/scores.ts";

/** Ten rows of four classes; class 3 is never predicted. Worked out beside each test, and by scikit-learn 1.9.1. */
const actual = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3];
const predicted = [0, 0, 1, 1, 2, 2, 2, 0, 2, 2];

/** Two labels of four match; "dog" is never predicted, "fox" never there. */
const animals = ["cat", "dog", "cat", "bird"];
const guesses = ["cat", "cat", "fox", "bird"];

function close(value: number, expected: number): void {
  strictEqual(value.toPrecision(12), expected.toPrecision(12));
}

Deno.test("accuracyScore() is the part that is right: 6 of 10", () => {
  strictEqual(accuracyScore(actual, predicted), 0.6);
});

Deno.test("accuracyScore() compares labels as text", () => {
  strictEqual(accuracyScore([0, 1, 2, 3], ["0", "1", "2", "4"]), 0.75);
});

Deno.test("precisionScore() macro is (2/3 + 1/2 + 3/5 + 0)/4, weighted (3·2/3 + 2·1/2 + 4·3/5 + 0)/10", () => {
  close(precisionScore(actual, predicted), 0.44166666666666665);
  close(precisionScore(actual, predicted, "weighted"), 0.54);
  close(precisionScore(animals, guesses), 0.375);
  close(precisionScore(animals, guesses, "weighted"), 0.5);
});

Deno.test("recallScore() macro is (2/3 + 1/2 + 3/4 + 0)/4, weighted is the accuracy", () => {
  close(recallScore(actual, predicted), 0.47916666666666663);
  close(recallScore(actual, predicted, "weighted"), 0.6);
  close(recallScore(animals, guesses), 0.375);
  close(recallScore(animals, guesses, "weighted"), 0.5);
});

Deno.test("f1Score() macro is (2/3 + 1/2 + 2/3 + 0)/4, weighted (3·2/3 + 2·1/2 + 4·2/3)/10", () => {
  close(f1Score(actual, predicted), 0.4583333333333333);
  close(f1Score(actual, predicted, "weighted"), 0.5666666666666667);
  close(f1Score(animals, guesses), 0.375);
  close(f1Score(animals, guesses, "weighted"), 0.5);
});

Deno.test("logLoss() is the mean of −ln of the right class's probability", () => {
  const probabilities = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.5, 0.3, 0.2]];
  // −(ln 0.7 + ln 0.8 + ln 0.6 + ln 0.3)/4, also by scikit-learn 1.9.1
  close(logLoss([0, 1, 2, 1], probabilities, [0, 1, 2]), 0.5736542308362172);
  close(logLoss(["b"], [[0.25, 0.75]], ["b", "a"]), Math.log(4));
});

Deno.test("logLoss() of a certain and wrong prediction is finite, as in scikit-learn 1.9.1", () => {
  close(logLoss([0, 1], [[1, 0], [1, 0]], [0, 1]), 18.021826694558577);
});

Deno.test("logLoss() names a label that is no class", () => {
  throws(() => logLoss(["x"], [[0.5, 0.5]], ["a", "b"]), {
    name: "RangeError",
    message: 'Cannot compute log loss: row 0 has no probability for class "x"',
  });
});

Deno.test("r2Score() is 1 − 1.5/29.1875 in scikit-learn's own example, −3 for a mirrored line", () => {
  close(r2Score([3, -0.5, 2, 7], [2.5, 0, 2, 8]), 0.9486081370449679);
  strictEqual(r2Score([1, 2, 3], [3, 2, 1]), -3);
});

Deno.test("r2Score() of equal answers is 1 when all are met, else 0, as in scikit-learn 1.9.1", () => {
  strictEqual(r2Score([2, 2], [2, 2]), 1);
  strictEqual(r2Score([2, 2], [2, 3]), 0);
});

Deno.test("scores name unequal and empty lists", () => {
  throws(() => accuracyScore([1, 2], [1]), {
    name: "RangeError",
    message: "Cannot compute accuracy: 2 answers and 1 predictions, expected as many and at least one",
  });
  throws(() => precisionScore([], []), RangeError);
  throws(() => recallScore([1], []), RangeError);
  throws(() => f1Score([1], []), RangeError);
  throws(() => logLoss([1], [], [1]), RangeError);
  throws(() => r2Score([], []), RangeError);
});
