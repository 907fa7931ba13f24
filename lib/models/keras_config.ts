import type { KerasLayer, KerasModel } from "./keras_file.ts";

/** A layer's JSON, in Keras' own names. */
interface LayerJson {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Activations that are another function in Keras 3, or none. */
const OTHER = ["hard_sigmoid", "hardSigmoid", "gelu_new"];

/** Settings that only matter for training. */
const FOR_TRAINING = /_(initializer|regularizer|constraint)$/;

/**
 * The configuration of a sequential model as Keras 3 reads it.
 *
 * @throws {TypeError} When a part of it means something else there.
 */
export function kerasConfig({ topology, inputShape }: KerasModel): object {
  const { class_name, config } = topology as {
    class_name: string;
    config: { name: string; layers: LayerJson[] };
  };
  if (class_name !== "Sequential") {
    throw new TypeError(`it is a ${class_name} model, expected a Sequential one`);
  }
  const input = {
    module: "keras.layers",
    class_name: "InputLayer",
    config: { batch_shape: inputShape, dtype: "float32", name: "input_layer" },
    registered_name: null,
  };
  const layers = config.layers.filter((layer) => layer.class_name !== "InputLayer").map(layerConfig);
  return {
    module: "keras",
    class_name: "Sequential",
    config: { name: config.name, trainable: true, layers: [input, ...layers] },
    registered_name: null,
    build_config: { input_shape: inputShape },
  };
}

function layerConfig({ class_name, config }: LayerJson): object {
  const { activation } = config;
  if ("layers" in config) {
    throw new TypeError(`its layer "${config["name"]}" is a model, expected plain layers`);
  }
  if (typeof activation === "string" && OTHER.includes(activation)) {
    throw new TypeError(`"${activation}" of layer "${config["name"]}" is another function in Keras 3`);
  }
  const kept = Object.entries(config).filter(([key, value]) =>
    value !== null && value !== undefined && key !== "batch_input_shape" && !FOR_TRAINING.test(key)
  ).map(([key, value]) => [class_name === "LeakyReLU" && key === "alpha" ? "negative_slope" : key, value]);
  return {
    module: "keras.layers",
    class_name,
    config: Object.fromEntries(kept),
    registered_name: null,
  };
}

/**
 * Where the weights of each layer are in the file: below its class in snake case, counted.
 *
 * @param layers The layers.
 */
export function kerasGroups(
  layers: readonly KerasLayer[],
): { readonly group: string; readonly weights: KerasLayer["weights"] }[] {
  const counts = new Map<string, number>();
  return layers.filter(({ className }) => className !== "InputLayer").map(({ className, weights }) => {
    const name = snakeCase(className), count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return { group: count === 0 ? name : `${name}_${count}`, weights };
  });
}

/** As Keras itself makes it (`to_snake_case`). */
function snakeCase(name: string): string {
  return name.replace(/(.)([A-Z][a-z]+)/g, "$1_$2").replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}
