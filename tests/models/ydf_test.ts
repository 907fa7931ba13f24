import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { adapterFor } from "../../lib/models/adapter.ts";

function fakeForest(classes: string[], scores: number[], description = "") {
  const seen: Record<string, unknown[]>[] = [];
  return {
    seen,
    describe: () => description,
    getLabelClasses: () => classes,
    getInputFeatures: () => [{ name: "height" }, { name: "colour" }],
    predict: (columns: Record<string, unknown[]>) => {
      seen.push(columns);
      return scores;
    },
  };
}

const columns = { colour: ["red", null], height: [1, 2], extra: [9, 9] };

Deno.test("ydf takes the largest of k columns through the model's own class order", async () => {
  const adapter = adapterFor(fakeForest(["2", "0", "1"], [0.1, 0.8, 0.1, 0.6, 0.1, 0.3]));
  deepStrictEqual(await adapter.predict(columns), ["0", "2"]);
  strictEqual(adapter.task, "classification");
});

Deno.test("ydf takes one column as the probability of the second class", async () => {
  deepStrictEqual(await adapterFor(fakeForest(["1", "0"], [0.9, 0.5])).predict(columns), ["0", "1"]);
});

Deno.test("ydf returns the values of a regression", async () => {
  const adapter = adapterFor(fakeForest([], [3.5, -1]));
  deepStrictEqual(await adapter.predict(columns), [3.5, -1]);
  strictEqual(adapter.task, "regression");
});

Deno.test("ydf passes the trained columns only, as plain arrays", async () => {
  const model = fakeForest(["a", "b"], [0, 1]);
  await adapterFor(model).predict(columns);
  deepStrictEqual(model.seen, [{ height: [1, 2], colour: ["red", null] }]);
});

Deno.test("ydf lays out rows in the order of the features in training", async () => {
  const model = fakeForest(["a", "b"], [0, 1]);
  await adapterFor(model).predict([[1, 10], new Float32Array([2, 20])]);
  deepStrictEqual(model.seen, [{ height: [1, 2], colour: [10, 20] }]);
});

Deno.test("ydf names missing columns and rows of another width", async () => {
  const adapter = adapterFor(fakeForest(["a", "b"], [0, 1]));
  await rejects(adapter.predict({ height: [1, 2] }), {
    name: "TypeError",
    message: 'Cannot predict with the YDF model: column "colour" is missing, expected "height", "colour"',
  });
  await rejects(adapter.predict([[1], [2]]), {
    name: "TypeError",
    message:
      'Cannot predict with the YDF model: rows have 1 values and the model uses 2 columns ("height", "colour"), expected columns by name',
  });
});

Deno.test("ydf names scores that fit no class", async () => {
  await rejects(adapterFor(fakeForest(["a", "b", "c"], [0, 1, 0])).predict(columns), {
    name: "RangeError",
    message: "Cannot read the predictions: 3 scores for 2 rows, expected 3 a row",
  });
});

Deno.test("ydf parameters() are the nodes that describe() tells", () => {
  const text = "Number of trees: 300\nTotal number of nodes: 54126\n\nNumber of nodes by tree:\nCount: 300";
  strictEqual(adapterFor(fakeForest([], [], text)).parameters(), 54126);
  strictEqual(adapterFor(fakeForest([], [], "no word of it")).parameters(), undefined);
});

Deno.test("ydf prepares the columns once for many calls", () => {
  const model = fakeForest(["a", "b"], [0, 1]);
  const run = adapterFor(model).prepare(columns);
  run();
  run();
  strictEqual(model.seen.length, 2);
  strictEqual(model.seen[0], model.seen[1]);
});
