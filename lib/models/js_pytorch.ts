import type { ModelAdapter, ModelKind } from "./model_adapter.ts";
import { netPredictions } from "./net_predictions.ts";
import { numberCount } from "./number_count.ts";
import { settingsOf } from "./settings.ts";
import { asRows, type Inputs, isTensor, rowCount } from "./test_set.ts";

/** Modules of `npm:js-pytorch`. */
export const jsPytorch: ModelKind = {
  kind: "js-pytorch",
  needs: ["forward", "parameters"],
  adapt: (model) => adaptModule(model as TorchModule),
};

interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: unknown;
  readonly device?: string;
}

/** What is used of a module. */
interface TorchModule {
  readonly mode?: string;
  forward(x: unknown): TorchTensor;
  parameters(): readonly TorchTensor[];
  train?(): void;
  eval?(): void;
}

/** Class of its tensors: a module's parameters are of it. */
type TensorClass = new (data: readonly (readonly number[])[], gradient: boolean, device?: string) => object;

function adaptModule(model: TorchModule): ModelAdapter {
  const prepare = (inputs: Inputs) => {
    rowCount(inputs);
    const x = tensorOf(model, inputs);
    return () => forward(model, x);
  };
  const answer: ModelAdapter["answer"] = async (inputs) => {
    const { data } = await prepare(inputs)();
    return netPredictions(flat(data), rowCount(inputs), "unknown");
  };
  return {
    kind: jsPytorch.kind,
    task: "unknown",
    flavor: "pytorch",
    prepare,
    answer,
    predict: async (inputs) => (await answer(inputs)).labels,
    parameters: () => numberCount(model.parameters()),
    settings: () => settingsOf({ model: model.constructor?.name, tensors: model.parameters().length }),
  };
}

/** Dropout and the like are for training only: the module answers as it would in use, and is left as it was. */
function forward(model: TorchModule, x: object): TorchTensor {
  const training = model.mode === "train";
  if (training) model.eval?.();
  try {
    return model.forward(x);
  } finally {
    if (training) model.train?.();
  }
}

function tensorOf(model: TorchModule, inputs: Inputs): object {
  if (isTensor(inputs)) return inputs;
  const [parameter] = model.parameters();
  if (parameter === undefined) {
    throw new TypeError(
      "Cannot make a tensor of the rows: the module has no parameters, expected a tensor as x",
    );
  }
  const Tensor = parameter.constructor as TensorClass;
  return new Tensor(asRows(inputs).map((row) => Array.from(row)), false, parameter.device);
}

function flat(data: unknown): number[] {
  return Array.isArray(data) ? data.flat(Infinity).map(Number) : [Number(data)];
}
