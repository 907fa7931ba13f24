import assert from "node:assert/strict";
import type { SourceRun } from "../../../lib/sinks/mlflow/source.ts";
import { storedFleet } from "../../../lib/sinks/mlflow/stored_fleet.ts";
import { sourceRun } from "./source_run.ts";

/** A run as a store gives it, with the last value of each metric at hand. */
function run(
  id: string,
  tags: Readonly<Record<string, string>>,
  metrics: Readonly<Record<string, number>> = {},
  more: Partial<SourceRun> = {},
): SourceRun {
  return sourceRun({
    tags,
    latest: () => new Map(Object.entries(metrics)),
    async *points() {
      yield await Promise.reject(new Error("not wanted"));
    },
  }, { id, runName: `name of ${id}`, ...more });
}

Deno.test("storedFleet() knows who ran what where, and which run is part of which", async () => {
  const { runs, going } = await storedFleet([
    run("1", { "wattbook.session": "true", "wattbook.run_id": "s" }),
    run("2", {
      "wattbook.server": "http://one",
      "wattbook.run_id": "n",
      "mlflow.source.name": "/a.ipynb",
      "mlflow.user": "ann",
      "wattbook.grade": "B",
    }, {
      "emissions": 2,
      "carbon/emissions_mg_low": 1000,
      "carbon/emissions_mg_high": 4000,
      "energy/share_j": 100,
    }, {
      parentId: "1",
    }),
    // In a session of the notebook's kernel that nobody has ended.
    run("3", { "wattbook.part_of": "n", "wattbook.server": "none" }, {}, { parentId: "4" }),
    run("4", { "wattbook.part_of": "n", "wattbook.session": "true" }, {}, { status: "RUNNING" }),
  ]);
  assert.equal(going, 1);
  assert.deepEqual(runs.map(({ id, parentId, isOver }) => [id, parentId, isOver]), [
    ["1", undefined, true],
    ["2", "1", false],
    ["3", "2", false],
  ]);
  const [over, notebook, cell] = runs;
  assert.deepEqual([over?.model, cell?.model, cell?.server], ["between runs", "name of 3", undefined]);
  assert.deepEqual([notebook?.server, notebook?.notebook, notebook?.user], ["http://one", "/a.ipynb", "ann"]);
  assert.deepEqual([notebook?.emissionsG?.low, notebook?.emissionsG?.high], [1, 4]);
  assert.deepEqual([notebook?.energyJ?.low, notebook?.energyJ?.high], [50, 200]);
});
