import assert from "node:assert/strict";
import { parseBudget, usedOf } from "../../lib/runner/sweep_budget.ts";

const figure = (value: number) => ({ value, low: value, high: value, grade: "A", how: "counter" }) as const;

Deno.test("parseBudget() reads grams, watt hours and time", () => {
  assert.deepEqual(parseBudget("50g"), { text: "50g", unit: "g", limit: 50 });
  assert.deepEqual(parseBudget("1.5 kWh"), { text: "1.5 kWh", unit: "Wh", limit: 1500 });
  assert.deepEqual(parseBudget("2h"), { text: "2h", unit: "s", limit: 7200 });
  for (const text of ["50", "g", "0g", "-1g", "5 tons"]) {
    assert.throws(
      () => parseBudget(text),
      /should be a number and one of g, kg, Wh, kWh, s, min, h, such as 50g/,
    );
  }
});

Deno.test("usedOf() adds what kernels have said, ended or not", () => {
  const parts = [{ energyJ: figure(3600), emissionsG: figure(0.2) }, {}, {
    energyJ: figure(7200),
    emissionsG: figure(0.3),
  }];
  assert.equal(usedOf("Wh", 9, parts), 3);
  assert.equal(usedOf("g", 9, parts), 0.5);
  assert.equal(usedOf("s", 9, parts), 9);
});
