import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { RunRecord } from "../../../lib/record/run_record.ts";
import { closedMetrics, EVERY_NAMES, recordMetrics } from "../../../lib/sinks/mlflow/names.ts";
import type { Figure } from "../../../lib/units.ts";
import { runRecord } from "../../fixtures/journal_runs.ts";

const figure = (value: number): Figure => ({
  value,
  low: value / 2,
  high: value * 2,
  grade: "B",
  how: "counter",
});

/** Key and value of each point; all have step 0 and the run's end. */
function values(record: RunRecord): Record<string, number> {
  const points = recordMetrics(record);
  for (const { timestamp, step } of points) deepStrictEqual([timestamp, step], [1_790_000_060_000, 0]);
  return Object.fromEntries(points.map(({ key, value }) => [key, value]));
}

Deno.test("recordMetrics() logs the headline in grams, the rest in joules and milligrams, four digits each", () => {
  const record = runRecord({
    endMs: 1_790_000_060_000.4,
    energyJ: { share: figure(123.456789), machine: figure(400), active: figure(0.1 + 0.2) },
    emissionsG: { share: figure(0.0123456789), machine: figure(1) },
    cpuTimeS: { own: 1.25, children: 0.5 },
    coverage: { time: 0.99999, components: [], missing: [] },
  });
  deepStrictEqual(values(record), {
    "emissions": 0.01235,
    "energy/share_j": 123.5,
    "energy/machine_j": 400,
    "energy/active_j": 0.3,
    "carbon/emissions_mg": 12.35,
    "carbon/emissions_mg_low": 6.173,
    "carbon/emissions_mg_high": 24.69,
    "carbon/intensity_g_per_kwh": 473,
    "measure/duration_s": 60,
    "measure/cpu_s": 1.75,
    "measure/overhead_s": 0.001,
    "measure/coverage": 1,
  });
  deepStrictEqual(Object.keys(values(record)), [...EVERY_NAMES]);
});

Deno.test("recordMetrics() takes the figure that the user chose as the headline", () => {
  const record = runRecord({
    headline: "machine",
    energyJ: { share: figure(1), machine: figure(9) },
    emissionsG: { share: figure(1), machine: figure(9) },
  });
  strictEqual(values(record)["emissions"], 9);
});

Deno.test("recordMetrics() leaves out what is unknown, never logs 0 J or NaN", () => {
  const unknown = runRecord({ energyJ: {}, emissionsG: {}, overheadS: NaN });
  const zero = runRecord({ energyJ: { share: figure(0) }, emissionsG: { share: figure(0) }, overheadS: NaN });
  for (const record of [unknown, zero]) {
    deepStrictEqual(Object.keys(values(record)), [
      "carbon/intensity_g_per_kwh",
      "measure/duration_s",
      "measure/cpu_s",
      "measure/coverage",
    ]);
  }
});

Deno.test("recordMetrics() logs 0 g where the electricity has none", () => {
  const none = { ...figure(0), low: 0, high: 0 };
  strictEqual(
    values(runRecord({ energyJ: { share: figure(5) }, emissionsG: { share: none } }))["emissions"],
    0,
  );
});

Deno.test("closedMetrics() logs what a dead process said at its last sign of life", () => {
  const closed = { status: "KILLED", endMs: 5000, why: "gone" } as const;
  deepStrictEqual(closedMetrics({ closed, beat: { durationS: 4, energyJ: 12.3456, atMs: 5000 } }), [
    { key: "energy/share_j", value: 12.35, timestamp: 5000, step: 0 },
    { key: "measure/duration_s", value: 4, timestamp: 5000, step: 0 },
  ]);
  deepStrictEqual(closedMetrics({ closed, beat: undefined }), []);
  deepStrictEqual(closedMetrics({ closed: undefined, beat: { durationS: 4, atMs: 5000 } }), []);
});
