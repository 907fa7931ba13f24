import { deepStrictEqual } from "node:assert/strict";
import { settingsOf, trainingSettings } from "../../lib/models/settings.ts";

Deno.test("settingsOf() writes names in snake_case and leaves out what is no single value", () => {
  const values = {
    batchSize: 32,
    shuffle: false,
    loss: "mse",
    learningRate: NaN,
    empty: "",
    layers: [1],
    validationData: {},
    callbacks: () => {},
    none: undefined,
  };
  deepStrictEqual(settingsOf(values), { batch_size: 32, shuffle: false, loss: "mse" });
  deepStrictEqual(settingsOf({ beta1: 0.9 }, "optimizer_"), { optimizer_beta1: 0.9 });
});

Deno.test("trainingSettings() reads fit's arguments and optimizers of both kinds", () => {
  deepStrictEqual(trainingSettings({ epochs: 3, batchSize: 64, validationSplit: 0.1, callbacks: {} }), {
    epochs: 3,
    batch_size: 64,
    validation_split: 0.1,
  });
  class Adam {
    params = [1, 2];
    lr = 0.01;
    b1 = 0.9;
  }
  deepStrictEqual(trainingSettings(new Adam(), "optimizer_"), {
    optimizer_name: "Adam",
    optimizer_lr: 0.01,
    optimizer_b1: 0.9,
  });
  class SGDOptimizer {
    accumulated = 7;
    getConfig() {
      return { learningRate: 0.5 };
    }
  }
  deepStrictEqual(trainingSettings(new SGDOptimizer(), "optimizer_"), {
    optimizer_name: "SGDOptimizer",
    optimizer_learning_rate: 0.5,
  });
});
