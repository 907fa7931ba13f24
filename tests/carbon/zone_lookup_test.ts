import assert from "node:assert/strict";
import { loadGridTables } from "../../lib/carbon/grid_tables.ts";
import { countryName, zoneNamed } from "../../lib/carbon/zone_lookup.ts";

const tables = await loadGridTables();

const NAMES = [
  { text: "BE", zone: "BE" },
  { text: " be ", zone: "BE" },
  { text: "BEL", zone: "BE" },
  { text: "Belgium", zone: "BE" },
  { text: "UK", zone: "GB" },
  { text: "United Kingdom", zone: "GB" },
  { text: "Great Britain", zone: "GB" },
  { text: "us-cal-ciso", zone: "US-CAL-CISO" },
  { text: "USA", zone: "US" },
  { text: "Québec", zone: "CA-QC" },
  { text: "quebec", zone: "CA-QC" },
  { text: "Türkiye", zone: "TR" },
  { text: "Turkey", zone: "TR" },
  { text: "Georgia", zone: "GE" },
  { text: "US-GA", zone: "US-GA" },
  { text: "us-oh", zone: "US-OH" },
  { text: "new york", zone: "US-NY" },
  { text: "Hawaii", zone: "US-HI" },
  { text: "Kosovo", zone: "XK" },
  { text: "Russia", zone: "RU" },
  { text: "RUS", zone: "RU" },
];

Deno.test.each(NAMES)('zoneNamed() understands "$text"', ({ text, zone }) => {
  assert.equal(zoneNamed(text, tables), zone);
});

const SLIPS = [
  { text: "Belgum", meant: '"BE" (Belgium)' },
  { text: "Germny", meant: '"DE" (Germany)' },
  { text: "US-CAL-CISOO", meant: '"US-CAL-CISO" (CAISO)' },
  { text: "Pensylvania", meant: '"US-PA" (Pennsylvania)' },
  { text: "CA-Q", meant: '"CA-QC" (Québec)' },
];

Deno.test.each(SLIPS)('zoneNamed() asks whether "$text" was $meant', ({ text, meant }) => {
  assert.throws(() => zoneNamed(text, tables), {
    name: "RangeError",
    message: `Unknown place "${text}", did you mean ${meant}; should be a country ("BE", "Belgium"), ` +
      `a grid zone ("US-CAL-CISO") or a cloud region ("aws:eu-west-1")`,
  });
});

Deno.test("zoneNamed() says that a real country has no grid in the tables, and names no other", () => {
  for (const text of ["LI", "LIE"]) {
    assert.throws(() => zoneNamed(text, tables), {
      message: `The tables have no grid of "${text}" (Liechtenstein); ` +
        "should be the country or zone that its electricity comes from, or { gramsPerKwh }",
    });
  }
});

const NO_PLACES = ["__proto__", "constructor", "toString", "hasOwnProperty", "", "  ", "🦄", "<script>"];

Deno.test.each(NO_PLACES.map((text) => ({ text })))('zoneNamed() knows no place "$text"', ({ text }) => {
  assert.throws(() => zoneNamed(text, tables), { name: "RangeError", message: /^Unknown place "/ });
});

Deno.test("zoneNamed() keeps its message short and on one line, whatever was written", () => {
  for (const text of ["x".repeat(10_000), "a\nb\r\u001b[31m", "\u2028"]) {
    assert.throws(() => zoneNamed(text, tables), ({ message }: Error) => {
      // deno-lint-ignore no-control-regex
      return message.length < 300 && !/[\u0000-\u001f]/.test(message);
    });
  }
});

Deno.test("countryName() is English, and the code where there is none", () => {
  assert.deepEqual(["BE", "XK", "QQ"].map(countryName), ["Belgium", "Kosovo", "QQ"]);
});
