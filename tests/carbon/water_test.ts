import assert from "node:assert/strict";
import { facilityOf } from "../../lib/carbon/facility.ts";
import { waterFor } from "../../lib/carbon/water.ts";

const KWH = 3.6e6;
const round = ({ value, low, high }: { value: number; low: number; high: number }) =>
  [value, low, high].map((litres) => Number(litres.toFixed(6)));

Deno.test("waterFor() 1 kWh in Belgium on an own machine: 2.6198 L in power plants, a factor of 2 either way", () => {
  const water = waterFor(KWH, "BE", facilityOf("own machine"));
  assert.deepEqual(round(water), [2.6198, 1.3099, 5.2396]);
  assert.match(water.source, /^EcoLogits 2025 \(MPL-2\.0\), the country's power plants/);
});

Deno.test("waterFor() a cloud region adds its litres on site to energy before PUE, PUE to the power plants'", () => {
  // 2.24 + 1.18 · 3.1321, not 1.18 · (2.24 + 3.1321).
  const water = waterFor(KWH, "US-SW-SRP", facilityOf({ cloud: "azure", name: "westus3" }));
  assert.deepEqual(round(water), [5.935878, 4.087939, 9.631756]);
});

Deno.test("waterFor() a data centre that tells no litres has a range from none to 2.75 L/kWh", () => {
  const water = waterFor(KWH, "BE", facilityOf({ cloud: "gcp", name: "europe-west1" }));
  assert.deepEqual(round(water), [
    Number((0.84 + 1.09 * 2.6198).toFixed(6)),
    Number((1.09 * 1.3099).toFixed(6)),
    Number((2.75 + 1.09 * 5.2396).toFixed(6)),
  ]);
});

Deno.test("waterFor() a country without a figure has the world's, and says so", () => {
  for (const zone of ["World", "KE", ""]) {
    const water = waterFor(KWH, zone, facilityOf("own machine"));
    assert.equal(round(water)[0], 3.908);
    assert.match(water.source, /world's power plants/);
  }
});
