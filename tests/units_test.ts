import assert from "node:assert/strict";
import { seededRandom } from "../lib/record/run_order.ts";
import {
  addFigures,
  type Figure,
  formatDuration,
  formatNumber,
  formatQuantity,
  gramsFor,
  joulesOf,
  kilowattHours,
  significant,
  worseGrade,
} from "../lib/units.ts";

const figure = (value: number, grade: Figure["grade"], how: string): Figure => ({
  value,
  low: value * 0.9,
  high: value * 1.2,
  grade,
  how,
});

Deno.test("kilowattHours() and joulesOf() undo each other: 1 kWh is 3.6 MJ exactly", () => {
  assert.equal(joulesOf(1), 3_600_000);
  assert.equal(kilowattHours(3_600_000), 1);
});

Deno.test("gramsFor() of 36 kJ at 500 g/kWh is 5 g", () => assert.equal(gramsFor(36_000, 500), 5));

Deno.test("addFigures() adds ends and takes the grade of the largest part", () => {
  const sum = addFigures([figure(10, "D", "model"), figure(100, "B", "counter"), figure(1, "E", "constant")]);
  assert.equal(sum?.value, 111);
  assert.ok(Math.abs((sum?.low ?? 0) - 99.9) < 1e-9 && Math.abs((sum?.high ?? 0) - 133.2) < 1e-9);
  assert.equal(sum?.grade, "B");
  assert.equal(sum?.how, "model + counter + constant");
  assert.equal(addFigures([]), undefined);
});

Deno.test("worseGrade() is the later letter", () => assert.equal(worseGrade("B", "D"), "D"));

Deno.test("significant() rounds to 4 digits and leaves 0, NaN and infinities", () => {
  assert.equal(significant(0.6526999999999998), 0.6527);
  assert.equal(significant(123456), 123500);
  assert.equal(significant(0), 0);
  assert.ok(Number.isNaN(significant(NaN)));
  assert.equal(significant(-Infinity), -Infinity);
});

const QUANTITIES: readonly [number, "J" | "W" | "g", string][] = [
  [0.00123, "g", "1.23 mg"],
  [0.9999, "g", "1 g"],
  [999.96, "g", "1 kg"],
  [12.345, "J", "12.3 J"],
  [4_560_000, "J", "4.56 MJ"],
  [0.0000045, "J", "4.5 µJ"],
  [3e-12, "g", "0.003 ng"],
  [1500, "W", "1.5 kW"],
  [0, "g", "0 g"],
];
for (const [value, unit, text] of QUANTITIES) {
  Deno.test(`formatQuantity() writes ${value} ${unit} as "${text}"`, () =>
    assert.equal(formatQuantity(value, unit), text));
}

Deno.test("formatNumber() keeps three significant digits without an exponent where people can read it", () => {
  assert.equal(formatNumber(1234.5), "1,230");
  assert.equal(formatNumber(0.000123456), "0.000123");
  assert.equal(formatNumber(9.999), "10");
  assert.equal(formatNumber(1e-9), "1.00e-9");
});

Deno.test("formatNumber() writes what Intl writes for English", () => {
  const random = seededRandom(7);
  for (let n = 0; n < 20_000; n++) {
    const value = (random() - 0.5) * 10 ** Math.floor(random() * 19 - 4),
      digits = 1 + Math.floor(random() * 8);
    const written = formatNumber(value, digits);
    if (written.includes("e")) continue;
    const peer = new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits });
    assert.equal(written, peer.format(Number(value.toPrecision(digits))), `${value}, ${digits} digits`);
  }
});

Deno.test("formatDuration() chooses the unit", () => {
  assert.equal(formatDuration(0.0021), "2.1 ms");
  assert.equal(formatDuration(3.14159), "3.14 s");
  assert.equal(formatDuration(200), "3 min 20 s");
  assert.equal(formatDuration(7500), "2 h 5 min");
});
