import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { curvePoints } from "../../../lib/sinks/mlflow/curve_points.ts";

const START = 1_790_000_000_000;

Deno.test("curvePoints() gives watts at the time they were read, gaps left out", () => {
  const curve = {
    timeS: [0.25, 1.25, 2.25],
    series: [
      { label: "This notebook", watts: [1, undefined, 3] },
      { label: "CPU of the machine", watts: [10.123456, 20, NaN] },
    ],
  };
  deepStrictEqual(curvePoints({ curve, startMs: START }, 9), [
    { key: "system/notebook_power_watts", value: 1, timestamp: START + 250, step: 0 },
    { key: "system/notebook_power_watts", value: 3, timestamp: START + 2250, step: 2 },
    { key: "system/cpu_power_watts", value: 10.12, timestamp: START + 250, step: 0 },
    { key: "system/cpu_power_watts", value: 20, timestamp: START + 1250, step: 1 },
  ]);
});

Deno.test("curvePoints() names each of two processors", () => {
  const series = ["CPU package 0", "CPU package 1", "Memory 0"].map((label) => ({ label, watts: [1] }));
  deepStrictEqual(curvePoints({ curve: { timeS: [0], series }, startMs: 0 }, 9).map(({ key }) => key), [
    "system/cpu_package_0_power_watts",
    "system/cpu_package_1_power_watts",
    "system/memory_0_power_watts",
  ]);
});

Deno.test("curvePoints() takes every n-th of more than 1000 points, no more series than there is room for", () => {
  const timeS = Array.from({ length: 4096 }, (_, at) => at);
  const curve = { timeS, series: [{ label: "CPU", watts: timeS }, { label: "Memory", watts: timeS }] };
  const points = curvePoints({ curve, startMs: START }, 1);
  // Every fifth of 4096.
  strictEqual(points.length, 820);
  deepStrictEqual(points[1], { key: "system/cpu_power_watts", value: 5, timestamp: START + 5000, step: 1 });
  deepStrictEqual(curvePoints({ curve, startMs: START }, 0), []);
  deepStrictEqual(curvePoints({ startMs: START }, 9), []);
});
