import assert from "node:assert/strict";
import { loadCurve } from "../../lib/energy/load_curve.ts";
import type { Processor } from "../../lib/sources/processor.ts";

const zen5: Processor = {
  vendor: "AuthenticAMD",
  family: 26,
  model: 2,
  stepping: 1,
  name: "AMD EPYC",
  logicalCpus: 4,
  sockets: 1,
  hypervisor: true,
  arch: "x86_64",
};
const WHOLE = { fullPart: 1, idlePart: 1, exponent: 0.5, lowExponent: 2 };

const digits = (value: number) => Number(value.toFixed(9));

Deno.test("loadCurve() is straight in a virtual machine: 0.367 W idle and 1.99 W full per thread of a Zen 5 server", () => {
  const curve = loadCurve(zen5, WHOLE);
  // 0.367 · 4 and 1.99 · 4; each busy thread adds 1.623 W.
  assert.deepEqual([0, 1, 2, 4].map((busy) => digits(curve.watts(busy))), [1.468, 3.091, 4.714, 7.96]);
  assert.deepEqual([curve.threads, curve.grade], [4, "D"]);
  assert.equal(curve.how, "Zen 5 model, 0.37 – 2 W per thread");
});

Deno.test("loadCurve() is concave on bare metal: the first busy thread costs more than a quarter of four", () => {
  const { watts, idleW, fullW } = loadCurve({ ...zen5, hypervisor: false }, WHOLE);
  // A quarter of the load to the power of a half.
  assert.equal(digits(watts(1)), digits(idleW + (fullW - idleW) / 2));
  assert.equal(digits(watts(4)), digits(fullW));
});

Deno.test("loadCurve() stays within idle and full, rises, and its interval holds it at every load", () => {
  for (const hypervisor of [true, false]) {
    const { watts, factors, idleW, fullW } = loadCurve({ ...zen5, hypervisor });
    assert.equal(watts(-1), idleW);
    assert.ok(Math.abs(watts(5) - fullW) < 1e-9);
    for (let busy = 0; busy < 4; busy += 0.1) {
      assert.ok(watts(busy) < watts(busy + 0.1));
      const { low, high } = factors(busy);
      assert.ok(low > 0 && low <= 1 && high >= 1, `${busy}: ${low} ${high}`);
    }
  }
});

Deno.test("loadCurve() has a low end that rises later than the value: power is never that low at full load", () => {
  const { factors } = loadCurve({ ...zen5, hypervisor: false }, WHOLE);
  // 1 / 1.8 at both ends, less in between.
  assert.equal(digits(factors(0).low), digits(1 / 1.8));
  assert.equal(digits(factors(4).low), digits(1 / 1.8));
  assert.ok(factors(1).low < 0.54);
});

Deno.test("loadCurve() of an unknown processor is a part of a server's median, a factor of 3 either way, grade E", () => {
  const { idleW, fullW, grade, how, factors } = loadCurve({ ...zen5, vendor: "Unheard", logicalCpus: 10 });
  // 0.52 · 0.356 and 3.56 · 0.645 W per thread.
  assert.deepEqual([digits(idleW), digits(fullW), grade], [1.8512, 22.962, "E"]);
  assert.match(how, /^unknown processor model/);
  assert.deepEqual([digits(factors(10).low), digits(factors(10).high)], [digits(1 / 3), 3]);
});
