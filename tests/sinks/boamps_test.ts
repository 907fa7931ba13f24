import assert from "node:assert/strict";
import { Ajv } from "npm:ajv@8.20.0";
import { boampsReport } from "../../lib/sinks/boamps.ts";
import { seeded } from "../fixtures/seeded.ts";
import { fullRecord } from "./full_record.ts";

const folder = new URL("../fixtures/boamps/", import.meta.url);
const read = (name: string) => JSON.parse(Deno.readTextFileSync(new URL(name, folder)));

/** A schema of draft 4 as later drafts spell it: nothing else in these schemas has changed its meaning since. */
function schema(name: string): Record<string, unknown> {
  const { $schema: _draft, id, ...rest } = read(`${name}_schema.json`);
  return { ...rest, $id: id };
}

const ajv = new Ajv({ strict: false, allErrors: true });
for (const part of ["algorithm", "dataset", "hardware", "measure"]) ajv.addSchema(schema(part));
const validate = ajv.compile(schema("report"));

/** What the schemas of BoAmps have against a report. */
function complaints(report: unknown): string[] {
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** As it is written: JSON has no `undefined`. */
function written(record = fullRecord()) {
  return JSON.parse(JSON.stringify(boampsReport(record)));
}

Deno.test("boampsReport() keeps to BoAmps' schemas, which take their own example and refuse what is wrong", () => {
  assert.deepEqual(complaints(read("example.json")), []);
  assert.deepEqual(complaints({ ...read("example.json"), quality: "superb" }), [
    "/quality must be equal to one of the allowed values",
  ]);
  assert.deepEqual(complaints(written()), []);
});

Deno.test("boampsReport() tells what was measured, where and how well", () => {
  const report = written();
  assert.deepEqual(report.measures, [{
    measurementMethod: "wattbook",
    version: "1.0.0",
    cpuTrackingMode: "RAPL counter",
    powerConsumption: 0.01,
    measurementDuration: 3600,
    measurementDateTime: "2026-11-25 10:00:00",
  }]);
  assert.deepEqual(report.environment, {
    country: "United States",
    location: "California ISO",
    powerSourceCarbonIntensity: 500,
  });
  assert.deepEqual(report.infrastructure, {
    infraType: "other",
    components: [
      { componentName: "CPU package 0", componentType: "cpu", nbComponent: 1 },
      { componentName: "Memory 0", componentType: "ram", nbComponent: 1 },
    ],
  });
  assert.equal(report.header.reportId, "01234567-89ab-cdef-0123-456789abcdef");
  assert.equal(report.header.reportDatetime, "2026-11-25 11:00:00");
  assert.equal(report.task.measuredAccuracy, 0.95);
  assert.deepEqual(report.task.algorithms, [{
    algorithmName: 'forest "300" <b>\n=x',
    framework: "sklearn",
    parametersNumber: 0.002,
  }]);
  // ±20 % is within BoAmps' 25.
  assert.equal(report.quality, "medium");
});

Deno.test("boampsReport() takes over what the run's tags say, with or without boamps. before them", () => {
  const tags = { task_family: "image classification", "boamps.task_stage": "finetuning", data_type: "image" };
  const report = written(fullRecord({ tags }));
  assert.deepEqual(complaints(report), []);
  assert.equal(report.task.taskFamily, "image classification");
  assert.equal(report.task.taskStage, "finetuning");
  assert.equal(report.task.dataset[0].dataType, "image");
});

Deno.test("boampsReport() calls ±5 % high and a factor of two low, and a cloud a public one", () => {
  const quality = (half: number) =>
    written(fullRecord({
      energyJ: { share: { value: 1, low: 1 - half, high: 1 + half, grade: "A", how: "x" } },
    })).quality;
  assert.deepEqual([quality(0.05), quality(0.25), quality(1)], ["high", "medium", "low"]);
  const { intensity } = fullRecord();
  const report = written(
    fullRecord({ intensity: { ...intensity, placeFrom: "cloud region", zone: "World" } }),
  );
  assert.equal(report.infrastructure.infraType, "publicCloud");
  assert.equal(report.environment, undefined);
  assert.deepEqual(complaints(report), []);
});

Deno.test("boampsReport() refuses a run whose energy nobody knows", () => {
  assert.throws(() => boampsReport(fullRecord({ energyJ: {} })), /of run "forest .*: its energy is unknown/);
  assert.throws(() => boampsReport(fullRecord({ belowResolution: true })), /below 43\.2 kJ, too little/);
});

Deno.test("boampsReport() keeps to the schemas with any names, tags and metrics", () => {
  const random = seeded(7), ajvSafe = ["", "\u0000", "🌍", "a".repeat(2000), "=cmd()", "NaN"];
  for (let at = 0; at < 200; at++) {
    const text = () => ajvSafe[Math.floor(random() * ajvSafe.length)] ?? "";
    const report = written(fullRecord({
      runName: text(),
      experimentName: text(),
      components: random() < 0.3 ? [] : [{ ...fullRecord().components[0], device: text() } as never],
      tags: random() < 0.5
        ? {}
        : { task_family: text(), algorithm_type: text(), data_type: text(), infra_type: text() },
      metrics: [{ key: "accuracy_on_test_data", value: [NaN, 2, -1, 1][at % 4] ?? 0, timestamp: 0, step: 0 }],
    }));
    assert.deepEqual(complaints(report), []);
  }
});
