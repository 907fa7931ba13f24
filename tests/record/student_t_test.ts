import { ok } from "node:assert/strict";
import { studentP, studentT } from "../../lib/record/student_t.ts";

// Values of scipy.stats.t (SciPy, BSD-3): 2 * t.sf(t, ν) and t.ppf(1 - p / 2, ν).
Deno.test.each(
  [
    [2.5, 3.7, 0.07182202291182678],
    [-2.5, 3.7, 0.07182202291182678],
    [0.4, 11, 0.6968145752262919],
    [30, 2, 0.001109262681959659],
    [1, 1, 0.5],
    [5, 200, 1.2501981277715407e-6],
    [0, 5, 1],
    [Infinity, 3, 0],
  ] as const,
)("studentP(%f, %f) is %f", (t, nu, expected) => {
  const found = studentP(t, nu);
  ok(Math.abs(found - expected) <= 1e-10 * Math.max(expected, 1e-10), `${found}`);
});

Deno.test.each(
  [
    [0.05, 4, 2.7764451051977934],
    [0.05, 2.5, 3.5746548420036817],
    [0.01, 30, 2.7499956535672254],
  ] as const,
)("studentT(%f, %f) is %f", (p, nu, expected) => {
  ok(Math.abs(studentT(p, nu) - expected) < 1e-9);
});
