import { ok, strictEqual } from "node:assert/strict";
import { relativeHalfWidth } from "../../lib/record/half_width.ts";

Deno.test("relativeHalfWidth() is t·s/√n of the mean: five values, t = 2.776", () => {
  // mean 10, s² = (4 + 1 + 0 + 1 + 4)/4 = 2.5
  const expected = 2.776 * Math.sqrt(2.5 / 5) / 10;
  ok(Math.abs((relativeHalfWidth([8, 9, 10, 11, 12]) ?? 0) / expected - 1) < 5e-4);
});

Deno.test("relativeHalfWidth() is 0 for equal values and unknown for one", () => {
  strictEqual(relativeHalfWidth([3, 3, 3]), 0);
  strictEqual(relativeHalfWidth([3]), undefined);
  strictEqual(relativeHalfWidth([]), undefined);
  strictEqual(relativeHalfWidth([-1, 1]), undefined);
});

// Two-sided 95 % points of Student's t (any statistics table).
Deno.test.each([[12, 2.179], [15, 2.131], [20, 2.086], [30, 2.042], [60, 2.0], [120, 1.98]])(
  "relativeHalfWidth() goes by the table of Student's t at %d degrees of freedom",
  (degrees, t) => {
    // an even mix of 9 and 11 plus, for an odd count, one 10: mean 10
    const values = Array.from(
      { length: degrees + 1 },
      (_, i) => i === degrees && degrees % 2 === 0 ? 10 : 9 + 2 * (i % 2),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const s = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees);
    const exact = t * s / Math.sqrt(values.length) / mean;
    const ratio = (relativeHalfWidth(values) ?? 0) / exact;
    ok(Math.abs(ratio - 1) < 5e-4, `ratio ${ratio}`);
  },
);
