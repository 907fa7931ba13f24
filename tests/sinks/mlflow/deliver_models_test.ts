import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { realHost } from "../../../lib/host.ts";
import { deliverRun } from "../../../lib/sinks/mlflow/deliver.ts";
import { plannedCounts } from "../../../lib/sinks/mlflow/planned_counts.ts";
import { syncFolder } from "../../../lib/sinks/mlflow/sync.ts";
import { openStore } from "../../../lib/sinks/mlflow/open_store.ts";
import { journalled } from "../../fixtures/journalled_models.ts";
import { loggedModel } from "../../fixtures/logged_model.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import { startFakeMlflow } from "./fake_mlflow.ts";
import { type FakeMlflow3, startFakeMlflow3 } from "./fake_models.ts";
import { quickStore } from "./quick_store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const FILES = { "model.onnx": bytes("onnx"), "tfjs/weights.bin": bytes("w") };
const REGISTERED = loggedModel({ name: "a/b: c", register: { name: "digits", alias: "champion" } });
const SECOND = loggedModel({ id: "m-".padEnd(34, "2"), name: "second" });

/** What a server has to hold of both models, however the delivery went. */
function checkServer(server: FakeMlflow3): void {
  deepStrictEqual(server.models.map(({ name, status, params }) => [name, status, params]), [
    ["a_b_ c", "LOGGED_MODEL_READY", { units: "8" }],
    ["second", "LOGGED_MODEL_READY", { units: "8" }],
  ]);
  deepStrictEqual(server.outputs.map(({ model }) => model), server.models.map(({ id }) => id));
  const [first] = server.models;
  deepStrictEqual([...first?.points ?? []].sort(), [
    "emissions 2 1790000060000 0",
    "energy/share_j 2 1790000060000 0",
    "loss 0.25 1790000000900 1",
  ]);
  strictEqual(first?.tags.get("wattbook.training.emissions_g_low"), "1");
  deepStrictEqual([...server.modelFiles.keys()].filter((path) => path.startsWith(first?.id ?? "?")), [
    `${first?.id}/model.onnx`,
    `${first?.id}/tfjs/weights.bin`,
    `${first?.id}/MLmodel`,
  ]);
  deepStrictEqual(server.versions.map(({ name, version, source }) => [name, version, source]), [
    ["digits", "1", `models:/${first?.id}`],
  ]);
  deepStrictEqual([...server.aliases], [["digits@champion", "1"]]);
  strictEqual(server.versions[0]?.tags.get("wattbook.training.energy_j"), "2");
  // The models' points are the run's own: nothing came twice.
  const names = [...server.tracking.runs[0]?.metrics.values() ?? []].map(({ key }) => key);
  strictEqual(names.filter((key) => key === "loss").length, 1);
}

Deno.test("deliverRun() brings models to a server, once, however often it is done", async () => {
  await using server = startFakeMlflow3();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const run = journalled(folder.path, [[REGISTERED, FILES], [SECOND, FILES]]);
  const first = await deliverRun(run, store);
  deepStrictEqual(first.problems, undefined);
  checkServer(server);
  await deliverRun(run, store);
  await deliverRun(run, store, { soFar: first });
  checkServer(server);
  const { models, ...planned } = plannedCounts(run);
  deepStrictEqual([models, (await store.counts(first.remoteRunId)).models], [2, 2]);
  deepStrictEqual(
    Object.keys(plannedCounts({ ...run, models: [] })),
    Object.keys(planned),
    "none are not counted",
  );
});

Deno.test("syncFolder() brings models, and says when one is missing", async () => {
  await using server = startFakeMlflow3();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  journalled(folder.path, [[REGISTERED, FILES], [SECOND, FILES]]);
  server.links = (links) => links.slice(0, 1);
  const { failed } = await syncFolder(folder.path, store);
  deepStrictEqual(failed.map(({ problem }) => problem), [
    "not wholly delivered: models: 1 stored, should be 2",
  ]);
  server.links = (links) => links;
  server.outputs.splice(0);
  strictEqual((await syncFolder(folder.path, store)).delivered, 1);
  checkServer(server);
  strictEqual((await syncFolder(folder.path, store)).upToDate, 1);
});

Deno.test.each(
  [
    { on: "logged-models", kind: "reset after" },
    { on: "logged-models", kind: "cut" },
    { on: "logged-models/search", kind: "reset before" },
    { on: "runs/outputs", kind: "reset after" },
    { on: "model-versions/create", kind: "reset after" },
    { on: "registered-models/create", kind: "reset after" },
    { on: "artifacts/MLmodel", kind: "reset before" },
    { on: "/tags", kind: { status: 503, headers: { "retry-after": "0" }, body: "busy" } },
  ] as const,
)("deliverRun() stores each model once when $on goes wrong", async (fault) => {
  await using server = startFakeMlflow3();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const run = journalled(folder.path, [[REGISTERED, FILES], [SECOND, FILES]]);
  server.faults.push({ ...fault });
  const { problems } = await deliverRun(run, store);
  deepStrictEqual(problems, undefined);
  checkServer(server);
});

