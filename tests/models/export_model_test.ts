import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { exportModel, type ExportResult } from "../../lib/models/export_model.ts";
import { runOnnx, startRuntime } from "../fixtures/onnx_runtime.ts";
import { jsPytorchModels, ROWS, trainedModels } from "../fixtures/trained_models.ts";

await startRuntime();
const load = (specifier: string) => import(specifier);

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("not found");
  return value;
}

const MODELS = await trainedModels();
const EXPORTED = new Map<string, ExportResult>();
for (const { name, model, rows } of MODELS) {
  EXPORTED.set(name, await exportModel(model, { version: "1.0.0", inputExample: rows, load }));
}

Deno.test.each(MODELS)("exportModel() writes $name as ONNX that answers the same", async (trained) => {
  const { name, rows, axes, answers, output } = trained;
  const { files, check } = found(EXPORTED.get(name));
  strictEqual(check.state, "same");
  const onnx = files.find(({ path }) => path === "model.onnx")?.content ?? new Uint8Array();
  const outputs = await runOnnx(onnx, rows, axes);
  deepStrictEqual(Object.keys(outputs), output === undefined ? ["output"] : ["label", "probabilities"]);
  const given = outputs[output ?? "output"] ?? [];
  strictEqual(given.length, answers.length);
  const difference = Math.max(...answers.map((answer, at) => Math.abs(Number(answer) - Number(given[at]))));
  ok(difference < 1e-5, `largest difference ${difference}`);
});

Deno.test("exportModel() puts beside the ONNX what Python needs, an example and the formats of its own kind", () => {
  const paths = (name: string) => EXPORTED.get(name)?.files.map(({ path }) => path).slice(6);
  deepStrictEqual(EXPORTED.get("tfjs dense")?.files.map(({ path }) => path), [
    "model.onnx",
    "requirements.txt",
    "python_env.yaml",
    "conda.yaml",
    "input_example.json",
    "serving_input_example.json",
    "tfjs/model.json",
    "tfjs/weights.bin",
    "keras/model.keras",
  ]);
  deepStrictEqual(paths("js-pytorch"), ["pytorch/model.safetensors"]);
  deepStrictEqual(paths("jax-js"), ["jax/params.safetensors"]);
  deepStrictEqual(paths("linear"), ["ml_js/model.json"]);
  deepStrictEqual(paths("tfjs branches"), ["tfjs/model.json", "tfjs/weights.bin"]);
  match(
    EXPORTED.get("tfjs branches")?.notes[0] ?? "",
    /has no \.keras file: it is a \w+ model, expected a Sequential one/,
  );
  ok(paths("YDF forest")?.includes("ydf/data_spec.pb"));
});

Deno.test("exportModel() gives the signature and the example in MLflow's form", () => {
  const { files, signature, hasExample } = found(EXPORTED.get("forest"));
  deepStrictEqual(JSON.parse(signature.inputs), [
    { type: "tensor", "tensor-spec": { dtype: "float32", shape: [-1, 4] } },
  ]);
  deepStrictEqual(JSON.parse(signature.outputs), [
    { name: "label", type: "tensor", "tensor-spec": { dtype: "int64", shape: [-1] } },
    { name: "probabilities", type: "tensor", "tensor-spec": { dtype: "float32", shape: [-1, 3] } },
  ]);
  strictEqual(hasExample, true);
  const text = (path: string) => new TextDecoder().decode(files.find((file) => file.path === path)?.content);
  deepStrictEqual(JSON.parse(text("input_example.json")), ROWS.slice(0, 5));
  deepStrictEqual(JSON.parse(text("serving_input_example.json")), { inputs: ROWS.slice(0, 5) });
  strictEqual(text("requirements.txt"), "mlflow>=2.8\nonnx>=1.12\nonnxruntime>=1.12\n");
});

Deno.test("exportModel() writes tfjs files that tfjs reads back", async () => {
  const { files } = found(EXPORTED.get("tfjs convolutions"));
  const content = (path: string) => files.find((file) => file.path === path)?.content ?? new Uint8Array();
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(content("tfjs/model.json")));
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: content("tfjs/weights.bin").buffer,
    }),
  );
  const { rows, axes, answers } = found(MODELS[1]);
  const x = tf.tensor(rows.flat(), [rows.length, ...axes]), y = model.predict(x) as tf.Tensor;
  deepStrictEqual(Array.from(y.dataSync()), answers);
  tf.dispose([x, y, model.weights.map((weight) => weight.read())]);
});

