import assert from "node:assert/strict";
import { memoryEnergy } from "../../lib/energy/memory_power.ts";

Deno.test("memoryEnergy() is 0.392 W per GB: 8 GB for 100 s are 313.6 J, 160 to 480 J", () => {
  const { value, low, high, grade } = memoryEnergy(8e9, 100);
  assert.deepEqual([value.toFixed(6), low.toFixed(6), high.toFixed(6), grade], [
    "313.600000",
    "160.000000",
    "480.000000",
    "E",
  ]);
});
