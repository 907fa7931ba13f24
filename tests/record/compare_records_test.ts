import assert from "node:assert/strict";
import { compareRecords } from "../../lib/record/compare_records.ts";
import type { RunRecord, RunStatus } from "../../lib/record/run_record.ts";
import type { Figure } from "../../lib/units.ts";

const figure = (value: number): Figure => ({
  value,
  low: value / 2,
  high: value * 2,
  grade: "D",
  how: "model",
});

function record(runName: string, grams: number, status: RunStatus = "FINISHED"): RunRecord {
  return {
    wattbook: "1.0.0",
    runId: runName.padEnd(32, "0"),
    experimentName: "digits",
    runName,
    status,
    startMs: 0,
    endMs: 1000,
    durationS: 1,
    energyJ: { share: figure(grams * 20000), active: figure(grams * 10000) },
    belowResolution: false,
    components: [],
    emissionsG: { share: figure(grams) },
    headline: "share",
    intensity: {
      gramsPerKwh: 180,
      low: 150,
      high: 200,
      source: "test",
      year: 2025,
      zone: "BE",
      zoneName: "Belgium",
      kind: "average",
      placeFrom: "option",
    },
    pue: 1,
    cpuTimeS: { own: 1, children: 0 },
    coverage: { time: 1, components: ["cpu"], missing: [] },
    overheadS: 0,
    leftOut: [],
    notes: [],
    metrics: [],
    params: {},
    tags: {},
  };
}

Deno.test("compareRecords() marks the models that no other beats in accuracy and emissions", () => {
  const rows = compareRecords([
    { record: record("forest", 0.4), accuracy: 0.97 },
    { record: record("knn", 0.1), accuracy: 0.98 },
    { record: record("linear", 0.05), accuracy: 0.90 },
    { record: record("unknown accuracy", 0.01) },
    { record: record("failed", 0.001, "FAILED"), accuracy: 0.99 },
  ]);
  assert.deepEqual(rows.map(({ name, onFront }) => [name, onFront]), [
    ["failed", false],
    ["unknown accuracy", false],
    ["linear", true],
    ["knn", true],
    ["forest", false],
  ]);
});

Deno.test("compareRecords() keeps both of two equal models on the front", () => {
  const rows = compareRecords([{ record: record("a", 1), accuracy: 0.9 }, {
    record: record("b", 1),
    accuracy: 0.9,
  }]);
  assert.deepEqual(rows.map(({ onFront }) => onFront), [true, true]);
});

Deno.test("compareRecords() takes the last run of a name and derives accuracy per emission", () => {
  const [row, ...others] = compareRecords([
    { record: record("forest", 0.4), accuracy: 0.5 },
    { record: record("forest", 0.5), accuracy: 0.9, parameters: 12 },
  ]);
  assert.equal(others.length, 0);
  assert.equal(row?.emissionsG?.value, 0.5);
  assert.equal(row?.accuracyPerEmission?.value, 180);
  assert.equal(row?.parameters, 12);
  assert.equal(row?.activeJ?.value, 5000);
});
