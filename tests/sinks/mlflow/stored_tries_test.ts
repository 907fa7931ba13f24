import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { SourceRun } from "../../../lib/sinks/mlflow/source.ts";
import { storedTries } from "../../../lib/sinks/mlflow/stored_tries.ts";
import { sourceRun } from "./source_run.ts";

interface Given {
  readonly metrics?: Readonly<Record<string, number | readonly number[]>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly name?: string;
}

/** A run as a store gives it; several values of a metric are its steps, the last step first. */
function run({ metrics = {}, tags = {}, status = "FINISHED", name = "net" }: Given): SourceRun {
  const points = Object.entries(metrics).flatMap(([key, values]) => {
    const all = [values].flat();
    return all.map((value, index) => ({ key, value, timestamp: 1, step: all.length - 1 - index }));
  });
  return sourceRun({
    tags,
    async *points() {
      yield await Promise.resolve(points);
    },
  }, { runName: name, status });
}

Deno.test("storedTries() reads a run of ours with its intervals", async () => {
  const [tried] = await storedTries([run({
    metrics: {
      "emissions": 0.004,
      "carbon/emissions_mg_low": 2,
      "carbon/emissions_mg_high": 8,
      "energy/share_j": 90,
      "energy/active_j": 60,
      "measure/duration_s": 2.5,
      "measure/parameters": 650,
      "accuracy_on_test_data": 0.97,
      "f1_score": 0.96,
      "emissions_per_10_inferences": 2e-6,
      "emissions_per_10_inferences_low": 1e-6,
      "emissions_per_10_inferences_high": 4e-6,
    },
    tags: {
      "wattbook.figure": "active",
      "wattbook.grade": "B",
      "wattbook.benchmark": "x",
      "wattbook.place": "Belgium (BE), Ember yearly (CC BY-SA 4.0) 2024, from option; average, life-cycle",
    },
  })]);
  strictEqual(tried?.emissionsG?.value, 0.004);
  deepStrictEqual([tried.emissionsG.low, tried.emissionsG.high, tried.emissionsG.grade], [0.002, 0.008, "B"]);
  // the headline is what the work itself added; its ends are those of the emissions
  deepStrictEqual([tried.energyJ?.value, tried.energyJ?.low, tried.energyJ?.high], [60, 30, 120]);
  deepStrictEqual([tried.accuracy, tried.f1, tried.parameters, tried.durationS], [0.97, 0.96, 650, 2.5]);
  deepStrictEqual([tried.emissionsPer10InferencesG?.high, tried.benchmark], [4e-6, "x"]);
  strictEqual(tried.electricity, "Belgium (BE), Ember yearly (CC BY-SA 4.0) 2024");
});

Deno.test("storedTries() reads a run of others: nothing is known about its interval", async () => {
  const [tried] = await storedTries([
    run({ metrics: { emissions: 0.5, accuracy_score: [0.9, 0.7], emissions_per_10_predictions: 0.01 } }),
  ]);
  deepStrictEqual([tried?.emissionsG?.low, tried?.emissionsG?.high, tried?.emissionsG?.grade], [
    0,
    Infinity,
    "E",
  ]);
  // the value of the last step
  deepStrictEqual([tried?.accuracy, tried?.durationS, tried?.energyJ], [0.9, 3, undefined]);
  strictEqual(tried?.emissionsPer10InferencesG?.value, 0.01);
});

Deno.test("storedTries() leaves out runs that go on, sessions and cells that nobody asked for", async () => {
  const runs = [
    run({ status: "RUNNING" }),
    run({ tags: { "wattbook.session": "true" } }),
    run({ tags: { "wattbook.autotrack": "true" } }),
    run({ status: "FAILED", name: "" }),
  ];
  deepStrictEqual((await storedTries(runs)).map(({ name, status }) => [name, status]), [[
    "01234567",
    "FAILED",
  ]]);
  ok((await storedTries([])).length === 0);
});
