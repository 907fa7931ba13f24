import assert from "node:assert/strict";
import { embodiedFor } from "../../lib/carbon/embodied.ts";

const YEAR_S = 365 * 24 * 3600;

Deno.test("embodiedFor() a laptop in one of its four years: a quarter of 241 kg, over 3 to 6 years in the range", () => {
  const { value, low, high, source } = embodiedFor("laptop", YEAR_S);
  // 241, 156 and 339 kg over 4, 6 and 3 years.
  assert.deepEqual([value, low, high].map(Math.round), [60_250, 26_000, 113_000]);
  assert.match(source, /^Boavizta .*ODbL/);
});

Deno.test("embodiedFor() goes with part, count and time", () => {
  const whole = embodiedFor("server", 3600), part = embodiedFor("server", 7200, { part: 0.25, count: 2 });
  assert.equal(part.value, whole.value);
});

Deno.test("embodiedFor() takes a footprint that a maker declares", () => {
  const device = { kg: 35.04, lowKg: 30, highKg: 40, source: "maker" };
  // One gram an hour.
  assert.equal(embodiedFor(device, 3600).value, 1);
});

Deno.test.each([
  { options: { part: 1.5 }, why: "part is 1.5, should be 0 to 1" },
  { options: { part: NaN }, why: "part is NaN, should be 0 to 1" },
  { options: { count: 0 }, why: "count is 0, should be above 0" },
])("embodiedFor() refuses $options", ({ options, why }) => {
  assert.throws(
    () => embodiedFor("gpu", 1, options),
    new RangeError(`Cannot charge embodied emissions: ${why}`),
  );
});
