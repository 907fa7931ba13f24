import { deepStrictEqual, throws } from "node:assert/strict";
import { kerasConfig, kerasGroups } from "../../lib/models/keras_config.ts";

const layer = (className: string, weights: number) => ({
  className,
  weights: Array.from({ length: weights }, () => ({ shape: [1], data: Float32Array.of(1) })),
});

Deno.test("kerasGroups() names each layer by its class in snake case, counted, as Keras itself does", () => {
  const groups = kerasGroups([
    layer("InputLayer", 0),
    layer("Conv2D", 2),
    layer("Conv2D", 1),
    layer("MaxPooling2D", 0),
    layer("BatchNormalization", 4),
    layer("LeakyReLU", 0),
    layer("ReLU", 0),
    layer("Dropout", 0),
    layer("Dense", 2),
  ]);
  deepStrictEqual(groups.map(({ group, weights }) => `${group} ${weights.length}`), [
    "conv2d 2",
    "conv2d_1 1",
    "max_pooling2d 0",
    "batch_normalization 4",
    "leaky_re_lu 0",
    "re_lu 0",
    "dropout 0",
    "dense 2",
  ]);
});

const sequential = (class_name: string, config: Record<string, unknown>) => ({
  topology: { class_name: "Sequential", config: { name: "net", layers: [{ class_name, config }] } },
  inputShape: [null, 4],
  layers: [],
});

Deno.test("kerasConfig() keeps what a layer is and drops how it was trained", () => {
  const config = {
    name: "d",
    units: 3,
    activation: "relu",
    kernel_initializer: { class_name: "VarianceScaling" },
    bias_regularizer: null,
    batch_input_shape: [null, 4],
    kernel_constraint: null,
  };
  const made = JSON.parse(JSON.stringify(kerasConfig(sequential("Dense", config))));
  deepStrictEqual(made.config.layers[0].config.batch_shape, [null, 4]);
  deepStrictEqual(made.config.layers[1].config, { name: "d", units: 3, activation: "relu" });
  const leaky = JSON.parse(JSON.stringify(kerasConfig(sequential("LeakyReLU", { name: "l", alpha: 0.2 }))));
  deepStrictEqual(leaky.config.layers[1].config, { name: "l", negative_slope: 0.2 });
});

Deno.test("kerasConfig() refuses what means something else in Keras 3", () => {
  throws(() => kerasConfig(sequential("Dense", { name: "d", activation: "hard_sigmoid" })), {
    name: "TypeError",
    message: '"hard_sigmoid" of layer "d" is another function in Keras 3',
  });
  throws(() => kerasConfig(sequential("Sequential", { name: "base", layers: [] })), {
    name: "TypeError",
    message: 'its layer "base" is a model, expected plain layers',
  });
  throws(() => kerasConfig({ topology: { class_name: "Model" }, inputShape: [], layers: [] }), {
    name: "TypeError",
    message: "it is a Model model, expected a Sequential one",
  });
});
