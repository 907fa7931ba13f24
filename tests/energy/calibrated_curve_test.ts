import assert from "node:assert/strict";
import { calibratedCurve } from "../../lib/energy/calibrated_curve.ts";

const STEPS = [[0, 10], [1, 20], [2, 26], [4, 30]].map(([busyThreads = 0, watts = 0]) => ({
  busyThreads,
  watts,
}));
const curve = calibratedCurve(STEPS, { part: "cpu", measuredBy: "RAPL counters" });

Deno.test("calibratedCurve() goes through its steps, straight in between, and not beyond them", () => {
  const asked = [-1, 0, 0.5, 1, 1.5, 2, 3, 4, 9];
  assert.deepEqual(asked.map((busy) => curve.watts(busy)), [10, 10, 15, 20, 23, 26, 28, 30, 30]);
  assert.deepEqual([curve.idleW, curve.fullW, curve.threads, curve.grade, curve.part], [
    10,
    30,
    4,
    "C",
    "cpu",
  ]);
  assert.equal(curve.how, "calibrated on this machine by RAPL counters, 10 – 30 W");
});

Deno.test("calibratedCurve() is surest at idle and full load, and in between reaches down to spread load at low clocks", () => {
  const round = (value: number) => Number(value.toFixed(9));
  assert.deepEqual([0, 4].map((busy) => round(curve.factors(busy).low)), [0.9, 0.9]);
  assert.deepEqual([0, 4].map((busy) => round(curve.factors(busy).high)), [round(1 / 0.9), round(1 / 0.9)]);
  // Half the load: 0.9 · (10 + 20 · 0.5²) = 13.5 W of 26 W.
  assert.equal(round(curve.factors(2).low), round(13.5 / 26));
  assert.equal(round(curve.factors(2).high), 1.35);
});

Deno.test("calibratedCurve() without steps is an error", () => {
  assert.throws(
    () => calibratedCurve([], { part: "cpu", measuredBy: "" }),
    /^RangeError: Cannot draw a curve/,
  );
});
