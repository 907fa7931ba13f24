/**
 * The flows of `emissions_sdk_flows.py`, line by line through `./compat`. Arguments: the same, except that the data
 * comes as a module would import it, and nothing is printed.
 */
import { cpuUsage } from "node:process";
import { EmissionsTrackerMlflow } from "jsr:@wattbook/track@^1/compat";
import { torch } from "npm:js-pytorch@0.7.2";
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import KNN from "npm:ml-knn@3.0.0";
import LinearRegression from "npm:ml-regression-multivariate-linear@2.0.4";

interface Data {
  readonly x: number[][];
  readonly y: number[];
  readonly x_test: number[][];
  readonly y_test: number[];
}

const [tracking_uri = "", experiment_name = "", file = ""] = Deno.args;

/** Seconds of CPU time: on a busy machine more of the clock's. */
function spin(seconds: number): void {
  const spentS = () => (cpuUsage().user + cpuUsage().system) / 1e6;
  for (const end = spentS() + seconds; spentS() < end;);
}

/** A model every call of which takes a known time, whatever the processor: half a second of work for ten rows. */
const slow = (model: { predict(rows: number[][]): unknown }, seconds: number) => ({
  predict(rows: number[][]) {
    spin(seconds);
    return model.predict(rows);
  },
});

function runner_of(run_name: string, flavor: "keras" | "pytorch" | "sklearn"): EmissionsTrackerMlflow {
  const runner = new EmissionsTrackerMlflow();
  runner.read_params({ tracking_uri, experiment_name, run_name, flavor });
  return runner;
}

/** The example of its README. */
async function readme() {
  const x = [[1, 1], [1, 2], [2, 2], [2, 3]];
  const y = x.map(([a = 0, b = 0]) => [a + 2 * b + 3]);
  const runner = runner_of("readme", "sklearn");
  await runner.start_training_job();
  spin(0.5);
  new LinearRegression(x, y);
  await runner.end_training_job();
}

async function neighbours(data: Data) {
  const runner = runner_of("neighbours", "sklearn");
  await runner.start_training_job();
  spin(0.5);
  const model = new KNN(data.x, data.y, { k: 1 });
  await runner.end_training_job();
  await runner.evaluate_model_accuracy(model, data.x_test, data.y_test);
  await runner.accuracy_per_emission(model, data.x_test, data.y_test);
  await runner.emissions_per_10_inferences(slow(model, 0.5), data.x_test);
}

async function softmax(data: Data) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [64], units: 10, activation: "softmax", kernelInitializer: "zeros" }),
    ],
  });
  model.compile({
    optimizer: tf.train.sgd(0.1),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  const runner = runner_of("softmax", "keras");
  await runner.start_training_job();
  spin(0.5);
  await model.fit(tf.tensor2d(data.x), tf.tensor1d(data.y), {
    batchSize: 50,
    epochs: 3,
    shuffle: false,
    verbose: 0,
    callbacks: runner.tracker.callbacks(),
  });
  await runner.end_training_job();
  await runner.accuracy_per_emission(model, data.x_test, data.y_test);
  const predict = (rows: number[][]) => model.predict(tf.tensor2d(rows));
  const answers = { predict: async (rows: number[][]) => await (predict(rows) as tf.Tensor).data() };
  await runner.emissions_per_10_inferences(slow(answers, 0.05), data.x_test.map((row) => [row]));
}

/** A net of fixed weights: the class whose mean picture is nearest. */
async function centroids(data: Data) {
  const means = Array.from({ length: 10 }, (_, label) => {
    const rows = data.x.filter((_, at) => data.y[at] === label);
    return Array.from(
      { length: 64 },
      (_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length,
    );
  });
  const net = new torch.nn.Linear(64, 10);
  // Its weights lie the other way round.
  net.W._data = Array.from({ length: 64 }, (_, at) => means.map((mean) => 2 * (mean[at] ?? 0)));
  net.b._data = means.map((mean) => -mean.reduce((sum, value) => sum + value ** 2, 0));
  const runner = runner_of("centroids", "pytorch");
  await runner.start_training_job();
  spin(0.5);
  await runner.end_training_job();
  const pairs = data.x_test.map((row, at): [number[], number] => [row, data.y_test[at] ?? NaN]);
  await runner.accuracy_per_emission(net, pairs);
  const answers = { predict: (rows: number[][]) => rows.map(() => 0) };
  await runner.emissions_per_10_inferences(slow(answers, 0.05), pairs);
}

const data: Data = JSON.parse(Deno.readTextFileSync(file));
await readme();
await neighbours(data);
await softmax(data);
await centroids(data);
