import { deepStrictEqual, throws } from "node:assert/strict";
import { rowsPerCall, testSetOf } from "../../lib/compat/test_data.ts";

const rows = [[1, 2], [3, 4], [5, 6]], y = ["a", "b", "a"];
const pairs: [number[], string][] = [[[1, 2], "a"], [[3, 4], "b"], [[5, 6], "a"]];
const batches: [number[][], string[]][] = [[[[1, 2], [3, 4]], ["a", "b"]], [[[5, 6]], ["a"]]];

Deno.test("testSetOf() takes rows and answers apart, together, and in batches", () => {
  deepStrictEqual(testSetOf(rows, y), { x: rows, y });
  deepStrictEqual(testSetOf(pairs), { x: rows, y });
  deepStrictEqual(testSetOf(batches), { x: rows, y });
  deepStrictEqual(testSetOf([[Float32Array.of(1, 2), 7]]), { x: [Float32Array.of(1, 2)], y: [7] });
});

Deno.test("testSetOf() tells what is missing", () => {
  for (const bare of [rows, { a: [1] }]) {
    throws(() => testSetOf(bare), {
      name: "TypeError",
      message: "Cannot read the test set: y is missing, should be given, or x a list of [row, label]",
    });
  }
  throws(() => testSetOf([[[[1], [2]], ["a"]]]), {
    name: "RangeError",
    message: "Cannot read the test set: a batch has 2 rows and 1 answers, expected as many",
  });
});

Deno.test("rowsPerCall() takes ten rows for sklearn and one for nets, as the Python package predicts", () => {
  const many = Array.from({ length: 12 }, (_, at) => [at, at]);
  deepStrictEqual(rowsPerCall(many, "sklearn"), many.slice(0, 10));
  deepStrictEqual(rowsPerCall(many, "keras"), [[0, 0]]);
  deepStrictEqual(rowsPerCall(pairs, "pytorch"), [[1, 2]]);
  deepStrictEqual(rowsPerCall(batches, "sklearn"), rows);
  deepStrictEqual(rowsPerCall(rows.map((row) => [row]), "keras"), [[1, 2]]);
  deepStrictEqual(rowsPerCall({ a: [1, 2], b: [3, 4] }, "pytorch"), { a: [1], b: [3] });
});

Deno.test("rowsPerCall() leaves tensors to their library", () => {
  class Tensor {
    constructor(readonly shape: number[]) {}
  }
  const batch = new Tensor([1, 28, 28, 1]);
  deepStrictEqual(rowsPerCall(batch, "keras"), batch);
  deepStrictEqual(rowsPerCall([batch, new Tensor([1, 28, 28, 1])], "keras"), batch);
});
