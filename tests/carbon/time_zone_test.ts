import assert from "node:assert/strict";
import { countriesOf, isAbbreviation } from "../../lib/carbon/time_zone.ts";

const ZONES = [
  { zone: "Europe/Brussels", country: "BE" },
  { zone: "Europe/Amsterdam", country: "NL" },
  { zone: "Europe/Luxembourg", country: "LU" },
  { zone: "America/Toronto", country: "CA" },
  { zone: "America/Los_Angeles", country: "US" },
  { zone: "US/Pacific", country: "US" },
  { zone: "Asia/Calcutta", country: "IN" },
  { zone: "Asia/Kolkata", country: "IN" },
  { zone: "Europe/Kiev", country: "UA" },
  { zone: "Europe/Kyiv", country: "UA" },
  { zone: "Asia/Saigon", country: "VN" },
  { zone: "Asia/Ho_Chi_Minh", country: "VN" },
  { zone: "Europe/Busingen", country: "DE" },
];

Deno.test.each(ZONES)("countriesOf() $zone is $country, in old and new spelling", ({ zone, country }) => {
  assert.deepEqual(countriesOf(zone), [country]);
});

Deno.test("countriesOf() a zone without a place is nobody's", () => {
  const nowhere = [
    "UTC",
    "GMT",
    "Etc/UTC",
    "Etc/Unknown",
    "Etc/GMT+5",
    "",
    "Zulu",
    "Universal",
    "Nowhere/Atall",
  ];
  for (const zone of [...nowhere, "__proto__", "constructor", "CET", "EST5EDT"]) {
    assert.deepEqual(countriesOf(zone), [], zone);
  }
});

Deno.test("countriesOf() has a country for every zone of places that the runtime knows", () => {
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    if (zone.includes("/") && !zone.startsWith("Etc/")) assert.ok(countriesOf(zone).length > 0, zone);
  }
});

Deno.test("isAbbreviation() tells CET, which many countries have, from a city", () => {
  for (const zone of ["CET", "EET", "MET", "WET", "EST", "MST", "HST", "EST5EDT", "PST8PDT", "MST7MDT"]) {
    assert.ok(isAbbreviation(zone), zone);
  }
  for (const zone of ["Europe/Brussels", "UTC", "Cuba", "GB", ""]) assert.ok(!isAbbreviation(zone), zone);
});
