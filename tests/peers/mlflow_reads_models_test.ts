import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { deliverRun } from "../../lib/sinks/mlflow/deliver.ts";
import { openStore } from "../../lib/sinks/mlflow/open_store.ts";
import { exported, journalled } from "../fixtures/journalled_models.ts";
import { startRuntime } from "../fixtures/onnx_runtime.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { shapedRows, trainedModels } from "../fixtures/trained_models.ts";
import { type MlflowPython, mlflowPython } from "./mlflow_python.ts";
import { mlflowServer } from "./mlflow_server.ts";
import { peerTest } from "./peer.ts";

await startRuntime();
const MODELS = await trainedModels();
const named = (name: string) => name.replaceAll(/[^a-z ]/gi, "");

/** Logged in their order; the first one is registered. */
const EXPORTED = await Promise.all(
  MODELS.map((model, at) =>
    exported(model, named(model.name), at + 1, at === 0 ? { name: "digits", alias: "champion" } : undefined)
  ),
);

/** What `read_models.py` prints. */
interface Found {
  readonly status: string;
  readonly outputs: readonly string[];
  readonly models: Readonly<
    Record<string, {
      readonly id: string;
      readonly status: string;
      readonly run: boolean;
      readonly params: Readonly<Record<string, string>>;
      readonly tags: Readonly<Record<string, string>>;
      readonly metrics: Readonly<Record<string, number>>;
      readonly answers: Readonly<Record<string, readonly (number | string)[]>>;
      readonly onnx_same: boolean;
      readonly example: readonly number[];
      readonly example_same: boolean;
      readonly from_run: string;
    }>
  >;
  readonly versions: Readonly<
    Record<string, {
      readonly aliases: readonly string[];
      readonly tags: Readonly<Record<string, string>>;
      readonly run: boolean;
      readonly model_uuid: string;
      readonly description: string;
    }>
  >;
}

async function deliverTwice(uri: string, folder: string): Promise<void> {
  const run = journalled(`${folder}/.wattbook`, EXPORTED);
  await using store = await openStore(uri, realHost({ environment: { MLFLOW_ALLOW_FILE_STORE: "true" } }));
  for (let time = 0; time < 2; time++) {
    const { problems } = await deliverRun(run, store);
    const expected = uri.startsWith("file:") ? [/registry is not written/] : [];
    assert.equal(problems?.length ?? 0, expected.length, problems?.join());
  }
}

async function read(mlflow: MlflowPython, uri: string, folder: string): Promise<Found> {
  const rows = Object.fromEntries(MODELS.map((model) => [named(model.name), shapedRows(model)]));
  Deno.writeTextFileSync(`${folder}/rows.json`, JSON.stringify(rows));
  return await mlflow.read("read_models.py", uri, "digits", `${folder}/rows.json`) as Found;
}

function checkModels({ models, outputs, status }: Found): void {
  assert.equal(status, "FINISHED");
  assert.equal(Object.keys(models).length, MODELS.length, "each model once");
  assert.deepEqual(outputs, Object.values(models).map(({ id }) => id).sort(), "each hangs to its run once");
  for (const { name, answers, output = "output", rows } of MODELS) {
    const model = models[named(name)];
    assert(model, name);
    assert.deepEqual([model.status, model.run, model.onnx_same, model.example_same], [
      "READY",
      true,
      true,
      true,
    ], name);
    assert.equal(model.example[0], Math.min(5, rows.length));
    const given = model.answers[output] ?? [];
    assert.equal(given.length, answers.length, name);
    const difference = Math.max(...answers.map((answer, at) => Math.abs(Number(answer) - Number(given[at]))));
    assert(difference < 1e-5, `${name}: largest difference ${difference}`);
    assert.deepEqual(model.params, { units: "8" });
    // What the training has cost, from the record: 2 J and 2 g, between 1 and 3.
    assert.deepEqual(model.metrics, { loss: 0.25, emissions: 2, "energy/share_j": 2 });
    assert.equal(model.tags["wattbook.training.emissions_g"], "2");
    assert.equal(model.tags["wattbook.training.emissions_g_high"], "3");
    assert.equal(model.tags["wattbook.training.grade"], "A");
    assert.match(model.tags["mlflow.note.content"] ?? "", /^Training: \*\*2 g CO2e\*\*/);
    assert.equal(model.from_run.length, 32);
  }
}

function checkVersion({ versions, models }: Found): void {
  assert.deepEqual(Object.keys(versions), ["digits/1"], "registered once");
  const version = versions["digits/1"];
  assert.deepEqual(version?.aliases, ["champion"]);
  assert.equal(version?.run, true);
  assert.match(
    version?.description ?? "",
    /^Training: \*\*2 g CO2e\*\* \\\(1 g – 3 g\\\), 2 J, grade A, 60 s$/,
  );
  assert.equal(version?.tags["wattbook.training.energy_j"], "2");
  assert.equal(version?.model_uuid, "1".padStart(32, "0"));
  assert.deepEqual(JSON.parse(models["tfjs dense"]?.tags["mlflow.modelVersions"] ?? ""), [
    { name: "digits", version: 1 },
  ]);
}

peerTest(
  "real MLflow loads every model from our mlflow.db, delivered twice, and they answer the same",
  async () => {
    const mlflow = await mlflowPython();
    using folder = tempFolder();
    const uri = `sqlite:///${folder.path}/mlflow.db`;
    await deliverTwice(uri, folder.path);
    const found = await read(mlflow, uri, folder.path);
    checkModels(found);
    checkVersion(found);
  },
);

peerTest(
  "real MLflow loads every model from a server, delivered twice, and they answer the same",
  async () => {
    const mlflow = await mlflowPython();
    using folder = tempFolder();
    await using server = await mlflowServer(mlflow, folder.path);
    await deliverTwice(server.url, folder.path);
    const found = await read(mlflow, server.url, folder.path);
    checkModels(found);
    checkVersion(found);
  },
);

peerTest("real MLflow loads every model from a FileStore, delivered twice", async () => {
  const mlflow = await mlflowPython();
  using folder = tempFolder();
  const uri = `file://${folder.path}/mlruns`;
  await deliverTwice(uri, folder.path);
  checkModels(await read(mlflow, uri, folder.path));
});
