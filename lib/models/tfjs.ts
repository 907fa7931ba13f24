import type { ModelAdapter, ModelKind, ModelTask, Settings } from "./model_adapter.ts";
import { netPredictions } from "./net_predictions.ts";
import { settingsOf } from "./settings.ts";
import { inputTensor, outputData, type TfjsTensor } from "./tfjs_tensors.ts";
import { rowCount } from "./test_set.ts";

/** Layers models of `npm:@tensorflow/tfjs`: `tf.sequential()`, `tf.model()`, `tf.loadLayersModel()`. */
export const tfjsLayers: ModelKind = {
  kind: "tfjs",
  needs: ["predict", "countParams", "getWeights"],
  holds: ["layers", "inputs"],
  adapt: (model) => adaptLayers(model as LayersModel),
};

/** What is used of a layers model. */
interface LayersModel {
  readonly name: string;
  readonly layers: readonly { getConfig?(): Readonly<Record<string, unknown>> }[];
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly loss?: unknown;
  readonly optimizer?: { getConfig?(): Readonly<Record<string, unknown>>; getClassName?(): string };
  /** What `fit` did; a sequential model keeps it in the model that it wraps. */
  readonly history?: FitHistory;
  readonly model?: { readonly history?: FitHistory };
  predict(inputs: unknown): TfjsTensor | readonly TfjsTensor[];
  countParams(): number;
}

interface FitHistory {
  readonly params?: Readonly<Record<string, unknown>>;
}

function adaptLayers(model: LayersModel): ModelAdapter {
  const task = taskOf(model);
  const prepare: ModelAdapter["prepare"] = (inputs) => {
    const tensor = inputTensor(inputs, model.inputs[0]?.shape);
    return async () => {
      using x = tensor();
      return await outputData(model.predict(x.tensor));
    };
  };
  const answer: ModelAdapter["answer"] = async (inputs) =>
    netPredictions(await prepare(inputs)() as ArrayLike<number>, rowCount(inputs), task);
  return {
    kind: tfjsLayers.kind,
    task,
    flavor: "keras",
    prepare,
    answer,
    predict: async (inputs) => (await answer(inputs)).labels,
    parameters: () => model.countParams(),
    settings: () => layersSettings(model),
  };
}

/** By the loss that it was compiled with, else by what its last layer gives. */
function taskOf({ loss, layers }: LayersModel): ModelTask {
  if (typeof loss === "string") {
    if (/entropy|hinge/i.test(loss)) return "classification";
    if (/^(mean|mse|mae|mape|msle|huber|logcosh|cosine)/i.test(loss)) return "regression";
  }
  const activation = layers.at(-1)?.getConfig?.()["activation"];
  return activation === "softmax" || activation === "sigmoid" ? "classification" : "unknown";
}

/** By the names of MLflow's Keras autologging. */
function layersSettings(model: LayersModel): Settings {
  const { optimizer, loss } = model;
  const fitted = model.history?.params ?? model.model?.history?.params ?? {};
  const { epochs, batchSize, initialEpoch, samples } = fitted;
  return {
    ...settingsOf({ layers: model.layers.length, loss }),
    ...settingsOf({ name: optimizer?.getClassName?.(), ...optimizer?.getConfig?.() }, "optimizer_"),
    ...settingsOf({ epochs, batchSize, initialEpoch, samples }),
  };
}
