import assert from "node:assert/strict";
import { exported } from "../fixtures/journalled_models.ts";
import { startRuntime } from "../fixtures/onnx_runtime.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { shapedRows, trainedModels } from "../fixtures/trained_models.ts";
import { peerTest } from "./peer.ts";
import { trainingPython } from "./training_python.ts";

await startRuntime();
/** Those of ml.js are for ml.js alone; layers that branch have no format of Keras'. */
const MODELS = (await trainedModels()).filter(({ name }) =>
  /^(tfjs|js-|jax|YDF)/.test(name) && name !== "tfjs branches"
);
const EXPORTED = await Promise.all(MODELS.map((model, at) => exported(model, model.name, at)));

type Said = Readonly<
  Record<
    string,
    { by: string; answers?: readonly number[]; tensors?: Readonly<Record<string, number[] | number[][]>> }
  >
>;

peerTest("Keras, PyTorch and YDF read our files, and their models answer the same", async () => {
  const python = await trainingPython();
  using folder = tempFolder();
  for (const [at, [, files]] of EXPORTED.entries()) {
    const asked = JSON.stringify(shapedRows(MODELS[at] ?? { rows: [], axes: [] }));
    write(`${folder.path}/${at}/rows.json`, new TextEncoder().encode(asked));
    for (const [path, content] of Object.entries(files)) write(`${folder.path}/${at}/${path}`, content);
  }
  const script = new URL("read_native_models.py", import.meta.url).pathname;
  const { stdout, stderr, success } = await new Deno.Command(python, { args: [script, folder.path] })
    .output();
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
    const difference = Math.max(
      ...answers.map((answer, row) => Math.abs(Number(answer) - (given[row] ?? NaN))),
    );
    assert(difference < 1e-5, `${name}: largest difference ${difference}`);
  }
  const { "hidden.w": w, "out.b": b } = said[3]?.tensors ?? {};
  assert.deepEqual([w?.length, b?.map((value) => Math.fround(Number(value)))], [4, [
    Math.fround(0.3),
    Math.fround(0.1),
  ]]);
});

function write(path: string, content: Uint8Array): void {
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeFileSync(path, content);
}
