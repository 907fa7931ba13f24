import assert from "node:assert/strict";
import { type Calibration, curveOf, parseCalibration } from "../../lib/energy/calibration.ts";
import { seeded } from "../fixtures/seeded.ts";

const CALIBRATION: Calibration = {
  processor: "AMD EPYC",
  threads: 4,
  at: "2026-11-25T03:00:00.000Z",
  part: "cpu",
  measuredBy: "CPU package 0",
  steps: [{ busyThreads: 0, watts: 10 }, { busyThreads: 4, watts: 30 }],
  wall: { baseW: 20, factor: 1.2 },
  notes: [],
};

Deno.test("parseCalibration() reads what was written, and its curve goes through the steps", () => {
  const read = parseCalibration(JSON.stringify(CALIBRATION));
  assert.deepEqual(read, CALIBRATION);
  assert.deepEqual([0, 2, 4].map(curveOf(read).watts), [10, 20, 30]);
});

Deno.test.each([
  { change: { threads: "4" }, why: 'threads is "4", should be a number' },
  { change: { part: "gpu" }, why: 'part is "gpu", should be "cpu" or "machine"' },
  { change: { processor: "" }, why: 'processor is "", should be text' },
  { change: { wall: { baseW: 20 } }, why: "factor is not there, should be a number" },
  { change: { wall: { baseW: -1, factor: 2 } }, why: "baseW is -1, should be 0 or more" },
  { change: { wall: { baseW: 1, factor: 0.5 } }, why: "factor is 0.5, should be 1 or more" },
])("parseCalibration() refuses $change", ({ change, why }) => {
  const text = JSON.stringify({ ...CALIBRATION, ...change });
  assert.throws(() => parseCalibration(text), new RangeError(`Cannot read a calibration: ${why}`));
});

Deno.test("parseCalibration() refuses steps that cannot be true", () => {
  const text = JSON.stringify({ ...CALIBRATION, steps: [{ busyThreads: 0, watts: 0 }] });
  assert.throws(() => parseCalibration(text), /^RangeError: Cannot calibrate: idle drew 0 W/);
  assert.throws(() => parseCalibration(JSON.stringify({ ...CALIBRATION, steps: "none" })), RangeError);
});

Deno.test("parseCalibration() of any damaged text throws a RangeError or gives a curve that is above 0", () => {
  const random = seeded(5), whole = JSON.stringify(CALIBRATION);
  for (let round = 0; round < 300; round++) {
    const at = Math.floor(random() * whole.length), length = Math.floor(random() * 6);
    const text = whole.slice(0, at) + String.fromCharCode(32 + random() * 90) + whole.slice(at + length);
    let read: Calibration;
    try {
      read = parseCalibration(text);
    } catch (error) {
      assert.ok(error instanceof RangeError, text);
      continue;
    }
    assert.ok(curveOf(read).watts(1) > 0, text);
  }
});
