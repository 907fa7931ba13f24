import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { defaultDevice, init, numpy as np } from "npm:@jax-js/jax@0.1.25";
import { adapterFor } from "../../lib/models/adapter.ts";

await init("cpu");
defaultDevice("cpu");

const rows = [[1, 2], [3, 1]];

/** Two weights and a bias per class; `x` may be rows or an array. */
function model() {
  return {
    params: { layers: [{ w: np.array([[1, 0, 0], [0, 1, 0]]), b: np.array([0, 0, 0.5]) }] },
    predict({ layers: [layer] }: { layers: { w: np.Array; b: np.Array }[] }, x: number[][] | np.Array) {
      const inputs = Array.isArray(x) ? np.array(x) : x;
      if (layer === undefined) throw new Error("no layer");
      return np.dot(inputs, layer.w).add(layer.b);
    },
  };
}

Deno.test("adapterFor() predicts with real jax-js arrays again and again: weights and inputs are lent", async () => {
  const net = model();
  const adapter = adapterFor(net);
  strictEqual(adapter.kind, "jax-js");
  strictEqual(adapter.flavor, "pytorch");
  strictEqual(adapter.parameters(), 9);
  const x = np.array(rows);
  for (const inputs of [rows, x, x]) deepStrictEqual(await adapter.predict(inputs), [1, 0]);
  const run = adapter.prepare(x);
  await run();
  await run();
  deepStrictEqual(x.js(), rows);
  deepStrictEqual(net.params.layers[0]?.b.js(), [0, 0, 0.5]);
});

Deno.test("adapterFor() takes params without arrays for a plain model", () => {
  strictEqual(adapterFor({ params: { k: 3 }, predict: () => [] }).kind, "plain");
});
