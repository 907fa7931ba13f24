import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { addTo, zero } from "../../lib/track/running_sum.ts";
import type { Figure } from "../../lib/units.ts";

const figure = (value: number, low: number, high: number): Figure => ({
  value,
  low,
  high,
  grade: "B",
  how: "counter",
});

Deno.test("addTo() adds time, values and ends, and keeps one part's method as it is", () => {
  const one = addTo(zero, { durationS: 2, energyJ: figure(3, 1, 5) });
  deepStrictEqual(one, { count: 1, durationS: 2, energyJ: figure(3, 1, 5) });
  const two = addTo(one, { durationS: 1, energyJ: { ...figure(10, 8, 20), grade: "D" } });
  deepStrictEqual(two, {
    count: 2,
    durationS: 3,
    energyJ: { value: 13, low: 9, high: 25, grade: "D", how: "sum of its parts" },
  });
});

Deno.test("addTo() of a part whose energy is unknown adds its time only", () => {
  const known = addTo(zero, { durationS: 1, energyJ: figure(3, 1, 5) });
  deepStrictEqual(addTo(known, { durationS: 4 }), { ...known, count: 2, durationS: 5 });
  strictEqual(addTo(zero, { durationS: 1 }).energyJ, undefined);
});

Deno.test("addTo() counts as many executions as it is told", () => {
  strictEqual(addTo(zero, { durationS: 1 }, 0).count, 0);
});
