import assert from "node:assert/strict";
import { wattCurve } from "../../lib/energy/power_curve.ts";
import { STRAIGHT } from "./example_span.ts";

const timeS = [1, 2, 3];

const cpu = (watts: number[]) => ({ label: "CPU", part: "cpu" as const, watts });

Deno.test("wattCurve() shows counters as they are and our part by busy time", () => {
  const raw = {
    timeS,
    ownCores: [1, 0.5, 0],
    busyCores: [2, 0.5, 1],
    watts: [cpu([30, 20, 10]), { label: "Memory", part: "memory" as const, watts: [4, 4, 4] }],
  };
  assert.deepEqual(wattCurve(raw, STRAIGHT), {
    timeS,
    series: [
      { label: "This notebook", watts: [17, 24, 0] },
      { label: "CPU", watts: [30, 20, 10] },
      { label: "Memory", watts: [4, 4, 4] },
    ],
  });
});

Deno.test("wattCurve() takes the model where there is no counter", () => {
  const raw = { timeS, ownCores: [1, 2, 0], busyCores: [2, 2, 0], watts: [] };
  assert.deepEqual(wattCurve(raw, STRAIGHT).series, [
    { label: "This notebook", watts: [12, 24, 0] },
    { label: "CPU of the machine", watts: [24, 24, 8] },
  ]);
});

Deno.test("wattCurve() leaves unknown what is unknown: no 0", () => {
  const counter = cpu([30, NaN, 10]);
  const raw = { timeS, ownCores: [1, 1, NaN], busyCores: [NaN, 2, 2], watts: [counter] };
  assert.deepEqual(wattCurve(raw, STRAIGHT).series, [
    { label: "This notebook", watts: [undefined, undefined, undefined] },
    { label: "CPU", watts: [30, undefined, 10] },
  ]);
});

Deno.test("wattCurve() shows no more of ours than there is when ticks lag behind", () => {
  const raw = {
    timeS,
    ownCores: [1, 1, 1],
    busyCores: [0.5, 0.9, 1],
    watts: [cpu([9, 9, 9])],
  };
  assert.deepEqual(wattCurve(raw, STRAIGHT).series[0]?.watts, [9, 9, 9]);
});

Deno.test("wattCurve() adds no meter of the machine to its parts, and shows cards beside what is split by CPU time", () => {
  const raw = {
    timeS: [1],
    ownCores: [1],
    busyCores: [2],
    watts: [
      { label: "Plug", part: "machine" as const, watts: [500] },
      cpu([30]),
      { label: "GPU 0", part: "gpu" as const, watts: [200] },
    ],
  };
  assert.deepEqual(wattCurve(raw, STRAIGHT).series, [
    { label: "This notebook, without GPUs", watts: [15] },
    { label: "CPU", watts: [30] },
    { label: "Plug", watts: [500] },
    { label: "GPU 0", watts: [200] },
  ]);
});

Deno.test("wattCurve() gives an interval's notable peak a point of its own, in its middle", () => {
  const raw = {
    timeS: [32, 64],
    ownCores: [0.5, 0.5],
    busyCores: [1, 1],
    watts: [cpu([20, 20])],
    peaks: { ownCores: [0.6, 2], busyCores: [1.1, 2], watts: [[22, 90]] },
  };
  assert.deepEqual(wattCurve(raw, STRAIGHT), {
    timeS: [32, 48, 64],
    series: [
      { label: "This notebook", watts: [10, 90, 10] },
      { label: "CPU", watts: [20, 90, 20] },
    ],
  });
});
