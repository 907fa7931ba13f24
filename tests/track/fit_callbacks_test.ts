import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fitCallbacks } from "../../lib/track/fit_callbacks.ts";
import type { Stoppable } from "../../lib/track/tracker.ts";
import { runProgram } from "../fixtures/run_program.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

/** Callbacks of a run that can be stopped, and what they did. */
function callbacks(model?: Stoppable) {
  const controller = new AbortController(), did: unknown[] = [];
  const state = { blocked: false };
  const made = fitCallbacks({
    epoch: (n, metrics) => did.push([n, metrics]),
    touch: () => did.push("panel"),
    ending: { signal: controller.signal, stopped: () => controller.signal.aborted || state.blocked },
  }, model);
  return { ...made, did, stop: () => controller.abort(), block: () => state.blocked = true };
}

Deno.test("fitCallbacks() logs epochs and draws the panel, and leaves a model alone that nobody stops", () => {
  const model: Stoppable = {}, { onBatchEnd, onEpochEnd, did } = callbacks(model);
  onBatchEnd();
  onEpochEnd(0, { loss: 0.5 });
  onEpochEnd(1);
  deepStrictEqual(did, ["panel", [0, { loss: 0.5 }], [1, {}]]);
  strictEqual(model.stopTraining, undefined);
});

Deno.test("fitCallbacks() stops the model by the signal, and at the next batch or epoch of a training that blocks", () => {
  const awaiting: Stoppable = {}, { stop } = callbacks(awaiting);
  stop();
  strictEqual(awaiting.stopTraining, true);
  for (const call of ["onBatchEnd", "onEpochEnd"] as const) {
    const model: Stoppable = {}, made = callbacks(model);
    made.block();
    strictEqual(model.stopTraining, undefined);
    made[call](0);
    strictEqual(model.stopTraining, true);
    // fit() may begin again
    model.stopTraining = false;
    made[call](1);
    strictEqual(model.stopTraining, true);
  }
  const { onBatchEnd, block } = callbacks();
  block();
  onBatchEnd();
});

Deno.test("tracker.callbacks() ends the fit of a real tfjs model when the budget is used up", async () => {
  using folder = tempFolder();
  const found = await runProgram(
    folder.path,
    `const tf = await import("npm:@tensorflow/tfjs@4.22.0");
    const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const x = tf.ones([64, 2]), y = tf.ones([64, 1]), epochs = 1_000_000;
    const tracker = await track({ runName: "short", trackingUri: "none", display: "none", budget: { seconds: 0.5 } });
    const { epoch } = await model.fit(x, y, { epochs, verbose: 0, callbacks: tracker.callbacks({ epochs, model }) });
    const { status, notes, metrics } = await tracker.stop();
    const steps = metrics.filter(({ key }) => key === "loss").length;
    console.log(JSON.stringify({ epochs: epoch.length, steps, status, notes }));`,
  ) as { epochs: number; steps: number; status: string; notes: string[] };
  ok(found.epochs > 0 && found.epochs < 1_000_000, String(found.epochs));
  strictEqual(found.steps, found.epochs);
  // What was trained so far is a result.
  strictEqual(found.status, "FINISHED");
  ok(found.notes.includes("The budget of 0.5 s is used up"), found.notes.join("\n"));
});
