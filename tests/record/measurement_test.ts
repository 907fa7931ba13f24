import assert from "node:assert/strict";
import type { Intensity } from "../../lib/carbon/intensity.ts";
import { attribute } from "../../lib/energy/attribute.ts";
import type { Span } from "../../lib/meter/ledger.ts";
import { type Measurement, measurement } from "../../lib/record/measurement.ts";
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

function measured(span: Span): Measurement {
  const attribution = attribute(span, MACHINE);
  return measurement({
    command: ["python3", "train.py"],
    exitCode: 3,
    span,
    attribution,
    intensity: world,
    version: "1.0.0",
  });
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
  // 333.333 J / 3.6e6 · 472.94 g
  assert.equal(answer.emissions_g.machine?.value, 0.0437907);
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
