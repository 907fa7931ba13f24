import assert from "node:assert/strict";
import { methodsSentence } from "../../lib/sinks/methods_sentence.ts";
import { fullRecord } from "./full_record.ts";

Deno.test("methodsSentence() says figure, interval, method, grid and what is not in it", () => {
  assert.equal(
    methodsSentence(fullRecord({ runName: "forest" })),
    "The run “forest” took 1 h 0 min and used 36 kJ (28.8 kJ to 43.2 kJ) charged to the process and its children by " +
      "their part of the machine's CPU time. With wattbook 1.0.0 energy was measured from hardware energy counters read " +
      "at both ends and split by CPU time (grade B; CPU package 0, Memory 0). With 500 g CO2eq/kWh (450 to 550; " +
      "California ISO, Electricity Maps yearly (ODbL) 2025, average, life-cycle) and a PUE of 1.2 this is 6 g " +
      "(4.8 g to 7.2 g) CO2eq. Not included: gpu: no readable counter. Embodied emissions are not included.\n",
  );
});

Deno.test("methodsSentence() calls a model an estimate", () => {
  const energyJ = { share: { value: 5, low: 4, high: 8, grade: "D", how: "x" } } as const;
  assert.match(
    methodsSentence(fullRecord({ energyJ })),
    /energy was estimated from a power model of this kind/,
  );
});

Deno.test("methodsSentence() says less than, where the run was too short", () => {
  const text = methodsSentence(fullRecord({ belowResolution: true }));
  assert.match(text, /used less than 43\.2 kJ charged/);
  assert.match(text, /this is less than 7\.2 g CO2eq/);
});

Deno.test("methodsSentence() says when nothing could be measured, and when there is no upper bound", () => {
  assert.equal(
    methodsSentence(fullRecord({ runName: "a\n b", energyJ: {} })),
    "The run “a b” took 1 h 0 min; its energy could not be measured (wattbook 1.0.0).\n",
  );
  const energyJ = { share: { value: 5, low: 0, high: Infinity, grade: "E", how: "x" } } as const;
  assert.match(methodsSentence(fullRecord({ energyJ })), /used 5 J \(no upper bound\)/);
  assert.match(
    methodsSentence(fullRecord({ energyJ: { share: { ...energyJ.share, high: 8 } } })),
    /used 5 J \(at most 8 J\)/,
  );
});
