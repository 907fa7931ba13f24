import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { realHost } from "../../../lib/host.ts";
import { openStore } from "../../../lib/sinks/mlflow/open_store.ts";
import { sourceKey } from "../../../lib/sinks/mlflow/run_key.ts";
import type { NewRun, RunStore } from "../../../lib/sinks/mlflow/store.ts";
import { SinkError } from "../../../lib/sinks/sink_error.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import { startFakeMlflow } from "./fake_mlflow.ts";
import { quickStore } from "./quick_store.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const START_MS = 1_790_000_000_000;
const host = realHost({ environment: { MLFLOW_ALLOW_FILE_STORE: "true" } });
const bytes = (text: string) => new TextEncoder().encode(text);

/** Opens each kind of store, empty, for one test. */
const STORES: Readonly<Record<string, (use: (store: RunStore) => Promise<void>) => Promise<void>>> = {
  async server(use) {
    await using server = startFakeMlflow();
    await using store = quickStore(server.uri);
    await use(store);
  },
  async SQLite(use) {
    using folder = tempFolder();
    await using store = await openStore(`sqlite:///${folder.path}/mlflow.db`, host);
    await use(store);
  },
  async FileStore(use) {
    using folder = tempFolder();
    await using store = await openStore(`file://${folder.path}/mlruns`, host);
    await use(store);
  },
};

const newRun = (experimentId: string, change: Partial<NewRun> = {}): NewRun => ({
  experimentId,
  runName: "forest",
  startMs: START_MS,
  runKey: KEY,
  tags: { colour: "red" },
  ...change,
});

const point = (key: string, value: number, step = 0, timestamp = START_MS) => ({
  key,
  value,
  timestamp,
  step,
});

for (const [name, withStore] of Object.entries(STORES)) {
  Deno.test(`RunStore (${name}) keeps a run: rows, status, files, datasets`, () =>
    withStore(async (store) => {
      const experimentId = await store.experiment("digits: ½ 'x' \"y\" # é");
      strictEqual(await store.experiment("digits: ½ 'x' \"y\" # é"), experimentId);
      strictEqual(await store.findRun(experimentId, KEY), undefined);
      const runId = await store.createRun(newRun(experimentId));
      strictEqual(await store.findRun(experimentId, KEY), runId);
      const rows = {
        metrics: [
          point("loss", 0.5),
          point("loss", NaN, 1),
          point("a/b c", -Infinity),
          point("up", Infinity),
        ],
        params: { "x/y": "1", empty: "", long: "é\n🌍" },
        tags: { colour: "blue" },
      };
      // Whatever is done twice is there once.
      for (let times = 0; times < 2; times++) {
        await store.log(runId, rows);
        await store.putArtifact(runId, "deep/er/plot é.txt", bytes("hello"));
        await store.logDatasets(runId, [{
          name: "iris",
          digest: "0a1b2c3d",
          sourceType: "local",
          source: '{"uri":"iris.csv"}',
          profile: '{"num_rows":150}',
          tags: { "mlflow.data.context": "training" },
        }]);
        await store.endRun(runId, "FAILED", START_MS + 1000);
        deepStrictEqual(await store.counts(runId), { metrics: 4, params: 3, artifacts: 1, status: "FAILED" });
      }
      const stored = await store.run(runId);
      strictEqual(stored?.experimentId, experimentId);
      const { "wattbook.created": _, ...tags } = stored?.tags ?? {};
      deepStrictEqual(tags, { colour: "blue", "mlflow.runName": "forest", "wattbook.run_id": KEY });
    }));

  Deno.test(`RunStore (${name}) finds a run that was copied from elsewhere by where it came from`, () =>
    withStore(async (store) => {
      const theirs = "fedcba98-7654-3210-fedc-ba9876543210";
      const keys = [`file:///a b/mlruns ${theirs}`, sourceKey("http://x/'q'", "7"), "file:///c/mlruns 8"];
      const experimentId = await store.experiment("Default");
      const ids = [];
      for (const runKey of keys) ids.push(await store.createRun(newRun(experimentId, { runKey })));
      strictEqual(new Set(ids).size, 3);
      for (const [at, key] of keys.entries()) {
        strictEqual(await store.findRun(experimentId, key), ids[at]);
        strictEqual((await store.run(ids[at] ?? ""))?.tags["wattbook.synced_from"], key);
      }
      if (name !== "server") strictEqual(ids[0], theirs.replaceAll("-", ""));
    }));

  Deno.test(`RunStore (${name}) knows no run that is not there`, () =>
    withStore(async (store) => {
      strictEqual(await store.run("f".repeat(32)), undefined);
      strictEqual(await store.run("../../x"), undefined);
      await rejects(store.log("f".repeat(32), { tags: { a: "b" } }), SinkError);
    }));

  Deno.test(`RunStore (${name}) takes 3 MB as a stream`, () =>
    withStore(async (store) => {
      using folder = tempFolder();
      const content = new Uint8Array(3_000_000).map((_, at) => at % 251);
      Deno.writeFileSync(`${folder.path}/big`, content);
      const runId = await store.createRun(newRun("0"));
      let opened = 0;
      await store.putArtifact(runId, "big.bin", {
        bytes: content.length,
        async open() {
          opened++;
          return (await Deno.open(`${folder.path}/big`)).readable;
        },
      });
      deepStrictEqual([opened, (await store.counts(runId)).artifacts], [1, 1]);
    }));
}

