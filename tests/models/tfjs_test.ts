import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { adapterFor, flavorOf } from "../../lib/models/adapter.ts";
import { evaluate } from "../../lib/models/evaluate.ts";

await tf.setBackend("cpu");

/** Doubles the first of two values and adds the second: weights 2 and 1, bias 0.5. */
function line(loss?: string): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  model.setWeights([tf.tensor2d([[2], [1]]), tf.tensor1d([0.5])]);
  if (loss) model.compile({ optimizer: tf.train.sgd(0.25), loss });
  return model;
}

const rows = [[1, 0], new Float32Array([0, 3])];

Deno.test("adapterFor() predicts with a real tfjs model, from rows, columns and a tensor", async () => {
  const adapter = adapterFor(line("meanSquaredError"));
  strictEqual(adapter.kind, "tfjs");
  strictEqual(adapter.task, "regression");
  strictEqual(adapter.flavor, "keras");
  strictEqual(adapter.parameters(), 3);
  using tensor = owned(tf.tensor2d([[1, 0], [0, 3]]));
  for (const inputs of [rows, { a: [1, 0], b: [0, 3] }, tensor.value]) {
    deepStrictEqual(await adapter.predict(inputs), [2.5, 3.5]);
  }
  strictEqual(tensor.value.isDisposed, false);
});

Deno.test("adapterFor() brings flat rows into the shape of a tfjs picture, and leaves no tensor behind", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 3, 1] }),
      tf.layers.dense({ units: 2, activation: "softmax" }),
    ],
  });
  const kernel = Array.from({ length: 6 }, (_, pixel) => [pixel === 5 ? 9 : 0, 1]);
  model.setWeights([tf.tensor2d(kernel), tf.zeros([2])]);
  const adapter = adapterFor(model);
  strictEqual(adapter.task, "classification");
  const before = tf.memory().numTensors;
  const pictures = [[0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 0]];
  const scores = await evaluate(adapter, { x: pictures, y: [0, 1] });
  ok("accuracy" in scores && scores.accuracy === 1 && scores.rocAuc === 1);
  await adapter.prepare(pictures)();
  strictEqual(tf.memory().numTensors, before);
  throws(() => adapter.prepare([[1, 2]]), {
    name: "RangeError",
    message: "Cannot make a tensor of the rows: they have 2 values, expected 6 (2 × 3 × 1)",
  });
});

Deno.test("adapterFor() takes one column of a tfjs classifier for a probability", async () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [1], activation: "sigmoid" })],
  });
  model.setWeights([tf.tensor2d([[4]]), tf.tensor1d([0])]);
  model.compile({ optimizer: "sgd", loss: "binaryCrossentropy" });
  deepStrictEqual(await adapterFor(model).predict([[-1], [1]]), [0, 1]);
});

Deno.test("settings() of a tfjs model tells optimizer, loss and what fit was asked for, by Keras names", async () => {
  const model = line("meanSquaredError");
  using x = owned(tf.tensor2d([[1, 0], [0, 3]])), y = owned(tf.tensor2d([[2.5], [3.5]]));
  await model.fit(x.value, y.value, { epochs: 2, batchSize: 1, verbose: 0 });
  deepStrictEqual(adapterFor(model).settings(), {
    layers: 1,
    loss: "meanSquaredError",
    optimizer_name: "SGD",
    optimizer_learning_rate: 0.25,
    epochs: 2,
    batch_size: 1,
    initial_epoch: 0,
    samples: 2,
  });
});

Deno.test("fit() takes callbacks of the tracker's form", async () => {
  const epochs: string[] = [];
  let batches = 0;
  const callbacks = {
    onEpochEnd: (epoch: number, logs: Readonly<Record<string, number>> = {}): void => {
      epochs.push(`${epoch} ${Object.keys(logs).join()}`);
    },
    onBatchEnd: (): void => void batches++,
  };
  const model = line("meanSquaredError");
  using x = owned(tf.tensor2d([[1, 0], [0, 3]])), y = owned(tf.tensor2d([[2.5], [3.5]]));
  await model.fit(x.value, y.value, { epochs: 2, batchSize: 1, verbose: 0, callbacks });
  deepStrictEqual(epochs, ["0 loss", "1 loss"]);
  strictEqual(batches, 4);
});

/** `y = x · w` as TensorFlow freezes it. */
async function graph(): Promise<tf.GraphModel> {
  const float = { type: "DT_FLOAT" };
  const shape = (...sizes: string[]) => ({ shape: { dim: sizes.map((size) => ({ size })) } });
  return await tf.loadGraphModel({
    load: () =>
      Promise.resolve({
        format: "graph-model",
        modelTopology: {
          versions: { producer: 1, minConsumer: 0 },
          node: [
            { name: "x", op: "Placeholder", attr: { dtype: float, shape: shape("-1", "2") } },
            {
              name: "w",
              op: "Const",
              attr: { dtype: float, value: { tensor: { dtype: "DT_FLOAT", tensorShape: {} } } },
            },
            {
              name: "y",
              op: "MatMul",
              input: ["x", "w"],
              attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false } },
            },
          ],
        },
        weightSpecs: [{ name: "w", shape: [2, 3], dtype: "float32" as const }],
        weightData: new Float32Array([1, 0, 0, 0, 0, 1]).buffer,
      }),
  });
}

Deno.test("adapterFor() predicts with a real tfjs graph model", async () => {
  const adapter = adapterFor(await graph());
  strictEqual(adapter.kind, "tfjs graph");
  strictEqual(adapter.parameters(), 6);
  deepStrictEqual(await adapter.predict(rows), [0, 2]);
  await rejects(adapter.predict([[1, 2, 3]]), { name: "RangeError", message: /have 3 values, expected 2/ });
  deepStrictEqual(adapter.settings(), { outputs: "y" });
});

Deno.test("flavorOf() tells keras by the model, and lets the user decide", () => {
  strictEqual(flavorOf(line()), "keras");
  strictEqual(flavorOf(line(), "pytorch"), "pytorch");
});

Deno.test("adapterFor() says what a half-built tfjs model misses", () => {
  const half = { predict() {}, countParams() {}, layers: [] };
  strictEqual(adapterFor(half).kind, "plain");
  throws(() => adapterFor({ countParams() {}, layers: [], inputs: [] }), {
    name: "TypeError",
    message: /tfjs misses "predict", "getWeights"; /,
  });
});

function owned<Value extends { dispose(): void }>(value: Value): Disposable & { readonly value: Value } {
  return { value, [Symbol.dispose]: () => value.dispose() };
}
