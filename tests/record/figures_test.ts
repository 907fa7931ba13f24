import assert from "node:assert/strict";
import type { Intensity } from "../../lib/carbon/intensity.ts";
import { accuracyPerGram, emissionsOf, emissionsPer10 } from "../../lib/record/figures.ts";
import type { Figure } from "../../lib/units.ts";

const belgium: Intensity = {
  gramsPerKwh: 180,
  low: 90,
  high: 360,
  source: "test",
  year: 2025,
  zone: "BE",
  zoneName: "Belgium",
  kind: "average",
  placeFrom: "option",
};
const certain = { ...belgium, low: 180, high: 180 };
const joules = (value: number, low = value, high = value): Figure => ({
  value,
  low,
  high,
  grade: "B",
  how: "counter",
});

Deno.test("emissionsOf() turns 3.6 MJ at 180 g/kWh into 180 g", () => {
  const figure = emissionsOf(joules(3.6e6), certain, 1);
  assert.deepEqual([figure.value, figure.low, figure.high, figure.grade], [180, 180, 180, "B"]);
  assert.equal(figure.how, "counter; test 2025, BE");
});

Deno.test("emissionsOf() includes the facility: PUE 1.5 makes 270 g of it", () => {
  assert.equal(emissionsOf(joules(3.6e6), certain, 1.5).value, 270);
});

Deno.test("emissionsOf() keeps one interval when the other factor is certain", () => {
  const grid = emissionsOf(joules(3.6e6), belgium, 1);
  assert.ok(Math.abs(grid.low - 90) < 1e-9 && Math.abs(grid.high - 360) < 1e-9);
  const energy = emissionsOf(joules(3.6e6, 1.8e6, 7.2e6), certain, 1);
  assert.ok(Math.abs(energy.low - 90) < 1e-9 && Math.abs(energy.high - 360) < 1e-9);
});

Deno.test("emissionsOf() adds two factors of 2 as squares in log space: a factor of 2^sqrt(2)", () => {
  const { low, high } = emissionsOf(joules(3.6e6, 1.8e6, 7.2e6), belgium, 1);
  assert.ok(Math.abs(high / 180 - 2 ** Math.SQRT2) < 1e-9, `${high}`);
  assert.ok(Math.abs(180 / low - 2 ** Math.SQRT2) < 1e-9, `${low}`);
});

Deno.test("emissionsOf() keeps a lower end of 0 and stays finite", () => {
  const unresolved = emissionsOf(joules(1, 0, 2), belgium, 1);
  assert.equal(unresolved.low, 0);
  assert.ok(Number.isFinite(unresolved.high) && unresolved.high > unresolved.value);
  const nothing = emissionsOf(joules(0, 0, 3.6e6), belgium, 1);
  assert.deepEqual([nothing.value, nothing.low, nothing.high], [0, 0, 360]);
});

Deno.test("accuracyPerGram() is per cent per gram: 0.95 for 0.4 g is 237.5", () => {
  const figure = accuracyPerGram(0.95, joules(0.4, 0.2, 0.8));
  assert.deepEqual([figure?.value, figure?.low, figure?.high], [237.5, 118.75, 475]);
});

Deno.test("accuracyPerGram() is unknown, not infinite, without emissions", () => {
  assert.equal(accuracyPerGram(0.95, undefined), undefined);
  assert.equal(accuracyPerGram(0.95, joules(0)), undefined);
});

Deno.test("emissionsPer10() is ten times one inference: 0.36 J each at 180 g/kWh is 0.18 mg", () => {
  assert.ok(Math.abs(emissionsPer10(joules(0.36), certain, 1).value - 0.00018) < 1e-12);
});
