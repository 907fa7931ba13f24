import assert from "node:assert/strict";
import { loadGridTables } from "../../lib/carbon/grid_tables.ts";

/** Electricity Maps, yearly averages 2025 to 2021. */
const YEARS = [
  { zone: "BE", name: "Belgium", grams: [180, 153, 175, 197, 179] },
  { zone: "FR", name: "France", grams: [31, 33, 49, 91, 60] },
  { zone: "PL", name: "Poland", grams: [565, 581, 726, 876, 851] },
  { zone: "DE", name: "Germany", grams: [342, 341, 379, 475, 439] },
  { zone: "CA-QC", name: "Québec", grams: [41, 35, 31, 28, 28] },
  { zone: "US-CAL-CISO", name: "CAISO", grams: [208, 229, 263, 262, 278] },
];

Deno.test.each(YEARS)(
  "loadGridTables() has five years of $zone, newest first",
  async ({ zone, name, grams }) => {
    const found = (await loadGridTables()).zones.get(zone);
    assert.equal(found?.name, name);
    assert.deepEqual(found?.years, grams.map((gramsPerKwh, at) => ({ year: 2025 - at, gramsPerKwh })));
  },
);

Deno.test("loadGridTables() has Ember's second opinion by three letters", async () => {
  const { ember } = await loadGridTables();
  assert.deepEqual(["BEL", "FRA", "POL", "USA", "WORLD"].map((code) => ember.get(code)), [
    117.58,
    44.18,
    614.98,
    383.55,
    472.94,
  ]);
});

Deno.test("loadGridTables() loads once", async () => {
  assert.equal(await loadGridTables(), await loadGridTables());
});
