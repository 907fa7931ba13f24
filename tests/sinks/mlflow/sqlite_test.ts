import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { realHost } from "../../../lib/host.ts";
import { openSqliteStore } from "../../../lib/sinks/mlflow/sqlite.ts";
import type { NewRun } from "../../../lib/sinks/mlflow/store.ts";
import { SinkError } from "../../../lib/sinks/sink_error.ts";
import { runStoreChild } from "../../fixtures/mlflow/run_store_child.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const host = realHost({ epochMs: () => 1_790_000_000_000.4 });

function newRun(change: Partial<NewRun> = {}): NewRun {
  return {
    experimentId: "0",
    runName: "forest",
    startMs: 1_790_000_000_000,
    runKey: KEY,
    tags: {},
    ...change,
  };
}

/** Rows of a store, read by another connection. */
function rows(path: string, sql: string, ...values: string[]): Record<string, unknown>[] {
  using database = new DatabaseSync(path);
  return database.prepare(sql).all(...values).map((row) => ({ ...row }));
}

/** Changes a store behind our back. */
function change(path: string, sql: string): void {
  using database = new DatabaseSync(path);
  database.exec(sql);
}

async function refusal(action: Promise<unknown>): Promise<SinkError> {
  const error = await action.then(() => assert.fail("it was taken"), (error: unknown) => error);
  assert.ok(error instanceof SinkError, String(error));
  assert.ok(!error.message.includes("\n"));
  return error;
}

Deno.test("openSqliteStore() writes any number of rows once each, and of a metric the greatest step is the latest", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await using store = await openSqliteStore(path, host);
  const runId = await store.createRun(newRun());
  // More than any statement takes, and a rest for each of the smaller ones; the steps come in no order.
  const metrics = Array.from({ length: 239 }, (_, n) => {
    const step = n * 100 % 239;
    return { key: `loss ${step % 2}`, value: step / 8, timestamp: 1000, step };
  });
  const params = Object.fromEntries(Array.from({ length: 103 }, (_, n) => [`p${n}`, `value ${n}`]));
  await store.log(runId, { metrics, params });
  await store.log(runId, { metrics, params: { ...params, p5: "another" } });
  assert.deepEqual(
    rows(path, "SELECT step, value FROM metrics ORDER BY step"),
    Array.from({ length: 239 }, (_, step) => ({ step, value: step / 8 })),
  );
  assert.deepEqual(rows(path, "SELECT key, step, value FROM latest_metrics ORDER BY key"), [
    { key: "loss 0", step: 238, value: 29.75 },
    { key: "loss 1", step: 237, value: 29.625 },
  ]);
  const stored = rows(path, "SELECT key, value FROM params").map(({ key, value }) => [key, value]);
  assert.deepEqual(Object.fromEntries(stored), params);
});

Deno.test("openSqliteStore() writes a run as MLflow's own store does", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await using store = await openSqliteStore(path, host);
  assert.equal(store.uri, `sqlite:///${path}`);
  const experimentId = await store.experiment("digits");
  assert.equal(experimentId, "1");
  const runId = await store.createRun(
    newRun({ experimentId, tags: { "mlflow.user": "ada", colour: "red" } }),
  );
  assert.equal(runId, KEY);
  await store.putArtifact(runId, "a/b.txt", new TextEncoder().encode("x"));
  await store.endRun(runId, "FAILED", 1_790_000_060_000.6);
  assert.deepEqual(rows(path, "SELECT * FROM runs"), [{
    run_uuid: KEY,
    name: "forest",
    source_type: "UNKNOWN",
    source_name: "",
    entry_point_name: "",
    user_id: "ada",
    status: "FAILED",
    start_time: 1_790_000_000_000,
    end_time: 1_790_000_060_001,
    source_version: "",
    lifecycle_stage: "active",
    artifact_uri: `${folder.path}/mlruns/1/${KEY}/artifacts`,
    experiment_id: 1,
    deleted_time: null,
  }]);
  assert.deepEqual(rows(path, "SELECT * FROM tags ORDER BY key"), [
    { key: "colour", value: "red", run_uuid: KEY },
    { key: "mlflow.runName", value: "forest", run_uuid: KEY },
    { key: "mlflow.user", value: "ada", run_uuid: KEY },
    { key: "wattbook.run_id", value: KEY, run_uuid: KEY },
  ]);
  assert.equal(Deno.readTextFileSync(`${folder.path}/mlruns/1/${KEY}/artifacts/a/b.txt`), "x");
  assert.deepEqual(await store.counts(runId), { metrics: 0, params: 0, artifacts: 1, status: "FAILED" });
});

