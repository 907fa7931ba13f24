import { deepEqual, ok } from "node:assert/strict";
import { linearTicks, logTicks } from "../../lib/display/ticks.ts";

Deno.test("logTicks() are 1, 2 and 5 times powers of ten", () => {
  deepEqual(logTicks(0.8, 60, String), {
    values: [1, 2, 5, 10, 20, 50],
    text: ["1", "2", "5", "10", "20", "50"],
  });
});

Deno.test("logTicks() become powers of ten over a long way", () => {
  deepEqual(logTicks(1, 1e6, String).values, [1, 10, 100, 1000, 1e4, 1e5, 1e6]);
});

Deno.test("logTicks() never become a comb", () => {
  for (let high = 1; high < 15; high++) {
    const { values } = logTicks(1e-9, 10 ** (high - 9), String);
    ok(values.length >= 2 && values.length <= 9, `${high}: ${values}`);
  }
});

Deno.test("linearTicks() begin at 0 and are even", () => {
  deepEqual(linearTicks(0.0083, (value) => `${value * 1000} mg`), {
    values: [0, 0.002, 0.004, 0.006, 0.008],
    text: ["0", "2 mg", "4 mg", "6 mg", "8 mg"],
  });
});
