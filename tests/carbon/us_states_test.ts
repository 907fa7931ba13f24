import assert from "node:assert/strict";
import { loadIntensity } from "../../lib/carbon/intensity.ts";
import { usStates } from "../../lib/carbon/us_states.ts";

const PLACE = { kind: "zone", from: "option" } as const;

Deno.test("usStates() has fifty states and the District of Columbia, each with a rate", () => {
  assert.equal(usStates().size, 51);
  for (const { zone, name, gramsPerKwh } of usStates().values()) {
    assert.match(zone, /^US-[A-Z]{2}$/);
    assert.ok(name.length > 3 && gramsPerKwh > 20 && gramsPerKwh < 1000, `${name}: ${gramsPerKwh}`);
  }
});

Deno.test("loadIntensity() of a state is EPA's direct rate: Ohio's 1068.27 lb/MWh are 484.6 g/kWh", async () => {
  const { gramsPerKwh, low, high, kind, source, year, zone, zoneName } = await loadIntensity({
    ...PLACE,
    zone: "Ohio",
  });
  assert.equal(gramsPerKwh, Number((1068.27 * 0.45359237).toFixed(1)));
  // -30 %; +30 % and 40 g for what no chimney shows.
  assert.deepEqual([low, high], [339.22, 669.98]);
  assert.deepEqual([kind, source, year, zone, zoneName], [
    "average, direct",
    "US EPA eGRID (public domain)",
    2023,
    "US-OH",
    "Ohio",
  ]);
});

Deno.test("loadIntensity() of a state that is a grid zone stays the zone's, over the life cycle", async () => {
  const { kind, source } = await loadIntensity({ ...PLACE, zone: "US-AK" });
  assert.deepEqual([kind, source], ["average, life-cycle", "Electricity Maps yearly (ODbL)"]);
});