Deno.test("RunStore.experiment() makes a name once, whatever it holds", async () => {
  using folder = tempFolder();
  await using store = await openSqliteStore(`${folder.path}/mlflow.db`, host);
  const names = [
    "Default",
    "=cmd()",
    "<b>",
    "../x",
    "🌍 é",
    "'; DROP TABLE runs; --",
    "a\nb",
    "n".repeat(10_000),
  ];
  const first: string[] = [], second: string[] = [];
  for (const name of names) first.push(await store.experiment(name));
  for (const name of names) second.push(await store.experiment(name));
  assert.deepEqual(first, ["0", "1", "2", "3", "4", "5", "6", "7"]);
  assert.deepEqual(second, first);
  assert.deepEqual(
    rows(
      `${folder.path}/mlflow.db`,
      "SELECT artifact_location, creation_time FROM experiments WHERE name = ?",
      "../x",
    ),
    [{ artifact_location: `${folder.path}/mlruns/3`, creation_time: 1_790_000_000_000 }],
  );
});

Deno.test("RunStore.experiment() refuses a deleted one and says how to restore it", async () => {
  using folder = tempFolder();
  await using store = await openSqliteStore(`${folder.path}/mlflow.db`, host);
  await store.experiment("old\nones");
  change(
    `${folder.path}/mlflow.db`,
    "UPDATE experiments SET lifecycle_stage = 'deleted' WHERE experiment_id = 1",
  );
  const { message, passing } = await refusal(store.experiment("old\nones"));
  assert.equal(
    message,
    'Cannot log to experiment "old\\nones": it was deleted, restore it (mlflow experiments restore --experiment-id 1) ' +
      "or choose another name",
  );
  assert.equal(passing, false);
});

Deno.test("RunStore.experiment() takes the default workspace's where several hold the name", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await (await openSqliteStore(path, host))[Symbol.asyncDispose]();
  change(
    path,
    `CREATE TABLE e2 (experiment_id INTEGER PRIMARY KEY, name TEXT, artifact_location TEXT, lifecycle_stage TEXT,
       creation_time BIGINT, last_update_time BIGINT, workspace TEXT NOT NULL DEFAULT 'default', UNIQUE (workspace, name));
     DROP TABLE experiments; ALTER TABLE e2 RENAME TO experiments;
     INSERT INTO experiments VALUES (1, 'digits', '', 'deleted', 0, 0, 'theirs'), (2, 'digits', '', 'active', 0, 0, 'default')`,
  );
  await using store = await openSqliteStore(path, host);
  assert.equal(await store.experiment("digits"), "2");
  assert.equal(await store.experiment("new"), "3");
});

Deno.test("RunStore.createRun() made twice is one run", async () => {
  using folder = tempFolder();
  await using store = await openSqliteStore(`${folder.path}/mlflow.db`, host);
  assert.equal(await store.findRun("0", KEY), undefined);
  await store.createRun(newRun());
  await store.endRun(KEY, "FINISHED", 1_790_000_000_001);
  await store.createRun(newRun());
  assert.equal(await store.findRun("0", KEY), KEY);
  assert.equal(await store.findRun("1", KEY), undefined);
  assert.equal((await store.counts(KEY)).status, "FINISHED");
});

