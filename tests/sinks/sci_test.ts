import assert from "node:assert/strict";
import { sciScore } from "../../lib/sinks/sci.ts";
import { fullRecord } from "./full_record.ts";

Deno.test("sciScore() is (E · I + M) ÷ R", () => {
  // 0.01 kWh · PUE 1.2 · 500 g/kWh = 6 g; (6 + 4) / 20.
  const score = sciScore(fullRecord(), { per: { unit: "epoch", count: 20 }, embodiedG: 4 });
  assert.equal(score.E_kwh, 0.012);
  assert.deepEqual([score.I_g_per_kwh, score.I_kind], [500, "average, life-cycle"]);
  assert.equal(score.M_g, 4);
  assert.deepEqual(score.R, { unit: "epoch", count: 20 });
  assert.equal(score.SCI_g_per_unit.value, 0.5);
  assert.ok(Math.abs(score.SCI_g_per_unit.low - 8.8 / 20) < 1e-12);
  assert.ok(Math.abs(score.SCI_g_per_unit.high - 11.2 / 20) < 1e-12);
});

Deno.test("sciScore() is per run and without embodied emissions by default, and says so", () => {
  const { SCI_g_per_unit, M_g, R } = sciScore(fullRecord());
  assert.equal(SCI_g_per_unit.value, 6);
  assert.equal(SCI_g_per_unit.how, "RAPL counter; without embodied emissions");
  assert.deepEqual([M_g, R], [null, { unit: "run", count: 1 }]);
});

Deno.test("sciScore() refuses a functional unit of nothing, and hardware that takes emissions away", () => {
  assert.throws(
    () => sciScore(fullRecord(), { per: { unit: "epoch", count: 0 } }),
    /its count is 0, should be above 0/,
  );
  assert.throws(() => sciScore(fullRecord(), { per: { unit: "epoch", count: Infinity } }), RangeError);
  assert.throws(() => sciScore(fullRecord(), { embodiedG: -1 }), /they are -1 g, should be 0 or more/);
});