Deno.test("deliverRun() goes on with models where a server has died", async () => {
  await using server = startFakeMlflow3();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const run = journalled(folder.path, [[REGISTERED, FILES], [SECOND, FILES]]);
  server.faults.push({ on: "artifacts/tfjs/weights.bin", kind: "reset before", dies: true });
  await rejects(deliverRun(run, store), { name: "RequestError" });
  server.faults.splice(0);
  await deliverRun(run, store);
  checkServer(server);
});

Deno.test("deliverRun() tells a server of an open run's model at once, and of its cost at the end", async () => {
  await using server = startFakeMlflow3();
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const ended = journalled(folder.path, [[REGISTERED, FILES]]);
  const soFar = await deliverRun({ ...ended, record: undefined }, store);
  deepStrictEqual(server.models.map(({ status, points }) => [status, points.size]), [[
    "LOGGED_MODEL_READY",
    1,
  ]]);
  deepStrictEqual(server.versions, []);
  await deliverRun(ended, store, { soFar });
  deepStrictEqual([server.models[0]?.points.size, server.versions.length], [3, 1]);
});

Deno.test("deliverRun() stores models as files of the run where a server knows no logged models (MLflow 2)", async () => {
  await using server = startFakeMlflow({
    others: ({ path, body }) => {
      if (!path.endsWith("runs/log-model")) return undefined;
      histories.push(JSON.parse(JSON.parse(new TextDecoder().decode(body)).model_json));
      return { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
    },
  });
  const histories: Record<string, unknown>[] = [];
  await using store = quickStore(server.uri);
  using folder = tempFolder();
  const { problems, remoteRunId } = await deliverRun(journalled(folder.path, [[SECOND, FILES]]), store);
  deepStrictEqual(problems, undefined);
  deepStrictEqual([...server.tracking.files.keys()].sort(), [
    `${remoteRunId}/second/MLmodel`,
    `${remoteRunId}/second/model.onnx`,
    `${remoteRunId}/second/tfjs/weights.bin`,
  ]);
  deepStrictEqual(
    histories.map(({ artifact_path, run_id, model_uuid }) => [artifact_path, run_id, model_uuid]),
    [
      ["second", remoteRunId, "2".repeat(32)],
    ],
  );
});

Deno.test("deliverRun() writes models into a SQLite store, PENDING and FAILED ones too, and registers no failed one", async () => {
  using folder = tempFolder();
  const pending = loggedModel({ id: "m-".padEnd(34, "a"), name: "pending", status: "PENDING" });
  const failed = loggedModel({
    id: "m-".padEnd(34, "b"),
    name: "failed",
    status: "FAILED",
    statusMessage: "it answers otherwise",
    register: { name: "digits" },
  });
  const run = journalled(folder.path, [[REGISTERED, FILES], [pending, FILES], [failed, FILES]]);
  const host = realHost({ environment: {} });
  {
    await using store = await openStore(`sqlite:///${folder.path}/mlflow.db`, host);
    await deliverRun(run, store);
    const { remoteRunId } = await deliverRun(run, store);
    strictEqual((await store.counts(remoteRunId)).models, 3);
  }
  using database = new DatabaseSync(`${folder.path}/mlflow.db`);
  const rows = database.prepare("SELECT name, status, status_message FROM logged_models ORDER BY rowid")
    .all();
  deepStrictEqual(rows.map(({ name, status }) => [name, status]), [["a_b_ c", 2], ["pending", 1], [
    "failed",
    3,
  ]]);
  strictEqual(rows[2]?.["status_message"], "it answers otherwise");
  const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"];
  deepStrictEqual(
    ["inputs", "logged_model_params", "logged_model_metrics", "model_versions", "registered_model_aliases"]
      .map(count),
    [3, 3, 9, 1, 1],
  );
});

Deno.test("deliverRun() keeps models as files of the run in a SQLite store older than MLflow 3", async () => {
  using folder = tempFolder();
  const file = `${folder.path}/mlflow.db`, host = realHost({ environment: {} });
  await (await openStore(`sqlite:///${file}`, host))[Symbol.asyncDispose]();
  {
    using database = new DatabaseSync(file);
    for (const part of ["metrics", "params", "tags"]) database.exec(`DROP TABLE logged_model_${part}`);
    database.exec("DROP TABLE logged_models");
  }
  await using store = await openStore(`sqlite:///${file}`, host);
  const run = journalled(folder.path, [[SECOND, FILES], [REGISTERED, FILES]]);
  await deliverRun(run, store);
  const { remoteRunId, problems } = await deliverRun(run, store);
  deepStrictEqual(problems, undefined);
  strictEqual((await store.counts(remoteRunId)).models, 2);
  const tags = (await store.run(remoteRunId))?.tags ?? {};
  const history: { artifact_path: string }[] = JSON.parse(tags["mlflow.log-model.history"] ?? "");
  deepStrictEqual(history.map(({ artifact_path }) => artifact_path), ["second", "a_b_ c"]);
  ok(Deno.statSync(`${folder.path}/mlruns/1/${remoteRunId}/artifacts/second/MLmodel`).isFile);
  using database = new DatabaseSync(file);
  const [version] = database.prepare("SELECT source, storage_location FROM model_versions").all();
  match(String(version?.["source"]), /\/artifacts\/a_b_ c$/);
});