Deno.test("RunStore.createRun() cuts a name of 10 kB without halving a character", async () => {
  using folder = tempFolder();
  await using store = await openSqliteStore(`${folder.path}/mlflow.db`, host);
  await store.createRun(newRun({ runName: "x" + "🌍".repeat(5000) }));
  assert.deepEqual(rows(`${folder.path}/mlflow.db`, "SELECT name FROM runs"), [{
    name: "x" + "🌍".repeat(124),
  }]);
});

Deno.test("RunStore.log() of the same rows again changes nothing", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await using store = await openSqliteStore(path, host);
  await store.createRun(newRun());
  const metrics = Array.from(
    { length: 1000 },
    (_, step) => ({ key: "m", value: step / 8, timestamp: step, step }),
  );
  for (let round = 0; round < 3; round++) {
    await store.log(KEY, { metrics, params: { a: `${round}`, b: "x" }, tags: { t: `${round}` } });
  }
  assert.deepEqual(await store.counts(KEY), { metrics: 1000, params: 2, artifacts: 0, status: "RUNNING" });
  assert.deepEqual(rows(path, "SELECT key, value FROM params ORDER BY key"), [
    { key: "a", value: "0" },
    { key: "b", value: "x" },
  ]);
  assert.deepEqual(rows(path, "SELECT value FROM tags WHERE key = 't'"), [{ value: "2" }]);
});

Deno.test("RunStore.log() keeps the latest by step, then time, then value, as MLflow does", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await using store = await openSqliteStore(path, host);
  await store.createRun(newRun());
  const point = (key: string, value: number, timestamp: number, step: number) => ({
    key,
    value,
    timestamp,
    step,
  });
  await store.log(KEY, {
    metrics: [
      point("step", 1, 100, 5),
      point("step", 2, 200, 4),
      point("time", 1, 200, 0),
      point("time", 2, 100, 0),
      point("value", 3, 1, 0),
      point("value", 2, 1, 0),
      point("nan", NaN, 1, 0),
      point("nan", -1, 1, 0),
      point("up", Infinity, 1, 0),
      point("down", -Infinity, -5, -2),
      point("fraction", 1, 1.5, 2.4),
      point("no step", 1, NaN, NaN),
      point("huge", 1, 1e300, -1e300),
    ],
  });
  const latest = rows(path, "SELECT key, value, timestamp, step, is_nan FROM latest_metrics ORDER BY rowid");
  assert.deepEqual(latest.map((row) => Object.values(row)), [
    ["step", 1, 100, 5, 0],
    ["time", 1, 200, 0, 0],
    ["value", 3, 1, 0, 0],
    ["nan", 0, 1, 0, 1],
    ["up", 1.7976931348623157e308, 1, 0, 0],
    ["down", -1.7976931348623157e308, 0, -2, 0],
    ["fraction", 1, 2, 2, 0],
    ["no step", 1, 0, 0, 0],
    ["huge", 1, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0],
  ]);
  assert.equal((await store.counts(KEY)).metrics, 13);
});

Deno.test("RunStore refuses a run that somebody removed, and has stored nothing of it", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await using store = await openSqliteStore(path, host);
  await store.createRun(newRun());
  change(path, "DELETE FROM tags; DELETE FROM runs");
  const gone = `Cannot log to run "${KEY}" in "${path}": it is no longer there`;
  assert.equal((await refusal(store.endRun(KEY, "FINISHED", 1))).message, gone);
  assert.equal((await refusal(store.counts(KEY))).message, gone);
  assert.equal((await refusal(store.putArtifact(KEY, "a", new Uint8Array(1)))).message, gone);
  assert.match(
    (await refusal(store.log(KEY, { params: { a: "1" } }))).message,
    /^Cannot log to a run in ".+": the run or its experiment is no longer in the store; somebody deleted it/,
  );
  assert.deepEqual(rows(path, "SELECT * FROM params"), []);
});

Deno.test("RunStore waits for another writer while the event loop goes on", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await using store = await openSqliteStore(path, host);
  using other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  const order: string[] = [];
  setTimeout(() => {
    order.push("the other has written");
    other.exec("COMMIT");
  }, 40);
  await store.createRun(newRun());
  order.push("we have written");
  assert.deepEqual(order, ["the other has written", "we have written"]);
});

