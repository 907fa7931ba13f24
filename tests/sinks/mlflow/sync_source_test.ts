import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { realHost } from "../../../lib/host.ts";
import { openSource } from "../../../lib/sinks/mlflow/open_source.ts";
import { openStore } from "../../../lib/sinks/mlflow/open_store.ts";
import type { RunStore } from "../../../lib/sinks/mlflow/store.ts";
import { syncSource, type SyncSourceOptions } from "../../../lib/sinks/mlflow/sync_source.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import { page, startFakeMlflow } from "./fake_mlflow.ts";
import { quickStore } from "./quick_store.ts";

const PARENT = "a".repeat(32), CHILD = "b".repeat(32), GONE = "c".repeat(32);
const host = realHost({ environment: { MLFLOW_ALLOW_FILE_STORE: "true" } });

/**
 * A tree as years of MLflow leave it: written by hand, nothing of ours in it. The child began before its parent, by
 * the clock of another machine.
 */
function writeTree(root: string): void {
  const write = (path: string, text: string) => {
    const file = `${root}/${path}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(file, text);
  };
  const run = (id: string, start: number, more: string) =>
    `artifact_uri: file:///moved/away/${id}/artifacts\nend_time: ${start + 9}\nentry_point_name: ''\n` +
    `experiment_id: '12'\nlifecycle_stage: active\nrun_id: ${id}\n${more}run_uuid: ${id}\nsource_name: ''\n` +
    `source_type: 4\nsource_version: ''\nstart_time: ${start}\ntags: []\nuser_id: ada\n`;
  const experiment = (id: string, name: string) =>
    `artifact_location: file:///moved/away/${id}\ncreation_time: 1\nexperiment_id: '${id}'\nlast_update_time: 1\n` +
    `lifecycle_stage: active\nname: ${name}\n`;
  write("0/meta.yaml", experiment("0", "Default"));
  write("12/meta.yaml", experiment("12", "'it''s: \"#1\"'"));
  write(".trash/13/meta.yaml", experiment("13", "binned"));
  write(`.trash/13/${GONE}/meta.yaml`, run(GONE, 1, "status: 3\n"));
  write(`12/${PARENT}/meta.yaml`, run(PARENT, 2000, "run_name: parent\nstatus: 4\n"));
  // Twice the same, one torn, one without a step, one with a dataset behind it, texts as Python writes them.
  write(
    `12/${PARENT}/metrics/loss`,
    "1 0.5 0\n1 0.5 0\n2 1e-05 1\n3 nan 2\n4 inf 3\n5 -inf\n6 0.25 4 iris 0a1b\n7 0.",
  );
  write(`12/${PARENT}/metrics/val/acc`, "8 0.75 5\n");
  write(`12/${PARENT}/params/model/depth`, "3");
  write(`12/${PARENT}/params/empty`, "");
  write(`12/${PARENT}/tags/mlflow.user`, "ada");
  write(`12/${PARENT}/artifacts/plots/é.txt`, "hello");
  write(`12/${PARENT}/artifacts/big.bin`, "0123456789".repeat(120_000));
  write(
    "12/datasets/d1/meta.yaml",
    "digest: 0a1b2c3d\nname: iris\nprofile: null\nschema: null\nsource: '{}'\nsource_type: code\n",
  );
  write(
    `12/${PARENT}/inputs/i1/meta.yaml`,
    "destination_id: d1\ndestination_type: RUN\nsource_id: d1\nsource_type: DATASET\ntags:\n  mlflow.data.context: eval\n",
  );
  // As MLflow 1 wrote it: no name but in a tag; nobody ended it.
  write(`12/${CHILD}/meta.yaml`, run(CHILD, 1000, "status: 1\n").replace(/end_time: \d+/, "end_time: null"));
  write(`12/${CHILD}/tags/mlflow.runName`, "child");
  write(`12/${CHILD}/tags/mlflow.parentRunId`, PARENT);
  write(
    `12/${GONE}/meta.yaml`,
    run(GONE, 1, "status: 3\n").replace("lifecycle_stage: active", "lifecycle_stage: deleted"),
  );
  write("12/models/m-1/meta.yaml", "model_id: m-1\nname: model\n");
}

async function copy(from: string, store: RunStore, options: SyncSourceOptions = {}) {
  await using source = await openSource(from, host);
  return await syncSource(source, store, options);
}

const NONE = { metrics: 0, params: 0, artifacts: 0 };
/** 6 points of "loss" and 1 of "val/acc"; two parameters; two files. */
const ALL = { metrics: 7, params: 2, artifacts: 2 };
const FIRST = { delivered: 2, upToDate: 0, open: 1, failed: [], counted: { logged: ALL, stored: ALL } };
const AGAIN = { delivered: 0, upToDate: 2, open: 1, failed: [], counted: { logged: NONE, stored: NONE } };

/** What every copy of the tree holds, by name: worked out from `writeTree()`. */
async function assertCopied(store: RunStore, source: string): Promise<void> {
  const experimentId = await store.experiment(`it's: "#1"`);
  const [parent, child] = [
    await store.findRun(experimentId, `${source} ${PARENT}`),
    await store.findRun(experimentId, `${source} ${CHILD}`),
  ];
  ok(parent && child);
  deepStrictEqual(await store.counts(parent), { ...ALL, status: "FAILED" });
  deepStrictEqual(await store.counts(child), { ...NONE, status: "RUNNING" });
  const tags = (await store.run(child))?.tags ?? {};
  deepStrictEqual([tags["mlflow.parentRunId"], tags["mlflow.runName"]], [parent, "child"]);
  strictEqual((await store.run(parent))?.tags["mlflow.user"], "ada");
}

Deno.test("syncSource() copies a FileStore to a server with all that is odd in it, once", async () => {
  using folder = tempFolder();
  writeTree(`${folder.path}/mlruns`);
  await using server = startFakeMlflow({ historyPage: 4, searchPage: 1 });
  await using store = quickStore(server.uri);
  const progress: string[] = [];
  const onProgress = ({ index, total, runName }: { index: number; total: number; runName: string }) => {
    progress.push(`${index}/${total} ${runName}`);
  };
  // The folder that holds the tree will do.
  deepStrictEqual(await copy(folder.path, store, { onProgress }), FIRST);
  deepStrictEqual(progress, ["1/2 parent", "2/2 child"]);
  await assertCopied(store, `file://${folder.path}/mlruns`);
  const [run] = server.tracking.runs;
  deepStrictEqual([run?.startTime, run?.endTime], [2000, 2009]);
  deepStrictEqual(Object.fromEntries(run?.params ?? []), { empty: "", "model/depth": "3" });
  const points = [...run?.metrics.values() ?? []].filter(({ key }) => key === "loss");
  deepStrictEqual(points.map(({ timestamp, value, step }) => [timestamp, value, step]), [
    [1, 0.5, 0],
    [2, 1e-5, 1],
    [3, "NaN", 2],
    [4, Number.MAX_VALUE, 3],
    [5, -Number.MAX_VALUE, 0],
    [6, 0.25, 4],
  ]);
  strictEqual(new TextDecoder().decode(server.tracking.files.get(`${run?.id}/plots/é.txt`)), "hello");
  strictEqual(server.tracking.files.get(`${run?.id}/big.bin`)?.length, 1_200_000);
  deepStrictEqual(run?.datasets, [{
    tags: [{ key: "mlflow.data.context", value: "eval" }],
    dataset: { name: "iris", digest: "0a1b2c3d", source_type: "code", source: "{}" },
  }]);
  deepStrictEqual(await copy(`file://${folder.path}/mlruns`, store), AGAIN);
  strictEqual(server.tracking.runs.length, 2);
});

Deno.test("syncSource() hands runs on from store to store: tree, SQLite, server, tree; nothing changes on the way", async () => {
  using folder = tempFolder();
  const tree = `${folder.path}/mlruns`, file = `${folder.path}/db/mlflow.db`, last = `${folder.path}/last`;
  writeTree(tree);
  Deno.mkdirSync(`${folder.path}/db`);
  await using server = startFakeMlflow({ historyPage: 4, searchPage: 1 });
  await using sqlite = await openStore(`sqlite:///${file}`, host);
  await using rest = quickStore(server.uri);
  await using end = await openStore(`file://${last}`, host);
  const steps = [[tree, sqlite], [file, rest], [server.uri, end]] as const;
  for (const [from, store] of steps) {
    deepStrictEqual(await copy(from, store), FIRST);
    // The runs know where they came from first.
    await assertCopied(store, `file://${tree}`);
    deepStrictEqual(await copy(from, store), AGAIN);
  }
  // In the embedded ones a run keeps its id.
  deepStrictEqual((await end.run(CHILD))?.tags["mlflow.parentRunId"], PARENT);
  // The server stores infinities as the largest numbers, and what it holds came back as it holds it.
  const id = await end.experiment(`it's: "#1"`);
  strictEqual(
    Deno.readTextFileSync(`${last}/${id}/${PARENT}/metrics/loss`),
    "1 0.5 0\n2 0.00001 1\n3 nan 2\n4 1.7976931348623157e+308 3\n5 -1.7976931348623157e+308 0\n6 0.25 4\n",
  );
  strictEqual(Deno.readTextFileSync(`${last}/${id}/${PARENT}/artifacts/plots/é.txt`), "hello");
  strictEqual(Deno.statSync(`${last}/${id}/${PARENT}/artifacts/big.bin`).size, 1_200_000);
});

Deno.test("syncSource() gives a run that has grown what is new, into the same run", async () => {
  using folder = tempFolder();
  writeTree(folder.path);
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  await copy(folder.path, store);
  Deno.writeTextFileSync(`${folder.path}/12/${CHILD}/tags/late`, "yes");
  Deno.mkdirSync(`${folder.path}/12/${CHILD}/metrics`);
  Deno.writeTextFileSync(`${folder.path}/12/${CHILD}/metrics/loss`, "9 1 0\n");
  const { delivered, upToDate } = await copy(folder.path, store);
  deepStrictEqual([delivered, upToDate, server.tracking.runs.length], [1, 1, 2]);
  const child = server.tracking.runs.find(({ name }) => name === "child");
  deepStrictEqual([child?.metrics.size, child?.tags.get("late")], [1, "yes"]);
});

const DEATHS = [
  "runs/create",
  "runs/log-batch",
  "runs/log-inputs",
  "big.bin",
  "runs/update",
  "metrics/get-history",
];

Deno.test.each(DEATHS)(
  "syncSource() completes in a second go what a server lost that died in %s",
  async (on) => {
    using folder = tempFolder();
    writeTree(folder.path);
    await using server = startFakeMlflow();
    await using store = quickStore(server.uri);
    server.faults.push({ on, kind: "reset after", dies: true });
    const first = await copy(folder.path, store);
    deepStrictEqual([first.delivered, first.failed.length], [0, 2]);
    server.faults.length = 0;
    const second = await copy(folder.path, store);
    deepStrictEqual([second.delivered, second.failed, server.tracking.runs.length], [2, [], 2]);
    await assertCopied(store, `file://${folder.path}`);
  },
);

Deno.test("syncSource() to a server that is too old for datasets copies the rest", async () => {
  using folder = tempFolder();
  writeTree(folder.path);
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  server.faults.push({ on: "runs/log-inputs", kind: page(404), times: 9 });
  deepStrictEqual(await copy(folder.path, store), FIRST);
});

Deno.test("syncSource() stops when its signal aborts, and goes on the next time", async () => {
  using folder = tempFolder();
  writeTree(folder.path);
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const stop = new AbortController();
  const onProgress = ({ index }: { index: number }) => {
    if (index === 1) stop.abort();
  };
  const { delivered, failed } = await copy(folder.path, store, { signal: stop.signal, onProgress });
  deepStrictEqual([delivered, failed.length], [0, 0]);
  strictEqual((await copy(folder.path, store)).delivered, 2);
  strictEqual(server.tracking.runs.length, 2);
});

Deno.test("syncSource() of a source that cannot be reached, is no store, or is the target says so", async () => {
  using folder = tempFolder();
  writeTree(folder.path);
  await using store = await openStore(`file://${folder.path}`, host);
  await rejects(copy(folder.path, store), /Cannot copy "file:.+" into itself/);
  await rejects(
    copy(`${folder.path}/nothing`, store),
    /Cannot read runs from ".+nothing": it does not exist/,
  );
  await rejects(copy(`file://${folder.path}/12`, store), /there is no MLflow FileStore in it/);
  Deno.writeTextFileSync(
    `${folder.path}/x.db`,
    "no database, only some text that is long enough to be read as one",
  );
  await rejects(copy(`${folder.path}/x.db`, store), /is damaged or no SQLite file/);
  using database = new DatabaseSync(`${folder.path}/y.db`);
  database.exec("CREATE TABLE experiments (name)");
  await rejects(copy(`${folder.path}/y.db`, store), /it has no table "runs", so it is no MLflow store/);
});

Deno.test("openSource() of a server's SQLite file finds files in mlartifacts, and says where they are without it", async () => {
  using folder = tempFolder();
  const file = `${folder.path}/mlflow.db`;
  {
    await using store = await openStore(`sqlite:///${file}`, host);
    await store.createRun({ experimentId: "0", runName: "served", startMs: 1, runKey: PARENT, tags: {} });
    using database = new DatabaseSync(file);
    database.exec(`UPDATE runs SET artifact_uri = 'mlflow-artifacts:/0/${PARENT}/artifacts'`);
  }
  for (const name of ["first", "second"]) Deno.mkdirSync(`${folder.path}/${name}`);
  await using without = await openStore(`file://${folder.path}/first`, host);
  const { failed } = await copy(file, without);
  match(
    failed[0]?.problem ?? "",
    /^its files, if it has any, are behind a server: give that one's http:\/\/ address/,
  );
  Deno.mkdirSync(`${folder.path}/mlartifacts/0/${PARENT}/artifacts`, { recursive: true });
  Deno.writeTextFileSync(`${folder.path}/mlartifacts/0/${PARENT}/artifacts/a.txt`, "a");
  await using store = await openStore(`file://${folder.path}/second`, host);
  deepStrictEqual((await copy(file, store)).counted.stored, { ...NONE, artifacts: 1 });
});

Deno.test("openSource() of a SQLite file finds files in a folder that was moved, and says what is in a cloud", async () => {
  using folder = tempFolder();
  const old = `${folder.path}/old`, moved = `${folder.path}/moved`;
  Deno.mkdirSync(old);
  {
    await using store = await openStore(`sqlite:///${old}/mlflow.db`, host);
    for (const [runKey, runName] of [[PARENT, "here"], [CHILD, "cloud"]] as const) {
      await store.createRun({ experimentId: "0", runName, startMs: 1, runKey, tags: {} });
      await store.putArtifact(runKey, "a.txt", new Uint8Array([1, 2]));
    }
  }
  Deno.renameSync(old, moved);
  {
    using database = new DatabaseSync(`${moved}/mlflow.db`);
    database.exec(`UPDATE runs SET artifact_uri = 's3://bucket/0/x' WHERE run_uuid = '${CHILD}'`);
  }
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const { delivered, failed } = await copy(moved, store);
  deepStrictEqual([delivered, failed.length, failed[0]?.runName], [1, 1, "cloud"]);
  match(failed[0]?.problem ?? "", /^its files are at "s3:\/\/bucket\/0\/x" and were not copied$/);
  const here = server.tracking.runs.find(({ name }) => name === "here");
  deepStrictEqual([...server.tracking.files], [[`${here?.id}/a.txt`, new Uint8Array([1, 2])]]);
  // It was told once; asking again would change nothing.
  deepStrictEqual((await copy(moved, store)).upToDate, 2);
});
