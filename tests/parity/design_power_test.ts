import assert from "node:assert/strict";
import { designPower } from "../../lib/parity/design_power.ts";
import { PythonError } from "../../lib/parity/python_error.ts";

Deno.test.each<[string | undefined, string | undefined, number | undefined]>([
  ["Intel Core i5-8250U", "Intel Core i5-8250U", 15],
  ["INTEL CORE I5-8250U", "Intel Core i5-8250U", 15],
  ["Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", "Intel Core i5-8250U", 15],
  ["AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763", 280],
  // Every word of "Apple M1" is in it, and of no other row.
  ["Apple M1 Pro", "Apple M1", 10],
  // Hundreds of rows hold both words.
  ["Intel(R) Xeon(R) CPU @ 2.00GHz", undefined, 32],
  ["AMD EPYC 9R14", undefined, 32],
  // Its row says 0 W.
  ["Intel Quark Microcontroller D1000", "Intel Quark Microcontroller D1000", 32],
  ["(R)", undefined, 32],
  [" ", undefined, 32],
  ["", undefined, undefined],
  [undefined, undefined, undefined],
])("designPower() of %j with 8 threads", (model, row, watts) => {
  assert.deepEqual(designPower(model, 8), { row, watts });
});

Deno.test.each(["Intel Celeron 1000A", "celeron 1400", "Intel Celeron 1200", "Celeron 1100A"])(
  "designPower() throws at %s as CodeCarbon does, whose table has no number there",
  (model) => {
    assert.throws(
      () => designPower(model, 8),
      (error) =>
        error instanceof PythonError && error.python === "ValueError" &&
        /it is "\d+\.\d+\.\d"/.test(error.message),
    );
  },
);
