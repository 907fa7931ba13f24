import assert from "node:assert/strict";
import { calibrationSteps, loadsFor } from "../../lib/energy/calibrate.ts";
import { calibrationScore } from "../accuracy/calibration.ts";

const steps = (...watts: number[]) =>
  watts.map((watts, at) => ({ busyThreads: [0, 1, 8, 16][at] ?? NaN, watts }));

Deno.test("calibrationSteps() brings CodeCarbon's 51 % on the public load profiles to at most 3 %", () => {
  const { pinnedError, pinnedInside, codecarbonErrors: [machine, process] } = calibrationScore();
  assert.ok(machine > 0.45 && process > 0.4, `${machine} ${process}`);
  assert.ok(pinnedError <= 0.03, `${pinnedError}`);
  assert.ok(pinnedInside >= 0.95, `${pinnedInside}`);
});

Deno.test("calibrationSteps() keeps the interval honest where the load is spread over all threads", () => {
  const { inside } = calibrationScore();
  assert.ok(inside >= 0.9, `${inside}`);
});

Deno.test("calibrationSteps() puts steps in order and takes turbo giving way: 49.3 W at half, 46.7 W at all", () => {
  const measured = steps(17.7, 37.5, 49.3, 46.7);
  assert.deepEqual(calibrationSteps(measured.toReversed(), 16), measured);
});

Deno.test.each([
  { watts: [0, 20, 30, 40], why: "idle drew 0 W, should be above 0" },
  { watts: [10, -2, 30, 40], why: "1 thread drew -2 W, should be above 0" },
  { watts: [10, NaN, 30, 40], why: "1 thread drew NaN W, should be above 0" },
  { watts: [10, 20, 30, 9], why: "16 threads drew 9 W, no more than idle (10 W): should be more" },
  {
    watts: [10, 40, 30, 50],
    why: "8 threads drew 30 W, less than 1 thread (40 W): should rise with the load",
  },
  { watts: [10, 20, 30], why: "idle and all 16 threads have to be measured" },
  { watts: [], why: "idle and all 16 threads have to be measured" },
])("calibrationSteps() refuses $watts", ({ watts, why }) => {
  assert.throws(() => calibrationSteps(steps(...watts), 16), new RangeError(`Cannot calibrate: ${why}`));
});

Deno.test("calibrationSteps() refuses a step that was measured twice and one with more threads than there are", () => {
  const [idle, , , full] = steps(10, 20, 30, 40);
  assert.ok(idle && full);
  assert.throws(() => calibrationSteps([idle, idle, full], 16), /idle was measured twice, should be once$/);
  assert.throws(() => calibrationSteps([idle, { ...full, busyThreads: 17 }], 16), /should be 0 to 16$/);
});

Deno.test.each([
  { threads: 1, loads: [0, 1] },
  { threads: 2, loads: [0, 1, 2] },
  { threads: 3, loads: [0, 1, 2, 3] },
  { threads: 16, loads: [0, 1, 8, 16] },
])("loadsFor() $threads threads: none, one, half, all, each once", ({ threads, loads }) => {
  assert.deepEqual(loadsFor(threads), loads);
});
