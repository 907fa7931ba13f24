import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { realHost } from "../../../lib/host.ts";
import { deliverRun } from "../../../lib/sinks/mlflow/deliver.ts";
import { openStore } from "../../../lib/sinks/mlflow/open_store.ts";
import { journalRun, runRecord } from "../../fixtures/journal_runs.ts";
import { tempFolder } from "../../fixtures/temp_folder.ts";
import { startFakeMlflow } from "./fake_mlflow.ts";
import { quickStore } from "./quick_store.ts";

const KEY = "0123456789abcdef0123456789abcdef", THEIRS = "f".repeat(32);

function deliverable(trackingUri: string, tags: Record<string, string>) {
  return {
    run: journalRun({ trackingUri, tags }),
    metrics: [{ key: "loss", value: 1, timestamp: 1, step: 0 }],
    params: {},
    tags,
    artifacts: [],
    record: runRecord(),
    closed: undefined,
    beat: undefined,
  };
}

Deno.test("deliverRun() with MLFLOW_RUN_ID goes on with that run: a server", async () => {
  await using server = startFakeMlflow();
  await using store = quickStore(server.uri);
  const theirs = await store.createRun({
    experimentId: "0",
    runName: "theirs",
    startMs: 1,
    runKey: THEIRS,
    tags: {},
  });
  const run = deliverable(server.uri.replace("//", "//***@"), { "wattbook.resumes": theirs });
  const soFar = await deliverRun(run, store);
  deepStrictEqual([soFar.remoteRunId, soFar.experimentId, server.tracking.runs.length], [theirs, "0", 1]);
  await deliverRun(run, store, { soFar });
  const [stored] = server.tracking.runs;
  // It keeps its name, and the id under which it is found.
  deepStrictEqual(
    ["mlflow.runName", "wattbook.run_id", "wattbook.resumes"].map((key) => stored?.tags.get(key)),
    ["theirs", THEIRS, undefined],
  );
  strictEqual(stored?.status, "FINISHED");
  const lost = deliverable(server.uri, { "wattbook.resumes": "e".repeat(32) });
  await rejects(
    deliverRun(lost, store),
    /Cannot go on with run "e{32}": it is not at ".+"; unset MLFLOW_RUN_ID/,
  );
});

Deno.test("deliverRun() with MLFLOW_RUN_ID or MLFLOW_EXPERIMENT_ID: a SQLite store; another store knows neither number", async () => {
  using folder = tempFolder();
  const uri = `sqlite:///${folder.path}/mlflow.db`;
  await using store = await openStore(uri, realHost({ environment: {} }));
  strictEqual(await store.experiment("first"), "1");
  await store.createRun({ experimentId: "1", runName: "theirs", startMs: 1, runKey: THEIRS, tags: {} });
  const tags = { "wattbook.resumes": THEIRS };
  strictEqual((await deliverRun(deliverable(uri, tags), store)).remoteRunId, THEIRS);
  strictEqual((await store.run(THEIRS))?.tags["mlflow.runName"], "theirs");
  const numbered = await deliverRun(deliverable(uri, { "wattbook.experiment_id": "1" }), store);
  deepStrictEqual([numbered.experimentId, numbered.remoteRunId], ["1", KEY]);
  await using server = startFakeMlflow();
  await using other = quickStore(server.uri);
  const elsewhere = await deliverRun(deliverable(uri, { ...tags, "wattbook.experiment_id": "1" }), other);
  strictEqual(server.tracking.experiments.find(({ id }) => id === elsewhere.experimentId)?.name, "digits");
  ok(![...server.tracking.runs[0]?.tags.keys() ?? []].some((key) => /resumes|experiment_id/.test(key)));
});
