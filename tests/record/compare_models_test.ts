import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { compareModels } from "../../lib/record/compare_models.ts";
import type { TriedModel } from "../../lib/record/tried_model.ts";
import type { Figure } from "../../lib/units.ts";

const figure = (value: number): Figure => ({
  value,
  low: value / 2,
  high: 2 * value,
  grade: "C",
  how: "curve",
});

function tried(name: string, joules: number, more: Partial<TriedModel> = {}): TriedModel {
  return {
    name,
    status: "FINISHED",
    startMs: 0,
    durationS: joules / 10,
    energyJ: figure(joules),
    emissionsG: figure(joules / 1000),
    ...more,
  };
}

Deno.test("compareModels() averages the repeats of a benchmark and widens the interval by their scatter", () => {
  const [net, ...others] = compareModels([
    tried("net", 90, { benchmark: "b", accuracy: 0.8, f1: 0.7, parameters: 12 }),
    tried("net", 100, { benchmark: "b" }),
    tried("net", 110, { benchmark: "b" }),
  ]);
  strictEqual(others.length, 0);
  strictEqual(net?.energyJ?.value, 100);
  deepStrictEqual(net?.repeatsJ, [90, 100, 110]);
  deepStrictEqual([net?.accuracy, net?.f1, net?.parameters, net?.durationS], [0.8, 0.7, 12, 10]);
  // standard deviation 10, t(2) = 4.303: half-width 4.303 · 10 / √3 = 24.84 of 100
  ok(Math.abs((net?.energyJ?.low ?? 0) - 50 / 1.2484) < 0.01);
  ok(Math.abs((net?.energyJ?.high ?? 0) - 200 * 1.2484) < 0.01);
  // 80 % for 0.1 g
  ok(Math.abs((net?.accuracyPerEmission?.value ?? 0) - 800) < 1e-9);
});

Deno.test("compareModels() ranks by no energy that was too small to be resolved", () => {
  const [net] = compareModels([
    tried("net", 90, { benchmark: "b" }),
    tried("net", 1, { benchmark: "b", belowResolution: true }),
  ]);
  deepStrictEqual([net?.repeats, net?.repeatsJ], [2, [90]]);
});

Deno.test("compareModels() takes a failed repeat for no measurement", () => {
  const [net] = compareModels([
    tried("net", 90, { benchmark: "b" }),
    tried("net", 110, { benchmark: "b" }),
    tried("net", 5, { benchmark: "b", status: "FAILED" }),
  ]);
  deepStrictEqual([net?.status, net?.energyJ?.value], ["FINISHED", 100]);
});

Deno.test("compareModels() does not average tries that nobody called repeats, nor an earlier benchmark", () => {
  const [net] = compareModels([tried("net", 90), tried("net", 110)]);
  deepStrictEqual([net?.energyJ?.value, net?.repeatsJ], [110, undefined]);
  const [other] = compareModels([
    tried("net", 90, { benchmark: "a" }),
    tried("net", 110, { benchmark: "b" }),
  ]);
  deepStrictEqual([other?.energyJ?.value, other?.repeatsJ], [110, [110]]);
});
