import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import type { RunStatus } from "../../lib/record/run_record.ts";
import { openStore } from "../../lib/sinks/mlflow/open_store.ts";
import { openSqliteStore } from "../../lib/sinks/mlflow/sqlite.ts";
import type { RunRows, RunStore } from "../../lib/sinks/mlflow/store.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { mlflowServer } from "./mlflow_server.ts";
import { peerTest } from "./peer.ts";

/** What is logged, and what MLflow's client has to say of it. */
interface Case {
  readonly experiment: string;
  readonly name: string;
  readonly status: RunStatus | undefined;
  readonly rows: RunRows;
  readonly metrics: Readonly<Record<string, readonly (readonly [string, number, number])[]>>;
  readonly latest: Readonly<Record<string, string>>;
  readonly artifacts: Readonly<Record<string, string>>;
}

const START_MS = 1_790_000_000_000;
const weird = `<script>alert(1)</script> =cmd() ../x "q" 'q' 🌍 é\n${"n".repeat(10_000)}`;

const CASES: readonly Case[] = [
  {
    experiment: "Default",
    name: "forest",
    status: "FINISHED",
    rows: {
      metrics: [
        { key: "loss", value: 0.5, timestamp: START_MS + 1, step: 0 },
        { key: "loss", value: 0.25, timestamp: START_MS + 2, step: 1 },
        { key: "loss", value: 0.125, timestamp: START_MS + 3, step: 2 },
        { key: "back", value: 1, timestamp: START_MS + 9, step: 5 },
        { key: "back", value: 2, timestamp: START_MS + 10, step: 4 },
        { key: "energy/share_j", value: 1.5e-9, timestamp: START_MS, step: 0 },
      ],
      params: { trees: "300", "blank value": "", long: "p".repeat(7000) },
      tags: { colour: "rot", empty: "" },
    },
    metrics: {
      loss: [["0.5", START_MS + 1, 0], ["0.25", START_MS + 2, 1], ["0.125", START_MS + 3, 2]],
      back: [["1.0", START_MS + 9, 5], ["2.0", START_MS + 10, 4]],
      "energy/share_j": [["1.5e-09", START_MS, 0]],
    },
    latest: { loss: "0.125", back: "1.0", "energy/share_j": "1.5e-09" },
    artifacts: { "report.html": "<p>é</p>", "deep/er/curve.csv": "time_s\r\n" },
  },
  {
    experiment: "odd values",
    name: weird,
    status: "FAILED",
    rows: {
      metrics: [
        { key: "nan", value: NaN, timestamp: START_MS, step: 0 },
        { key: "up", value: Infinity, timestamp: START_MS, step: 0 },
        { key: "down", value: -Infinity, timestamp: START_MS, step: -3 },
        { key: "100 % <b>", value: -0, timestamp: START_MS + 0.6, step: 1.4 },
      ],
      params: { "CO₂ é/x": "=1+1", "../up": "🌍" },
      tags: { "note 🌍": "<b>" },
    },
    metrics: {
      nan: [["nan", START_MS, 0]],
      up: [["1.7976931348623157e+308", START_MS, 0]],
      down: [["-1.7976931348623157e+308", START_MS, -3]],
      "100 _ _b_": [["0.0", START_MS + 1, 1]],
    },
    latest: {
      nan: "nan",
      up: "1.7976931348623157e+308",
      down: "-1.7976931348623157e+308",
      "100 _ _b_": "0.0",
    },
    artifacts: { "plot é.txt": "x" },
  },
  {
    experiment: `=cmd() <i> 'x' 🌍`,
    name: "stopped",
    status: "KILLED",
    rows: {},
    metrics: {},
    latest: {},
    artifacts: {},
  },
  {
    experiment: "odd values",
    name: "still running",
    status: undefined,
    rows: { params: { a: "1" } },
    metrics: {},
    latest: {},
    artifacts: {},
  },
];

/** Writes one case; its run id is told by the case's number and the round. */
async function write(path: string, round: string): Promise<void> {
  await using store = await openSqliteStore(path, realHost());
  for (const [index, { experiment, name, status, rows, artifacts }] of CASES.entries()) {
    const experimentId = await store.experiment(experiment);
    const runKey = `${round}${index}`.padStart(32, "0");
    const runId = await store.createRun({ experimentId, runName: name, startMs: START_MS, runKey, tags: {} });
    await store.log(runId, rows);
    for (const [file, text] of Object.entries(artifacts)) {
      await store.putArtifact(runId, file, new TextEncoder().encode(text));
    }
    if (status) await store.endRun(runId, status, START_MS + 60_000);
  }
}

