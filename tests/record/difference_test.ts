import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { difference } from "../../lib/record/difference.ts";

const close = (found: number | undefined, expected: number) =>
  ok(Math.abs((found ?? NaN) / expected - 1) < 1e-9, `${found}, expected ${expected}`);

Deno.test("difference() answers as SciPy's Welch test on the logarithms does", () => {
  // scipy.stats.ttest_ind(np.log(a), np.log(b), equal_var=False)
  const found = difference([12.1, 11.4, 13.0, 12.2], [9.8, 10.9, 10.1]);
  close(found?.ratio, 1.1857879571833485);
  close(found?.low, 1.06091247977453);
  close(found?.high, 1.3253619937620944);
  close(found?.p, 0.012179498390642755);
});

Deno.test("difference() turned round is the inverse ratio with the same probability", () => {
  const there = difference([4, 5, 6], [2, 3, 2.5]), back = difference([2, 3, 2.5], [4, 5, 6]);
  close(there?.ratio, 1 / (back?.ratio ?? NaN));
  close(there?.low, 1 / (back?.high ?? NaN));
  close(there?.p, back?.p ?? NaN);
});

Deno.test("difference() without scatter has nothing to blame on chance", () => {
  deepStrictEqual(difference([2, 2], [1, 1]), { ratio: 2, low: 2, high: 2, p: 0 });
  deepStrictEqual(difference([2, 2], [2, 2]), { ratio: 1, low: 1, high: 1, p: 1 });
});

Deno.test.each(
  [
    ["one measurement", [1], [1, 2]],
    ["a zero", [1, 0], [1, 2]],
    ["a negative", [1, 2], [-1, 2]],
    ["what is no number", [1, NaN], [1, 2]],
    ["what is not finite", [1, 2], [1, Infinity]],
  ] as const,
)("difference() says nothing about %s", (_, a, b) => {
  strictEqual(difference(a, b), undefined);
});
