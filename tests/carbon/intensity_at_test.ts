import assert from "node:assert/strict";
import { intensityAt } from "../../lib/carbon/intensity_at.ts";

Deno.test("intensityAt() is the table's figure for a place", async () => {
  const { gramsPerKwh, zone, placeFrom } = await intensityAt("Belgium");
  assert.deepEqual([gramsPerKwh, zone, placeFrom], [180, "BE", "option"]);
});

Deno.test("intensityAt() without a place is where this machine is, as far as it tells", async () => {
  const { gramsPerKwh, placeFrom } = await intensityAt();
  assert.ok(gramsPerKwh >= 0);
  assert.notEqual(placeFrom, "option");
});

Deno.test("intensityAt() names the nearest place for one that it does not know", async () => {
  await assert.rejects(intensityAt("Belgum"), /did you mean "BE"/);
});