Deno.test("RunStore goes on when a migration has changed the tables under it", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await using store = await openSqliteStore(path, host);
  await store.createRun(newRun());
  await store.log(KEY, { params: { a: "1" } });
  change(
    path,
    `ALTER TABLE experiments ADD COLUMN workspace VARCHAR(63) NOT NULL DEFAULT 'default';
     CREATE TABLE params_2 (note TEXT, key TEXT, value TEXT, run_uuid TEXT, PRIMARY KEY (key, run_uuid));
     INSERT INTO params_2 (key, value, run_uuid) SELECT key, value, run_uuid FROM params;
     DROP TABLE params; ALTER TABLE params_2 RENAME TO params`,
  );
  await store.log(KEY, { params: { b: "2" } });
  assert.equal(await store.experiment("digits"), "1");
  assert.deepEqual(rows(path, "SELECT key, value, note FROM params ORDER BY key"), [
    { key: "a", value: "1", note: null },
    { key: "b", value: "2", note: null },
  ]);
});

Deno.test("openSqliteStore() refuses what it cannot write safely, and does not keep it open", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  change(path, "CREATE TABLE songs (name TEXT)");
  assert.match((await refusal(openSqliteStore(path, host))).message, /so it is no MLflow store/);
  assert.deepEqual(rows(path, "SELECT name FROM sqlite_master"), [{ name: "songs" }]);
});

Deno.test("RunStore on a store that is damaged later says what helps", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/mlflow.db`;
  await runStoreChild(path, "a", 50);
  const bytes = Deno.readFileSync(path);
  bytes.fill(0xff, 4096);
  Deno.writeFileSync(path, bytes);
  const { message } = await refusal(
    openSqliteStore(path, host).then((store) => store[Symbol.asyncDispose]()),
  );
  assert.match(message, /it is damaged or no SQLite file; move it away, then run: wattbook sync/);
});

Deno.test({
  name: "RunStore on a disk that fills up has every run that was stored before, and says what helps",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folder = tempFolder();
    const path = `${folder.path}/mlflow.db`;
    assert.deepEqual(await runStoreChild(path, "a", 1), ["1"]);
    // Files may have 512 KiB; what goes beyond fails, and the signal that comes with it is ignored.
    const [stored, said] = await runStoreChild(path, "b", 1000, 'trap "" XFSZ; ulimit -f 512');
    assert.ok(Number(stored) > 5 && Number(stored) < 1000, `${stored} runs`);
    assert.match(
      said ?? "",
      /^SinkError: Cannot .+ in ".+": (?:the disk does not take it|the disk is full); free some space, then run: wattbook sync/,
    );
    const [row] = rows(path, "SELECT count(*) AS n FROM runs WHERE name = 'b' AND status = 'FINISHED'");
    assert.equal(row?.["n"], Number(stored));
    assert.deepEqual(rows(path, "PRAGMA integrity_check"), [{ integrity_check: "ok" }]);
    assert.deepEqual(await runStoreChild(path, "c", 1), ["1"]);
  },
});

Deno.test("RunStore.link() is a command that a shell takes", async () => {
  using folder = tempFolder();
  Deno.mkdirSync(`${folder.path}/it's 50%25 off`);
  await using store = await openSqliteStore(`${folder.path}/mlflow.db`, host);
  assert.equal(store.link("0", KEY), `mlflow ui --backend-store-uri sqlite:///${folder.path}/mlflow.db`);
  await using odd = await openSqliteStore(`${folder.path}/it's 50%25 off/mlflow.db`, host);
  assert.equal(
    odd.link("0", KEY),
    `mlflow ui --backend-store-uri 'sqlite:///${folder.path}/it'\\''s 50%2525 off/mlflow.db'`,
  );
});

Deno.test("RunStore can be closed twice", async () => {
  using folder = tempFolder();
  const store = await openSqliteStore(`${folder.path}/mlflow.db`, host);
  await store[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await refusal(store.experiment("digits"));
});
