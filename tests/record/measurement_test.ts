import assert from "node:assert/strict";
import type { Intensity } from "../../lib/carbon/intensity.ts";
import { attribute } from "../../lib/energy/attribute.ts";
import { realHost } from "../../lib/host.ts";
import type { Span } from "../../lib/meter/ledger.ts";
import { buildRecord } from "../../lib/record/build.ts";
import { resolveInfo } from "../../lib/record/info.ts";
import { type Measurement, measurement } from "../../lib/record/measurement.ts";
import type { RunRecord } from "../../lib/record/run_record.ts";
import { exampleDevice, exampleSpan, MACHINE } from "../energy/example_span.ts";

const world: Intensity = {
  gramsPerKwh: 472.94,
  low: 30,
  high: 699.0000001,
  source: "Ember yearly (CC BY-SA 4.0)",
  year: 2024,
  zone: "World",
  zoneName: "World",
  kind: "average, life-cycle",
  placeFrom: "unknown",
  note: "The place is not known",
};

const ended = {
  runId: "",
  info: resolveInfo({ pue: 1.5 }, realHost({ environment: {} })),
  status: "FAILED",
  metrics: [],
  params: {},
  leftOut: [],
  notes: [],
} as const;

function recordOf(span: Span): RunRecord {
  return buildRecord(ended, span, attribute(span, MACHINE), world);
}

function measured(span: Span, more: Partial<RunRecord> = {}): Measurement {
  return measurement(["python3", "train.py"], 3, { ...recordOf(span), ...more });
}

Deno.test("measurement() has the promised fields, in the units of their names", () => {
  const devices = [exampleDevice("machine", 1000 / 3)];
  const answer = measured(
    exampleSpan({ devices, overheadS: 0.00012345, cpu: { ownS: 1 / 3, childrenS: 4 } }),
  );
  assert.deepEqual([answer.command, answer.exit_code, answer.wattbook], [
    ["python3", "train.py"],
    3,
    "1.0.0",
  ]);
  assert.equal(answer.duration_s, 10);
  assert.deepEqual(answer.cpu_time_s, { own: 0.333333, children: 4, machine_busy: 10 });
  assert.deepEqual([answer.coverage, answer.overhead_s, answer.below_resolution], [1, 0.000123, false]);
  // 333.333 J · 4.33333 s / 10 s
  assert.deepEqual([answer.energy_j.machine?.value, answer.energy_j.share?.value], [333.333, 144.444]);
  assert.equal(answer.energy_j.machine?.grade, "A");
  assert.deepEqual(answer.components.map(({ device, energy_j, grade }) => [device, energy_j.value, grade]), [
    ["machine", 144.444, "B"],
  ]);
  // 333.333 J / 3.6e6 · 472.94 g, and half of that again in the building.
  assert.deepEqual([answer.emissions_g.machine?.value, answer.pue, answer.headline], [
    0.0656861,
    1.5,
    "share",
  ]);
  assert.deepEqual(answer.intensity, {
    grams_per_kwh: 472.94,
    low: 30,
    high: 699,
    source: "Ember yearly (CC BY-SA 4.0)",
    year: 2024,
    zone: "World",
    zone_name: "World",
    kind: "average, life-cycle",
    place_from: "unknown",
  });
  assert.deepEqual(answer.notes, ["The place is not known"]);
});

Deno.test("measurement() has water, embodied emissions and CodeCarbon's word only where they were asked for", () => {
  const span = exampleSpan({ devices: [exampleDevice("machine", 1000)] });
  assert.deepEqual(
    ["water_l", "embodied_g", "codecarbon", "method"].filter((name) => name in measured(span)),
    [],
  );
  const waterL = { value: 1 / 3, low: 0.1, high: 2 / 3, source: "Ecologits" };
  const embodiedG = { value: 2, low: 1, high: 3, source: "makers" };
  const codecarbon = {
    mode: "machine",
    energyJ: 2000 / 3,
    emissionsG: 1,
    partsJ: { cpu: 1, gpu: 0, memory: 0 },
    grade: "D",
    how: "CodeCarbon 3.3.2",
  } as const;
  const answer = measured(span, { waterL, embodiedG, codecarbon, method: "codecarbon-3.3.2" });
  assert.deepEqual(answer.water_l, { value: 0.333333, low: 0.1, high: 0.666667, source: "Ecologits" });
  assert.deepEqual([answer.embodied_g, answer.method], [embodiedG, "codecarbon-3.3.2"]);
  assert.deepEqual(answer.codecarbon, {
    mode: "machine",
    energy_j: 666.667,
    emissions_g: 1,
    how: "CodeCarbon 3.3.2",
  });
});

Deno.test("measurement() leaves out what is unknown; JSON holds no null and loses nothing", () => {
  const answer = measured(exampleSpan({ cpu: { machineBusyS: undefined } }));
  assert.deepEqual(Object.keys(answer.energy_j), ["share", "active"]);
  assert.deepEqual(Object.keys(answer.cpu_time_s), ["own", "children"]);
  const text = JSON.stringify(answer);
  assert.ok(!text.includes("null"), text);
  assert.deepEqual(JSON.parse(text), answer);
});

Deno.test("measurement() names what could not be read", () => {
  const answer = measured(exampleSpan({ devices: [exampleDevice("cpu", undefined)] }));
  assert.deepEqual(answer.missing, ["CPU package 0: could not be read"]);
  assert.equal(answer.coverage, 0);
});
