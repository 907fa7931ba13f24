import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { adapterFor } from "../../lib/models/adapter.ts";

const rows = [[1, 2], [3, 4], [5, 6]];

Deno.test("plain passes the inputs as they are and awaits a promise", async () => {
  let got: unknown;
  const adapter = adapterFor({
    predict: (inputs: unknown) => {
      got = inputs;
      return Promise.resolve(["a", "b", "a"]);
    },
  });
  deepStrictEqual(await adapter.predict(rows), ["a", "b", "a"]);
  strictEqual(got, rows);
});

Deno.test("plain reads typed arrays, matrices and booleans", async () => {
  deepStrictEqual(await adapterFor(() => new Float32Array([0, 1, 0.5])).predict(rows), [0, 1, 0.5]);
  deepStrictEqual(await adapterFor(() => ({ to1DArray: () => [2, 0, 1] })).predict(rows), [2, 0, 1]);
  deepStrictEqual(await adapterFor(() => [true, false, true]).predict(rows), [1, 0, 1]);
});

Deno.test("plain takes the largest of class scores, the first of equal ones", async () => {
  const scores = [[0.1, 0.7, 0.2], new Float32Array([0.5, 0.5, 0]), [0, 0, 1]];
  deepStrictEqual(await adapterFor(() => scores).predict(rows), [1, 0, 2]);
  deepStrictEqual(await adapterFor(() => [[0.25], [4], [-1]]).predict(rows), [0.25, 4, -1]);
});

Deno.test("plain counts columns as one per value of the first column", async () => {
  const columns = { age: [31, 45], city: ["Gent", null] };
  deepStrictEqual(await adapterFor(() => ["x", "y"]).predict(columns), ["x", "y"]);
});

Deno.test("plain names wrong predictions", async () => {
  await rejects(adapterFor(() => [1, 2]).predict(rows), {
    name: "RangeError",
    message: "Cannot read the predictions: the model returned 2 for 3 rows, expected one per row",
  });
  await rejects(adapterFor(() => undefined).predict(rows), {
    name: "TypeError",
    message: /returned undefined, expected an array/,
  });
  await rejects(adapterFor(() => [1, undefined, 2]).predict(rows), {
    name: "TypeError",
    message: /row 1 is undefined, expected a label/,
  });
  await rejects(adapterFor(() => [1, [], 2]).predict(rows), { name: "TypeError", message: /row 1/ });
});

Deno.test("plain prepares without predicting and predicts at each call", () => {
  let calls = 0;
  const run = adapterFor(() => calls++).prepare(rows);
  strictEqual(calls, 0);
  run();
  run();
  strictEqual(calls, 2);
});

Deno.test("plain parameters() is countParams, or unknown", () => {
  const predict = () => [1];
  strictEqual(adapterFor({ predict, countParams: () => 7 }).parameters(), 7);
  strictEqual(adapterFor({ predict }).parameters(), undefined);
  strictEqual(adapterFor({ predict, countParams: () => NaN }).parameters(), undefined);
  strictEqual(adapterFor(predict).parameters(), undefined);
});

Deno.test("plain task is what the model says, else unknown", () => {
  const predict = () => [1];
  strictEqual(adapterFor({ predict, task: "regression" }).task, "regression");
  strictEqual(adapterFor({ predict, task: "ranking" }).task, "unknown");
  strictEqual(adapterFor({ predict }).task, "unknown");
});

Deno.test("plain keeps this of the model", async () => {
  class Model {
    #offset = 10;
    predict(inputs: number[][]) {
      return inputs.map(([first = 0]) => first + this.#offset);
    }
    countParams() {
      return this.#offset;
    }
  }
  const adapter = adapterFor(new Model());
  deepStrictEqual(await adapter.predict(rows), [11, 13, 15]);
  strictEqual(adapter.parameters(), 10);
});
