import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import KNN from "npm:ml-knn@3.0.0";
import LogisticRegression from "npm:ml-logistic-regression@2.0.0";
import { Matrix } from "npm:ml-matrix@6.12.1";
import loadYdf from "npm:ydf-training@0.0.1";
import { adapterFor } from "../../lib/models/adapter.ts";
import { evaluate } from "../../lib/models/evaluate.ts";

/** What the tests use of ydf-training, which has no types. */
interface Ydf {
  readonly RandomForestLearner: new (label: string, task: string) => {
    train(columns: Record<string, readonly unknown[]>): { unload(): void };
  };
}

/** Two groups of points that a line separates, five times as many in the first: 0 … 49 against 100 … 109. */
const x = Array.from({ length: 60 }, (_, i) => [i < 50 ? i : i + 50, i % 7]);
const y = x.map((_, i) => i < 50 ? 0 : 1);
const names = ["size", "noise"];
const columns = Object.fromEntries(names.map((name, at) => [name, x.map((row) => row[at] ?? 0)]));

async function openYdf(): Promise<Ydf> {
  const load = loadYdf as unknown as (options: Record<string, () => void>) => Promise<Ydf>;
  return await load({ print() {}, printErr() {} });
}

Deno.test("adapterFor() predicts with a real YDF forest, the rarer class included", async () => {
  const { RandomForestLearner } = await openYdf();
  const label = y.map((value) => value === 0 ? "small" : "large");
  const forest = new RandomForestLearner("label", "CLASSIFICATION").train({ ...columns, label });
  const adapter = adapterFor(forest);
  strictEqual(adapter.kind, "YDF");
  strictEqual(adapter.task, "classification");
  const { noise, size } = columns;
  for (const inputs of [columns, { noise, size } as typeof columns]) {
    const scores = await evaluate(adapter, { x: inputs, y: label });
    ok("accuracy" in scores && scores.accuracy === 1);
  }
  ok((adapter.parameters() ?? 0) >= 300);
  // the trees need the size only: a row of two values has no certain place for it
  await rejects(adapter.predict(x), {
    name: "TypeError",
    message: /uses 1 columns \("size"\), expected columns/,
  });
  forest.unload();
});

Deno.test("adapterFor() predicts three classes and a regression with real YDF forests", async () => {
  const { RandomForestLearner } = await openYdf();
  const label = x.map(([size = 0]) => size < 20 ? "a" : size < 50 ? "b" : "c");
  const forest = new RandomForestLearner("label", "CLASSIFICATION").train({ ...columns, label });
  const scores = await evaluate(adapterFor(forest), { x: columns, y: label });
  ok("accuracy" in scores && scores.accuracy > 0.95);

  const doubled = x.map(([size = 0]) => size * 2);
  const regression = new RandomForestLearner("twice", "REGRESSION").train({ ...columns, twice: doubled });
  const adapter = adapterFor(regression);
  strictEqual(adapter.task, "regression");
  const fit = await evaluate(adapter, { x: columns, y: doubled });
  ok("r2" in fit && fit.r2 > 0.9);
  forest.unload();
  regression.unload();
});

Deno.test("adapterFor() predicts with a real ml.js logistic regression, from rows, columns and a matrix", async () => {
  const scaled = x.map(([size = 0]) => [size / 100 - 0.75, 1]);
  const model = new LogisticRegression({ numSteps: 500, learningRate: 0.1 });
  model.train(new Matrix(scaled), Matrix.columnVector(y));
  const adapter = adapterFor(model);
  strictEqual(adapter.kind, "ml.js");
  strictEqual(adapter.task, "classification");
  // two classes, one weight for the size and one for the constant
  strictEqual(adapter.parameters(), 4);
  const byName = { size: scaled.map(([size = 0]) => size), one: scaled.map(() => 1) };
  for (const inputs of [scaled, byName, new Matrix(scaled)]) {
    deepStrictEqual(await adapter.predict(inputs), y);
  }
});

Deno.test("adapterFor() predicts with a real ml.js k-nearest-neighbours model", async () => {
  const adapter = adapterFor(new KNN(x, y, { k: 3 }));
  strictEqual(adapter.kind, "ml.js");
  strictEqual(adapter.task, "classification");
  deepStrictEqual(await adapter.predict(x), y);
  deepStrictEqual(await adapter.predict(columns), y);
  // 60 points of two values and a label
  strictEqual(adapter.parameters(), 180);
});
