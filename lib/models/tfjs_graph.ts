import type { ModelAdapter, ModelKind } from "./model_adapter.ts";
import { netPredictions } from "./net_predictions.ts";
import { numberCount } from "./number_count.ts";
import { settingsOf } from "./settings.ts";
import { inputTensor, outputData, type TfjsTensor } from "./tfjs_tensors.ts";
import { rowCount } from "./test_set.ts";

/** Graph models of `npm:@tensorflow/tfjs`: `tf.loadGraphModel()`. */
export const tfjsGraph: ModelKind = {
  kind: "tfjs graph",
  needs: ["predict", "executeAsync"],
  holds: ["weights", "inputs"],
  adapt: (model) => adaptGraph(model as GraphModel),
};

/** What is used of a graph model. */
interface GraphModel {
  readonly inputs: readonly { readonly shape?: readonly number[] }[];
  readonly outputs?: readonly { readonly name: string }[];
  /** Tensors by name. */
  readonly weights: Readonly<Record<string, readonly { readonly shape: readonly number[] }[]>>;
  predict(inputs: unknown): TfjsTensor | readonly TfjsTensor[];
}

function adaptGraph(model: GraphModel): ModelAdapter {
  const prepare: ModelAdapter["prepare"] = (inputs) => {
    // a graph writes -1 where any length will do
    const shape = model.inputs[0]?.shape?.map((axis) => axis > 0 ? axis : null);
    const tensor = inputTensor(inputs, shape);
    return async () => {
      using x = tensor();
      return await outputData(model.predict(x.tensor));
    };
  };
  const answer: ModelAdapter["answer"] = async (inputs) =>
    netPredictions(await prepare(inputs)() as ArrayLike<number>, rowCount(inputs), "unknown");
  return {
    kind: tfjsGraph.kind,
    task: "unknown",
    flavor: "keras",
    prepare,
    answer,
    predict: async (inputs) => (await answer(inputs)).labels,
    parameters: () => numberCount(Object.values(model.weights).flat()),
    settings: () => settingsOf({ outputs: model.outputs?.map(({ name }) => name).join(", ") }),
  };
}