function expected(folder: string, rounds: readonly string[]): unknown {
  const result: Record<string, Record<string, unknown>> = {};
  const ids = new Map([["Default", 0], ["odd values", 1], [`=cmd() <i> 'x' 🌍`, 2]]);
  for (const round of rounds) {
    for (const [index, { experiment, name, status, metrics, latest, artifacts, rows }] of CASES.entries()) {
      const runId = `${round}${index}`.padStart(32, "0");
      const isWeird = name === weird;
      (result[experiment] ??= {})[runId] = {
        name: name.slice(0, 250),
        status: status ?? "RUNNING",
        start_ms: START_MS,
        end_ms: status ? START_MS + 60_000 : null,
        artifact_uri: `${folder.replaceAll("%", "%25")}/mlruns/${ids.get(experiment)}/${runId}/artifacts`,
        params: isWeird
          ? { "CO₂ é/x": "=1+1", up: "🌍" }
          : index === 0
          ? { trees: "300", "blank value": "", long: "p".repeat(6000) }
          : rows.params ?? {},
        tags: {
          ...(isWeird ? { "note _": "<b>" } : rows.tags),
          "mlflow.runName": name.slice(0, 250),
          "wattbook.run_id": runId,
        },
        datasets: [],
        latest,
        metrics,
        artifacts: Object.fromEntries(
          Object.entries(artifacts).map(([file, text]) => [file, new TextEncoder().encode(text).toHex()]),
        ),
      };
    }
  }
  return result;
}

peerTest("MLflow reads, migrates and reads again what openSqliteStore() wrote", async (t) => {
  const mlflow = await mlflowPython();
  using parent = tempFolder();
  // MLflow undoes percent signs in paths: a folder of such a name finds out whether they are written right.
  const folder = `${parent.path}/100%25 of ü & 'x'`, path = `${folder}/mlflow.db`;
  const uri = `sqlite:///${path.replaceAll("%", "%25")}`;
  await Deno.mkdir(folder);
  await t.step("the client reads every run of a new store, and migrates it", async () => {
    await write(path, "a");
    assert.deepEqual(await mlflow.read("read_runs.py", uri), expected(folder, ["a"]));
  });
  await t.step("runs added to the migrated store are read too", async () => {
    await write(path, "b");
    assert.deepEqual(await mlflow.read("read_runs.py", uri), expected(folder, ["a", "b"]));
  });
  await t.step("mlflow server shows all runs, those too that are added under it", async () => {
    await using server = await mlflowServer(mlflow, folder);
    await write(path, "c");
    assert.deepEqual(await mlflow.read("read_runs.py", server.url), expected(folder, ["a", "b", "c"]));
  });
  assert.deepEqual(metaFiles(folder), []);
});

peerTest("MLflow shows what openSqliteStore() adds to a store that mlflow server has made", async () => {
  const mlflow = await mlflowPython();
  using folder = tempFolder();
  await using server = await mlflowServer(mlflow, folder.path);
  await write(`${folder.path}/mlflow.db`, "a");
  assert.deepEqual(await mlflow.read("read_runs.py", server.url), expected(folder.path, ["a"]));
});

peerTest("openSqliteStore() and mlflow server write one run at once, and no row is lost", async () => {
  const mlflow = await mlflowPython();
  using folder = tempFolder();
  await using server = await mlflowServer(mlflow, folder.path);
  await using embedded = await openSqliteStore(`${folder.path}/mlflow.db`, realHost());
  await using remote = await openStore(server.url, realHost({ environment: {} }));
  const run = { experimentId: "0", runName: "both", startMs: START_MS, runKey: "b".repeat(32), tags: {} };
  const runId = await embedded.createRun(run);
  const log = async (store: RunStore, key: string) => {
    for (let batch = 0; batch < 20; batch++) {
      const at = (step: number) => ({ key, value: step, timestamp: START_MS, step: batch * 100 + step });
      await store.log(runId, { metrics: Array.from({ length: 100 }, (_, step) => at(step)) });
    }
  };
  await Promise.all([log(embedded, "ours"), log(remote, "theirs")]);
  assert.equal((await embedded.counts(runId)).metrics, 4000);
  assert.equal((await remote.counts(runId)).metrics, 4000);
});

for (const [version, revision] of [["2.0", "97727af70f4d"], ["2.8", "acf3f17fdcc7"]] as const) {
  peerTest(
    `MLflow reads and migrates what openSqliteStore() adds to a store of MLflow ${version}`,
    async () => {
      const mlflow = await mlflowPython();
      using folder = tempFolder();
      const path = `${folder.path}/mlflow.db`, uri = `sqlite:///${path}`;
      assert.equal(await mlflow.read("make_store.py", uri, revision, `${folder.path}/mlruns`), true);
      await write(path, "a");
      assert.deepEqual(await mlflow.read("read_runs.py", uri), expected(folder.path, ["a"]));
    },
  );
}

/** A `meta.yaml` two folders down makes MLflow take `mlruns` for a store of its older kind. */
function metaFiles(folder: string): string[] {
  const names = (path: string) => Array.from(Deno.readDirSync(path), ({ name }) => name);
  return names(`${folder}/mlruns`).flatMap((id) => names(`${folder}/mlruns/${id}`))
    .filter((name) => name === "meta.yaml");
}