Deno.test("openFileStore() lays a tree as MLflow 3.6 reads it", async () => {
  using folder = tempFolder();
  await using store = await openStore(
    `${folder.path}/mlruns`,
    realHost({
      environment: { MLFLOW_ALLOW_FILE_STORE: "true" },
      epochMs: () => START_MS,
    }),
  );
  const experimentId = await store.experiment("digits");
  match(experimentId, /^\d{18}$/);
  const runId = await store.createRun(newRun(experimentId, { tags: { "mlflow.user": "ada" } }));
  await store.log(runId, {
    metrics: [point("loss", 0.25, 3), point("loss", NaN, 4)],
    params: { "a/b": "1" },
  });
  await store.endRun(runId, "FINISHED", START_MS + 5);
  const root = `${folder.path}/mlruns`, run = `${root}/${experimentId}/${KEY}`;
  const read = (path: string) => Deno.readTextFileSync(path);
  deepStrictEqual(read(`${run}/meta.yaml`).trim().split("\n").sort(), [
    `artifact_uri: "file://${run}/artifacts"`,
    "deleted_time: null",
    `end_time: ${START_MS + 5}`,
    'entry_point_name: ""',
    `experiment_id: "${experimentId}"`,
    'lifecycle_stage: "active"',
    `run_id: "${KEY}"`,
    'run_name: "forest"',
    `run_uuid: "${KEY}"`,
    'source_name: ""',
    "source_type: 4",
    'source_version: ""',
    `start_time: ${START_MS}`,
    "status: 3",
    "tags: []",
    'user_id: "ada"',
  ]);
  strictEqual(read(`${run}/metrics/loss`), `${START_MS} 0.25 3\n${START_MS} nan 4\n`);
  strictEqual(read(`${run}/params/a/b`), "1");
  strictEqual(read(`${run}/tags/mlflow.runName`), "forest");
  match(read(`${root}/0/meta.yaml`), /^name: "Default"$/m);
  ok(Deno.statSync(`${root}/.trash`).isDirectory);
  strictEqual(
    store.link(experimentId, runId),
    `MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri file://${root}`,
  );
});

Deno.test("openFileStore() makes no new tree unasked, and goes on with one that is there", async () => {
  using folder = tempFolder();
  const plain = realHost({ environment: {} }), uri = `file://${folder.path}/mlruns`;
  await rejects(
    openStore(uri, plain),
    /makes no new ones since 3.13; name a SQLite file .*or set MLFLOW_ALLOW_FILE_STORE/,
  );
  deepStrictEqual([...Deno.readDirSync(folder.path)], []);
  await (await openStore(uri, host))[Symbol.asyncDispose]();
  await using store = await openStore(uri, plain);
  strictEqual(await store.experiment("Default"), "0");
});

Deno.test("RunStore.experiment() of a FileStore refuses one that is in the bin", async () => {
  using folder = tempFolder();
  await using store = await openStore(`file://${folder.path}`, host);
  const id = await store.experiment("old");
  Deno.renameSync(`${folder.path}/${id}`, `${folder.path}/.trash/${id}`);
  await rejects(store.experiment("old"), new RegExp(`it was deleted, restore it .*--experiment-id ${id}\\)`));
});

Deno.test("RunStore.log() of a FileStore leaves out what lies inside another name, and stores the rest", async () => {
  using folder = tempFolder();
  await using store = await openStore(`file://${folder.path}`, host);
  const runId = await store.createRun(newRun("0"));
  const metrics = [point("loss", 1), point("loss/train", 2), point("other", 3)];
  await rejects(
    store.log(runId, { metrics, params: { a: "1" } }),
    /no place for "loss\/train": it lies inside another/,
  );
  deepStrictEqual(await store.counts(runId), { metrics: 2, params: 1, artifacts: 0, status: "RUNNING" });
});

Deno.test("openFileStore() twice on one tree: two writers at once lose no row and make one experiment", async () => {
  using folder = tempFolder();
  await using first = await openStore(`file://${folder.path}`, host);
  await using second = await openStore(`file://${folder.path}`, host);
  const [one, two] = await Promise.all([first.experiment("digits"), second.experiment("digits")]);
  strictEqual(one, two);
  const runId = await first.createRun(newRun(one ?? ""));
  await Promise.all(
    [first, second].flatMap((store, at) =>
      Array.from(
        { length: 10 },
        (_, step) => store.log(runId, { metrics: [point("loss", at, step), point("same", 1)] }),
      )
    ),
  );
  strictEqual((await first.counts(runId)).metrics, 21);
});
