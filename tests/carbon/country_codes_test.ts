import assert from "node:assert/strict";
import { alpha2, alpha3, countries } from "../../lib/carbon/country_codes.ts";

Deno.test("countries() are the 249 of ISO 3166-1, each with one code of three letters and back", () => {
  const codes = [...countries()];
  assert.equal(codes.length, 249);
  for (const code of codes) {
    assert.match(code, /^[A-Z]{2}$/);
    assert.match(alpha3(code) ?? "", /^[A-Z]{3}$/);
    assert.equal(alpha2(alpha3(code) ?? ""), code);
  }
});

const PAIRS = [["BE", "BEL"], ["CH", "CHE"], ["AT", "AUT"], ["UA", "UKR"], ["RS", "SRB"], ["CD", "COD"]]
  .map(([two, three]) => ({ two, three }));

Deno.test.each(PAIRS)("alpha3() of $two is $three", ({ two = "", three }) => {
  assert.equal(alpha3(two), three);
});

Deno.test("alpha2() and alpha3() know nothing of other words", () => {
  for (const word of ["", "XX", "constructor", "__proto__", "be"]) {
    assert.equal(alpha3(word), undefined);
    assert.equal(alpha2(word), undefined);
  }
});
