import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { defaultDevice, init, numpy as np } from "npm:@jax-js/jax@0.1.25";
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { torch } from "npm:js-pytorch@0.7.2";
import { exampleRows, rowWidth } from "../../lib/models/example_rows.ts";

await init("cpu");
defaultDevice("cpu");

const rows = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]];
const firstFive = rows.slice(0, 5);
const plain = (given: readonly Float32Array[]) => given.map((row) => Array.from(row));

Deno.test("exampleRows() takes the first five rows of whatever a model takes", () => {
  const x = tf.tensor(rows), lent = np.array(rows);
  const matrix = { to2DArray: () => rows };
  const columns = { a: rows.map(([a = 0]) => a), b: rows.map(([, b = 0]) => b) };
  for (const inputs of [rows, columns, matrix, x, lent, torch.tensor(rows as never) as never]) {
    deepStrictEqual(plain(exampleRows(inputs, 2)), firstFive);
    strictEqual(rowWidth(inputs), 2);
  }
  deepStrictEqual(lent.js(), rows, "it can still be used");
  x.dispose();
});

Deno.test("exampleRows() flattens pictures row by row", () => {
  const x = tf.tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]);
  deepStrictEqual(plain(exampleRows(x, 4)), [[1, 2, 3, 4], [5, 6, 7, 8]]);
  strictEqual(rowWidth(x), 4);
  x.dispose();
});

Deno.test("exampleRows() lays columns out as the model names them, numbers as names too", () => {
  const columns = { "2": [20, 21], "10": [100, 101], label: ["x", "y"] };
  deepStrictEqual(plain(exampleRows(columns, 2, ["10", "2"])), [[100, 20], [101, 21]]);
  throws(() => exampleRows(columns, 1, ["constructor"]), {
    name: "TypeError",
    message: 'Cannot use the input example: column "constructor" is missing, as the model takes it',
  });
});
