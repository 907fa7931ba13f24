import assert from "node:assert/strict";
import { serialiseNotebook } from "../../lib/runner/nbformat.ts";
import { runWattbook } from "../cli/run_wattbook.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { notebookOf } from "../runner/notebook_of.ts";
import { mlflowPython } from "./mlflow_python.ts";
import { mlflowServer } from "./mlflow_server.ts";
import { peerTest } from "./peer.ts";

/** A sweep by hand: its whole, two notebooks below it, a run inside one of them; somebody's run of other software. */
const RUNS = `
import mlflow, sys
mlflow.set_tracking_uri(sys.argv[1])
def run(experiment, name, tags, metrics, parent=None):
    id = mlflow.MlflowClient()
    found = mlflow.get_experiment_by_name(experiment)
    experiment_id = found.experiment_id if found else mlflow.create_experiment(experiment)
    if parent:
        tags = {**tags, "mlflow.parentRunId": parent}
    run = id.create_run(experiment_id, run_name=name, tags=tags)
    for key, value in metrics.items():
        # An early value of the same metric must not count.
        id.log_metric(run.info.run_id, key, 1e6, step=0)
        id.log_metric(run.info.run_id, key, value, step=1)
    id.set_terminated(run.info.run_id)
    return run.info.run_id
def grams(value):
    return {
        "emissions": value,
        "carbon/emissions_mg_low": value * 500,
        "carbon/emissions_mg_high": value * 2000,
        "energy/share_j": value * 10000,
    }
ann = {"mlflow.user": "ann", "mlflow.source.name": "/work/train.ipynb"}
sweep = run("grid", "train.ipynb", {"wattbook.session": "true", "mlflow.user": "ann"}, grams(4.0))
a = run("grid", "train a", {**ann, "wattbook.server": "http://one", "wattbook.run_id": "key-of-a"}, grams(1.0), sweep)
run("grid", "train b", {**ann, "wattbook.server": "http://two"}, grams(3.0), sweep)
run("grid", "net", {**ann, "wattbook.part_of": "key-of-a"}, grams(0.25))
run("other", "lr", {"mlflow.user": "bob", "mlflow.source.name": "train.py"}, {"emissions": 0.5})
run("other", "silent", {"mlflow.user": "bob"}, {"loss": 0.1})
mlflow.MlflowClient().create_run(mlflow.get_experiment_by_name("other").experiment_id, run_name="left running")
`;

/** Names with runs, joules and the ends of the grams. */
function rows(groups: { name: string | null; runs: number; energy_j: Json; emissions_g: Json }[]) {
  return groups.map(({ name, runs, energy_j, emissions_g }) => [
    name,
    runs,
    energy_j?.value ?? null,
    ...["value", "low", "high"].map((end) => emissions_g?.[end] ?? null),
  ]);
}
type Json = Record<string, number> | null;

peerTest(
  "wattbook compare --fleet adds up what the real MLflow holds, alike from server, SQLite and files",
  async () => {
    const mlflow = await mlflowPython();
    using folder = tempFolder();
    await using server = await mlflowServer(mlflow, folder.path);
    for (const uri of [server.url, `file://${folder.path}/mlruns`]) {
      const { success, stderr } = await new Deno.Command(mlflow.python, {
        args: ["-c", RUNS, uri],
        env: mlflow.environment,
        cwd: folder.path,
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
    }
    for (const from of [server.url, `${folder.path}/mlflow.db`, `${folder.path}/mlruns`]) {
      const { code, stdout, stderr } = await runWattbook(["compare", "--fleet", "--from", from, "--json"]);
      assert.equal(code, 0, stderr);
      const fleet = JSON.parse(stdout);
      // By hand. A gram is 10 kJ, its ends are half and double.
      assert.deepEqual(rows(fleet.by_server), [
        ["http://two", 1, 30_000, 3, 1.5, 6],
        ["http://one", 2, 10_000, 1, 0.5, 2],
        [null, 2, null, 0.5, 0, null],
      ], from);
      assert.deepEqual(rows(fleet.by_model), [
        ["train b", 1, 30_000, 3, 1.5, 6],
        ["train a", 1, 7500, 0.75, 0.375, 1.5],
        ["lr", 1, null, 0.5, 0, null],
        ["net", 1, 2500, 0.25, 0.125, 0.5],
        ["silent", 1, null, null, null, null],
      ], from);
      assert.deepEqual(rows(fleet.by_user), [
        ["ann", 3, 40_000, 4, 2, 8],
        ["bob", 2, null, 0.5, 0, null],
      ], from);
      assert.deepEqual([fleet.emissions_g.value, fleet.emissions_g.low, fleet.runs, fleet.still_running], [
        4.5,
        2,
        5,
        1,
      ]);
    }
    const { stdout } = await runWattbook(["compare", "--fleet", "grid", "--from", server.url]);
    assert.match(stdout, /^3 runs: 4 g CO2e \(2 – 8 g\) from 40 kJ \(20 – 80 kJ\)\./);
    assert.match(stdout, /\ntwo +1 +30 kJ +15 – 60 kJ +3 g +1\.5 – 6 g +75 %/);
    const none = await runWattbook(["compare", "--fleet", "gird", "--from", server.url]);
    assert.deepEqual([none.code, none.stdout], [1, ""]);
    assert.match(none.stderr, /no experiment "gird" in .*, there is "grid", "other"/);
  },
);

peerTest(
  "wattbook compare --fleet counts a sweep's notebook once, whatever its cells track themselves",
  async () => {
    const folder = Deno.makeTempDirSync({ dir: ".", prefix: ".fleet-" });
    try {
      const cell = `import { track } from "jsr:@wattbook/track@^1";
{ using t = await track({ runName: "inside", place: "BE", display: "none" });
  const until = performance.now() + 300; while (performance.now() < until); }`;
      Deno.writeTextFileSync(`${folder}/a.ipynb`, serialiseNotebook(notebookOf(cell, cell)));
      const out = `${folder}/out`, env = { WATTBOOK_PLACE: "BE", LOGNAME: "carol", MLFLOW_TRACKING_URI: "" };
      const ran = await runWattbook(
        ["notebook", `${folder}/a.ipynb`, "--jobs", "1", "--out", out, "--json"],
        { env },
      );
      assert.equal(ran.code, 0, ran.stderr);
      const { sum } = JSON.parse(ran.stdout);
      const { code, stdout, stderr } = await runWattbook(["compare", "--fleet", "--from", out, "--json"]);
      assert.equal(code, 0, stderr);
      const fleet = JSON.parse(stdout);
      assert.deepEqual(fleet.by_model.map(({ name }: { name: string }) => name).toSorted(), ["a", "inside"]);
      assert.deepEqual(fleet.by_user.map(({ name }: { name: string }) => name), ["carol"]);
      assert.deepEqual(fleet.by_server.map(({ name }: { name: string }) => name), ["this machine"]);
      // Four digits are stored.
      const off = (fleet.energy_j.value - sum.energy_j.value) / sum.energy_j.value;
      assert.ok(Math.abs(off) < 2e-3, `${fleet.energy_j.value} J against ${sum.energy_j.value} J`);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
);
