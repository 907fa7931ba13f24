import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  asRows,
  checkTestSet,
  firstRows,
  type Inputs,
  rowCount,
  type TestSet,
} from "../../lib/models/test_set.ts";

const matrix = { to2DArray: () => [[1, 2], [3, 4]] };

Deno.test("checkTestSet() counts rows, columns and matrices", () => {
  strictEqual(checkTestSet({ x: [[1], [2], [3]], y: [0, 1, 0] }), 3);
  strictEqual(checkTestSet({ x: { a: [1, 2], b: ["x", null] }, y: ["n", "p"] }), 2);
  strictEqual(checkTestSet({ x: matrix, y: [0, 1] }), 2);
  strictEqual(checkTestSet({ x: [new Float32Array(4)], y: [0] }), 1);
});

Deno.test("checkTestSet() names unequal lengths", () => {
  throws(() => checkTestSet({ x: [[1], [2]], y: [0] }), {
    name: "RangeError",
    message: "Cannot read the test set: x has 2 rows and y has 1 answers, expected as many",
  });
  throws(() => checkTestSet({ x: [], y: [] }), { name: "RangeError", message: /there is no row/ });
  throws(() => checkTestSet({ x: {}, y: [] }), { name: "RangeError", message: /there is no row/ });
});

Deno.test("rowCount() names the row or column that is longer or shorter", () => {
  throws(() => rowCount([[1, 2], [1, 2], [1]]), {
    name: "RangeError",
    message: "Cannot read the inputs: row 2 has 1 values, expected 2 as in row 0",
  });
  throws(() => rowCount({ a: [1, 2], b: [1] }), {
    name: "RangeError",
    message: 'Cannot read the inputs: column "b" has 1 values, expected 2 as in column "a"',
  });
});

Deno.test("checkTestSet() names a part that is missing or of another form", () => {
  const wrong = (test: unknown) => () => checkTestSet(test as TestSet);
  throws(wrong(undefined), { name: "TypeError", message: /expected \{ x, y \}/ });
  throws(wrong({ x: [[1]] }), { name: "TypeError", message: /expected \{ x, y \}/ });
  throws(wrong({ x: [[1]], y: "0" }), { name: "TypeError", message: /y is the text "0", expected an array/ });
  throws(wrong({ x: "1,2", y: [0] }), {
    name: "TypeError",
    message: /they are the text "1,2", expected rows/,
  });
  throws(wrong({ x: [1, 2], y: [0, 1] }), { name: "TypeError", message: /row 0 is a value of type number/ });
  throws(wrong({ x: { a: 3 }, y: [0] }), {
    name: "TypeError",
    message: /column "a" is a value of type number/,
  });
  throws(wrong({ x: null, y: [0] }), { name: "TypeError", message: /they are null/ });
});

Deno.test("asRows() reads columns in the order of their names in the object", () => {
  deepStrictEqual(asRows({ b: [1, 2], a: [3, 4] }), [[1, 3], [2, 4]]);
  deepStrictEqual(asRows(matrix), [[1, 2], [3, 4]]);
});

Deno.test("firstRows() keeps the form", () => {
  deepStrictEqual(firstRows([[1], [2], [3]], 2), [[1], [2]]);
  deepStrictEqual(firstRows({ a: [1, 2, 3], b: ["x", "y", null] }, 2), { a: [1, 2], b: ["x", "y"] });
  deepStrictEqual(firstRows(matrix, 1), [[1, 2]]);
  const few: Inputs = [[1]];
  deepStrictEqual(firstRows(few, 10), [[1]]);
});

Deno.test("rowCount() and asRows() know a tensor by its class and shape, and columns called shape for columns", () => {
  class Tensor {
    constructor(readonly shape: readonly number[]) {}
  }
  class OnnxTensor {
    dims = [4, 2];
  }
  strictEqual(rowCount(new Tensor([3, 8, 8, 1])), 3);
  strictEqual(rowCount(new OnnxTensor()), 4);
  strictEqual(rowCount({ shape: [1, 2] }), 2);
  deepStrictEqual(asRows({ shape: [1, 2] }), [[1], [2]]);
  throws(() => rowCount(new Tensor([0, 8])), { name: "RangeError", message: /the tensor has no row/ });
  throws(() => rowCount(new Tensor([])), { name: "RangeError", message: /the tensor has no row/ });
  throws(() => asRows(new Tensor([3, 8])), {
    name: "TypeError",
    message: "Cannot make rows of the inputs: they are a tensor, expected rows of numbers or columns",
  });
});
