import assert from "node:assert/strict";
import type { Intensity } from "../../lib/carbon/intensity.ts";
import { attribute } from "../../lib/energy/attribute.ts";
import { realHost } from "../../lib/host.ts";
import type { Span } from "../../lib/meter/ledger.ts";
import { buildRecord, type Ended, VERSION } from "../../lib/record/build.ts";
import { resolveInfo } from "../../lib/record/info.ts";
import type { RunRecord } from "../../lib/record/run_record.ts";
import { exampleDevice, exampleSpan, MACHINE, near } from "../energy/example_span.ts";

const belgium: Intensity = {
  gramsPerKwh: 180,
  low: 180,
  high: 180,
  source: "test",
  year: 2025,
  zone: "BE",
  zoneName: "Belgium",
  kind: "average",
  placeFrom: "time zone",
  note: "A guess",
};

const ended: Ended = {
  runId: "0123456789abcdef0123456789abcdef",
  info: resolveInfo(
    { experimentName: "digits", runName: "forest", flavor: "sklearn", tags: { trees: 300 }, pue: 1.5 },
    realHost({ environment: {} }),
  ),
  status: "FINISHED",
  metrics: [{ key: "loss", value: 0.5, timestamp: 1, step: 0 }],
  params: { depth: "3" },
  leftOut: [{ name: "RAPL powercap", whyNot: "denied", howToEnable: "chmod" }],
  notes: ["From the run"],
};

function record(span: Span, more: Partial<Ended> = {}): RunRecord {
  return buildRecord({ ...ended, ...more }, span, attribute(span, MACHINE), belgium);
}

const counted = exampleSpan({
  devices: [exampleDevice("machine", 72_000)],
  notes: ["From the span", "A guess"],
});

Deno.test("buildRecord() has what the user said, the run and its times", () => {
  const built = record(counted);
  assert.deepEqual([built.experimentName, built.runName, built.flavor], ["digits", "forest", "sklearn"]);
  assert.deepEqual([built.runId, built.status, built.wattbook], [ended.runId, "FINISHED", VERSION]);
  assert.deepEqual([built.startMs, built.endMs, built.durationS], [0, 10_000, 10]);
  assert.deepEqual([built.tags, built.params, built.headline], [{ trees: "300" }, { depth: "3" }, "share"]);
  assert.deepEqual(built.metrics, ended.metrics);
  assert.deepEqual(built.leftOut, ended.leftOut);
});

Deno.test("buildRecord() turns 72 kJ of the machine, half of it ours, at 180 g/kWh and PUE 1.5 into grams", () => {
  const { energyJ, emissionsG, pue, cpuTimeS } = record(counted);
  assert.deepEqual([energyJ.machine?.value, energyJ.share?.value], [72_000, 36_000]);
  // 72 kJ are 0.02 kWh: 3.6 g, with the facility 5.4 g.
  assert.ok(near(emissionsG.machine?.value, 5.4) && near(emissionsG.share?.value, 2.7));
  // Idle 80 J: (72000 − 80) / 2 = 35960 J.
  assert.ok(near(emissionsG.active?.value, 35_960 * 1.5 * 180 / 3.6e6));
  assert.equal(pue, 1.5);
  assert.deepEqual(cpuTimeS, { own: 4, children: 1, machineBusy: 10 });
});

Deno.test("buildRecord() keeps every note once: of the run, the figures, the span, the place", () => {
  assert.deepEqual(record(counted).notes, ["From the run", "From the span", "A guess"]);
});

Deno.test("buildRecord() leaves out what is unknown instead of writing 0", () => {
  const blind = record(exampleSpan({ cpu: { machineBusyS: undefined } }));
  assert.deepEqual(Object.keys(blind.energyJ), ["share", "active"]);
  assert.deepEqual(Object.keys(blind.emissionsG), ["share", "active"]);
  assert.deepEqual(blind.cpuTimeS, { own: 4, children: 1 });
  assert.ok(!("error" in blind) && !("curve" in blind));
});

Deno.test("buildRecord() tells how much was read, and of what", () => {
  const devices = [exampleDevice("cpu", 300, { coverage: 0.5 }), exampleDevice("cpu", undefined)];
  assert.deepEqual(record(exampleSpan({ devices: devices.slice(0, 1) })).coverage, {
    time: 0.5,
    components: ["cpu", "memory"],
    missing: [],
  });
  assert.deepEqual(record(exampleSpan({ devices })).coverage.missing, ["CPU package 0: could not be read"]);
  assert.deepEqual(record(exampleSpan()).coverage, { time: 1, components: ["cpu", "memory"], missing: [] });
});

Deno.test("buildRecord() keeps the error of a run that failed, and its curve", () => {
  const error = { name: "RangeError", message: "too deep" };
  const curve = { timeS: [1], series: [{ label: "CPU", watts: [20] }] };
  const failed = record(counted, { status: "FAILED", error, curve });
  assert.deepEqual([failed.status, failed.error, failed.curve], ["FAILED", error, curve]);
});

Deno.test("buildRecord() is not changed by what is logged later", () => {
  const metrics = [...ended.metrics], params = { ...ended.params };
  const built = record(counted, { metrics, params });
  metrics.push({ key: "late", value: 1, timestamp: 2, step: 1 });
  params.depth = "4";
  assert.deepEqual([built.metrics.length, built.params.depth], [1, "3"]);
});

Deno.test("buildRecord() survives JSON: nothing in it is lost in the journal", () => {
  const built = record(counted);
  assert.deepEqual(JSON.parse(JSON.stringify(built)), built);
});
