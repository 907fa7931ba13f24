import assert from "node:assert/strict";
import { elsewhere } from "../../lib/carbon/elsewhere.ts";
import type { Intensity } from "../../lib/carbon/intensity.ts";

const at = (zone: string, gramsPerKwh: number): Intensity => ({
  gramsPerKwh,
  low: gramsPerKwh * 0.9,
  high: gramsPerKwh * 1.1,
  source: "test",
  year: 2025,
  zone,
  zoneName: zone,
  kind: "average, life-cycle",
  placeFrom: "option",
});
/** One kilowatt hour, ±50 %. */
const ENERGY = { value: 3.6e6, low: 1.8e6, high: 5.4e6 };

Deno.test("elsewhere() puts the cleanest first, with grams, interval and ratio to here", () => {
  const rows = elsewhere(ENERGY, at("BE", 200), [at("PL", 600), at("FR", 50), at("BE", 200)]);
  assert.deepEqual(rows.map(({ intensity, ratio }) => [intensity.zone, ratio]), [["FR", 0.25], ["BE", 1], [
    "PL",
    3,
  ]]);
  const { value, low, high } = rows[0]?.emissionsG ?? { value: NaN, low: NaN, high: NaN };
  // Half an kWh at 45 g, one and a half at 55 g.
  assert.deepEqual([value, low, high].map((grams) => Number(grams.toFixed(9))), [50, 22.5, 82.5]);
});

Deno.test("elsewhere() has no ratio to a place without emissions", () => {
  assert.equal(elsewhere(ENERGY, at("roof", 0), [at("FR", 50)])[0]?.ratio, undefined);
});
