import assert from "node:assert/strict";
import { exported } from "../fixtures/journalled_models.ts";
import { startRuntime } from "../fixtures/onnx_runtime.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { jaxModels, jsPytorchModels, tfjsModels, type TrainedModel, ydfModels } from "../fixtures/trained_models.ts";
import { peerTest } from "./peer.ts";
import { pythonEnvironment } from "./python_environment.ts";

await startRuntime();
/** Made before the tests: libraries keep timers and message ports. Layers that branch have no format of Keras'. */
const MODELS: readonly TrainedModel[] = [
  ...tfjsModels().filter(({ name }) => name !== "tfjs branches"),
  ...jsPytorchModels(),
  ...await jaxModels(),
  ...await ydfModels(),
];
const EXPORTED = await Promise.all(MODELS.map((model, at) => exported(model, model.name, at)));

/** PyTorch for the processor alone, Keras on top of it, YDF. */
const WHEELS = ["torch==2.13.0", "keras==3.15.1", "safetensors==0.8.0", "h5py==3.16.0", "ydf==0.16.1"];

type Said = Readonly<
  Record<string, { by: string; answers?: readonly number[]; tensors?: Readonly<Record<string, number[] | number[][]>> }>
>;

peerTest("Keras, PyTorch and YDF read our files, and their models answer the same", async () => {
  const python = await pythonEnvironment("keras_torch", WHEELS);
  using folder = tempFolder();
  for (const [at, [, files]] of EXPORTED.entries()) {
    const { rows = [], axes = [] } = MODELS[at] ?? {};
    write(`${folder.path}/${at}/rows.json`, new TextEncoder().encode(JSON.stringify(rows.map((row) => nested(row, axes)))));
    for (const [path, content] of Object.entries(files)) write(`${folder.path}/${at}/${path}`, content);
  }
  const script = new URL("read_native_models.py", import.meta.url).pathname;
  const { stdout, stderr, success } = await new Deno.Command(python, { args: [script, folder.path] }).output();
  assert(success, new TextDecoder().decode(stderr));
  const said: Said = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "");
  const by = MODELS.map(({ name }, at) => `${name}: ${said[at]?.by}`);
  assert.deepEqual(by, [
    "tfjs dense: keras",
    "tfjs convolutions: keras",
    "js-pytorch: pytorch",
    "jax-js: safetensors",
    "YDF forest: ydf",
    "YDF forest regression: ydf",
    "YDF boosted, two classes: ydf",
    "YDF boosted, three classes: ydf",
    "YDF boosted regression: ydf",
  ]);
  for (const [at, { name, answers }] of MODELS.entries()) {
    const given = said[at]?.answers;
    if (given === undefined) continue;
    assert.equal(given.length, answers.length, name);
    const difference = Math.max(...answers.map((answer, row) => Math.abs(Number(answer) - (given[row] ?? NaN))));
    assert(difference < 1e-5, `${name}: largest difference ${difference}`);
  }
  const { "hidden.w": w, "out.b": b } = said[3]?.tensors ?? {};
  assert.deepEqual([w?.length, b?.map((value) => Math.fround(Number(value)))], [4, [Math.fround(0.3), Math.fround(0.1)]]);
});

function write(path: string, content: Uint8Array): void {
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeFileSync(path, content);
}

function nested(numbers: readonly number[], [length = 1, ...rest]: readonly number[]): unknown {
  if (rest.length === 0) return numbers;
  const size = numbers.length / length;
  return Array.from({ length }, (_, at) => nested(numbers.slice(at * size, (at + 1) * size), rest));
}
