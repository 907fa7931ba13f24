import { deepStrictEqual } from "node:assert/strict";
import { epochMetrics } from "../../lib/models/epoch_metrics.ts";

Deno.test("epochMetrics() spells out accuracy and leaves all else as it is", () => {
  deepStrictEqual(epochMetrics({ loss: 0.5, acc: 0.8, val_loss: 0.6, val_acc: 0.7, accumulated: 1 }), {
    loss: 0.5,
    accuracy: 0.8,
    val_loss: 0.6,
    val_accuracy: 0.7,
    accumulated: 1,
  });
});
