import assert from "node:assert/strict";
import { loadGridTables } from "../../lib/carbon/grid_tables.ts";
import { type Intensity, loadIntensity, preloadIntensity } from "../../lib/carbon/intensity.ts";

const named = (zone: string) => loadIntensity({ kind: "zone", zone, from: "option" });
const guessed = (zone: string) =>
  loadIntensity({ kind: "zone", zone, from: "time zone", guessed: true, note: "A guess" });

/** Grams, low and high. */
function ends({ gramsPerKwh, low, high }: Intensity): number[] {
  return [gramsPerKwh, low, high];
}

/**
 * By hand from Electricity Maps 2025 and 2024 and Ember 2024: the newest value; the least and the greatest of it
 * ±10 %, of the year before, and of Ember's country.
 */
const ZONES = [
  { zone: "BE", grams: 180, low: 117.58, high: 198, why: "180 ± 18, 153, Ember 117.58" },
  { zone: "FR", grams: 31, low: 27.9, high: 44.18, why: "31 ± 3.1, 33, Ember 44.18" },
  { zone: "PL", grams: 565, low: 508.5, high: 621.5, why: "565 ± 56.5, 581, Ember 614.98" },
  { zone: "DE", grams: 342, low: 307.8, high: 376.2, why: "342 ± 34.2, 341, Ember 342.06" },
  { zone: "US-CAL-CISO", grams: 208, low: 187.2, high: 229, why: "208 ± 20.8, 229" },
  { zone: "CA-QC", grams: 41, low: 35, high: 45.1, why: "41 ± 4.1, 35" },
  { zone: "CF", grams: 24, low: 21.6, high: 26.4, why: "24 ± 2.4, 24; Ember's 0 is no value" },
];

Deno.test.each(ZONES)("loadIntensity() of $zone: $why", async ({ zone, grams, low, high }) => {
  const intensity = await named(zone);
  assert.deepEqual(ends(intensity), [grams, low, high]);
  assert.deepEqual([intensity.zone, intensity.year, intensity.placeFrom], [zone, 2025, "option"]);
  assert.equal(intensity.source, "Electricity Maps yearly (ODbL)");
  assert.equal(intensity.kind, "average, life-cycle");
  assert.equal(intensity.note, undefined);
});

Deno.test("loadIntensity() resolves all 352 zones, each within its interval and none at 0", async () => {
  const { zones } = await loadGridTables();
  assert.equal(zones.size, 352);
  for (const zone of zones.keys()) {
    const { gramsPerKwh, low, high, ...found } = await named(zone);
    assert.equal(found.zone, zone);
    assert.ok(0 < low && low < gramsPerKwh && gramsPerKwh < high && high < 2000, `${zone} ${low} ${high}`);
    assert.ok(low <= 0.9 * gramsPerKwh + 1e-9 && high >= 1.1 * gramsPerKwh - 1e-9, zone);
  }
});

Deno.test("loadIntensity() takes Ember ± 30 % with its year for a country that only Ember has", async () => {
  const russia = await named("Russia");
  // 446.17 · 0.7 and · 1.3
  assert.deepEqual(ends(russia), [446.17, 312.319, 580.021]);
  assert.deepEqual([russia.zone, russia.year, russia.source], ["RU", 2024, "Ember yearly (CC BY-SA 4.0)"]);
  assert.equal((await named("UKR")).year, 2022);
});

Deno.test("loadIntensity() of a guessed country has the range of its grids and says that it is a guess", async () => {
  // Canada 136; its zones run from 26 to 649.
  const canada = await guessed("CA");
  assert.deepEqual(ends(canada), [136, 26, 649]);
  assert.equal(canada.note, "A guess");
  assert.deepEqual(ends(await guessed("US")), [414, 26, 848]);
  // Belgium is one grid.
  assert.deepEqual(ends(await guessed("BE")), [180, 117.58, 198]);
});

Deno.test("loadIntensity() of a guessed country that no table has is the world's, with a note", async () => {
  const vaduz = await guessed("LI");
  assert.deepEqual([vaduz.zone, vaduz.placeFrom], ["World", "unknown"]);
  assert.match(vaduz.note ?? "", /^A guess; the tables have no grid of Liechtenstein/);
});

Deno.test("loadIntensity() of the world is Ember's average with the range of nine tenths of all zones", async () => {
  const world = await loadIntensity({ kind: "world", from: "unknown", note: "Not known" });
  // Of the 352 sorted values of 2025 the 18th and the 18th from above.
  assert.deepEqual(ends(world), [472.94, 30, 699]);
  assert.deepEqual([world.zone, world.year, world.note], ["World", 2024, "Not known"]);
});

Deno.test("loadIntensity() of several countries is their mean with the range of all", async () => {
  const several = await loadIntensity({
    kind: "several",
    zones: ["BE", "FR", "XX"],
    from: "time zone",
    note: "One of two",
  });
  // (180 + 31) / 2; France from 27.9, Belgium to 198.
  assert.deepEqual(ends(several), [105.5, 27.9, 198]);
  assert.deepEqual([several.zone, several.zoneName, several.note], [
    "BE/FR",
    "Belgium or France",
    "One of two",
  ]);
});

Deno.test("loadIntensity() of several countries without a grid is the world's", async () => {
  const nowhere = await loadIntensity({ kind: "several", zones: ["XX"], from: "time zone", note: "Where" });
  assert.deepEqual([nowhere.zone, nowhere.note], ["World", "Where"]);
});

Deno.test("loadIntensity() takes a given value as it is", async () => {
  const given = await loadIntensity({ kind: "fixed", gramsPerKwh: 12.5, label: "my roof", from: "option" });
  assert.deepEqual(ends(given), [12.5, 12.5, 12.5]);
  assert.deepEqual([given.zone, given.source, given.kind], ["my roof", "given by the user", "as given"]);
});

Deno.test("loadIntensity() of an unknown place throws and names the nearest one", async () => {
  await assert.rejects(named("Belgum"), { name: "RangeError", message: /did you mean "BE" \(Belgium\)/ });
});

Deno.test("preloadIntensity() loads the tables that loadIntensity() then uses", async () => {
  await preloadIntensity();
  assert.equal((await named("BE")).gramsPerKwh, 180);
});
