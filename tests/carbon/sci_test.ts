import assert from "node:assert/strict";
import { sci } from "../../lib/carbon/sci.ts";

const PARTS = { energyJ: 7.2e6, gramsPerKwh: 150, embodiedG: 60, units: 30, unit: "epoch" };

Deno.test("sci() of 2 kWh at 150 g/kWh and 60 g embodied over 30 epochs is 12 g per epoch", () => {
  assert.deepEqual(sci(PARTS), { value: 12, unit: "gCO2eq per epoch" });
});

Deno.test.each([
  { change: { units: 0 }, why: "units is 0, should be above 0" },
  { change: { units: NaN }, why: "units is NaN, should be above 0" },
  { change: { energyJ: -1 }, why: "energyJ is -1, should be 0 or more" },
  { change: { embodiedG: NaN }, why: "embodiedG is NaN, should be 0 or more" },
])("sci() refuses $change", ({ change, why }) => {
  assert.throws(() => sci({ ...PARTS, ...change }), new RangeError(`Cannot say an SCI: ${why}`));
});