Deno.test("exportModel() leaves the console and a zip library of the user's as they were", async () => {
  const ydf = found(MODELS.find(({ name }) => name === "YDF forest"));
  const { log } = console;
  class Own {}
  Reflect.set(globalThis, "JSZip", Own);
  try {
    await exportModel(ydf.model, { version: "1.0.0", load });
    strictEqual(Reflect.get(globalThis, "JSZip"), Own);
    strictEqual(console.log, log);
  } finally {
    Reflect.deleteProperty(globalThis, "JSZip");
  }
});

const options = { version: "1.0.0", load };

Deno.test("exportModel() names the kinds that work when it is given another one", async () => {
  const knn = { predict: () => [0], toJSON: () => ({ name: "KNN" }) };
  await rejects(exportModel(knn, options), {
    name: "TypeError",
    message:
      /^Cannot export the ml\.js model: it is a KNN, expected ml\.js models \(ml-logistic-regression, /,
  });
  await rejects(exportModel({ predict: () => [0] }, options), {
    name: "TypeError",
    message:
      /of the kind "plain", expected tfjs models of layers \(.*Dense.*\); js-pytorch .*; jax-js .*; ml\.js .*; YDF /,
  });
});

Deno.test("exportModel() names the layer of a tfjs model that it does not know", async () => {
  const model = tf.sequential({
    layers: [tf.layers.simpleRNN({ name: "memory", units: 2, inputShape: [3, 1] })],
  });
  await rejects(exportModel(model, options), {
    name: "TypeError",
    message:
      /^Cannot export the tfjs model "\w+": its layer "memory" is a SimpleRNN; what works: tfjs models of layers /,
  });
  model.dispose();
});

Deno.test("exportModel() takes layers of another model, and a model as a layer", async () => {
  const { layers: L } = tf;
  const conv = L.conv2d({
    inputShape: [4, 4, 1],
    filters: 2,
    kernelSize: 3,
    padding: "same",
    activation: "relu",
  });
  const base = tf.sequential({ layers: [conv, L.maxPooling2d({ poolSize: 2 })] });
  const models = {
    layers: tf.sequential({ layers: [...base.layers, L.flatten(), L.dense({ units: 2 })] }),
    nested: tf.sequential({ layers: [base, L.flatten(), L.dense({ units: 2 })] }),
    tail: tf.model({ inputs: base.inputs, outputs: L.flatten().apply(base.outputs) as tf.SymbolicTensor }),
  };
  for (const [name, model] of Object.entries(models)) {
    const { check } = await exportModel(model, options);
    strictEqual(check.state, "same", name);
  }
});

Deno.test("exportModel() refuses a layer that a model uses twice", async () => {
  const { layers: L } = tf;
  const input = tf.input({ shape: [3] }), shared = L.dense({ units: 3, name: "shared" });
  const once = shared.apply(input) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: shared.apply(once) as tf.SymbolicTensor });
  await rejects(exportModel(model, options), /its layer "shared" is used more than once/);
});

Deno.test("exportModel() refuses functions that do more than their layers", async () => {
  const [{ model } = { model: {} }] = jsPytorchModels();
  const forward = Reflect.get(model, "forward");
  const twice = Object.assign(Object.create(model), model, {
    forward: (x: unknown) => Reflect.get(forward.call(model, x), "mul").call(forward.call(model, x), 2),
  });
  await rejects(exportModel(twice, options), {
    name: "TypeError",
    message:
      /^Cannot export the js-pytorch module: its forward does something else than its layers in their order; /,
  });
});

Deno.test("exportModel() refuses an example of another width", async () => {
  const { model } = found(MODELS[0]);
  await rejects(exportModel(model, { ...options, inputExample: [[1, 2, 3]] }), {
    name: "RangeError",
    message: "Cannot use the input example: a row has 3 values, expected 4 as the model takes",
  });
});
