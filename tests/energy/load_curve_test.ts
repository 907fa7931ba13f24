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

Deno.test("loadCurve() is straight in a virtual machine: 0.3 W idle and 1.75 W full per thread", () => {
  const curve = loadCurve(zen5);
  assert.deepEqual([0, 1, 2, 4].map((busy) => Number(curve.watts(busy).toFixed(9))), [1.2, 2.65, 4.1, 7]);
  assert.deepEqual([curve.idleW, curve.fullW, curve.threads, curve.grade], [1.2, 7, 4, "D"]);
  assert.equal(curve.how, "Zen 5 model, 0.3 – 1.75 W per thread");
  assert.equal(curve.factor, 2);
});

Deno.test("loadCurve() is concave on bare metal: the first busy thread costs more than a quarter of four", () => {
  const curve = loadCurve({ ...zen5, hypervisor: false });
  assert.equal(curve.watts(0), 1.2);
  // 1.2 + 5.8 · 0.25^0.7
  assert.equal(curve.watts(1).toFixed(4), "3.3978");
  assert.equal(curve.watts(4).toFixed(9), "7.000000000");
});

Deno.test("loadCurve() stays within idle and full, and rises", () => {
  for (const hypervisor of [true, false]) {
    const { watts, idleW, fullW } = loadCurve({ ...zen5, hypervisor });
    assert.equal(watts(-1), idleW);
    assert.ok(Math.abs(watts(5) - fullW) < 1e-9);
    for (let busy = 0; busy < 4; busy += 0.1) assert.ok(watts(busy) < watts(busy + 0.1));
  }
});

Deno.test("loadCurve() of an unknown processor is a server's median with a factor of 3 and grade E", () => {
  const curve = loadCurve({ ...zen5, vendor: "Unheard", logicalCpus: 10 });
  // 0.52 and 3.56 W per thread.
  assert.deepEqual([curve.idleW, curve.fullW, curve.grade, curve.factor], [5.2, 35.6, "E", 3]);
  assert.match(curve.how, /^unknown processor model/);
});
