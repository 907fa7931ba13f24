import type { ModelAdapter, ModelKind } from "./model_adapter.ts";
import { netPredictions } from "./net_predictions.ts";
import { numberCount } from "./number_count.ts";
import { answersOf } from "./plain.ts";
import { settingsOf } from "./settings.ts";
import { type Inputs, isTensor, rowCount } from "./test_set.ts";

/**
 * Functions with weights of `npm:@jax-js/jax`: `{ params, predict(params, x) }`, where `params` is a tree of arrays.
 * `predict` gets `x` as it is in the test set: an array of jax-js, or rows that it makes one of.
 */
export const jaxJs: ModelKind = {
  kind: "jax-js",
  needs: ["predict"],
  holds: ["params"],
  fits: (model) => leavesOf((model as JaxModel).params).length > 0,
  adapt: (model) => adaptJax(model as JaxModel),
};

/** An array of jax-js. A function that takes one uses it up; reading `ref` lends it once more. */
export interface JaxArray {
  readonly shape: readonly number[];
  readonly ref: JaxArray;
  data(): Promise<ArrayLike<number>>;
}

interface JaxModel {
  readonly params: unknown;
  predict(params: unknown, x: unknown): unknown;
}

function adaptJax(model: JaxModel): ModelAdapter {
  const prepare = (inputs: Inputs) => {
    rowCount(inputs);
    return async () => {
      const x = isTensor(inputs) && isJaxArray(inputs) ? inputs.ref : inputs;
      const returned = await model.predict(lent(model.params), x);
      return isJaxArray(returned) ? await returned.data() : returned;
    };
  };
  const answer: ModelAdapter["answer"] = async (inputs) => {
    const rows = rowCount(inputs);
    const returned = await prepare(inputs)();
    return ArrayBuffer.isView(returned)
      ? netPredictions(returned as Float32Array, rows, "unknown")
      : answersOf(returned, rows);
  };
  const leaves = leavesOf(model.params);
  return {
    kind: jaxJs.kind,
    task: "unknown",
    flavor: "pytorch",
    prepare,
    answer,
    predict: async (inputs) => (await answer(inputs)).labels,
    parameters: () => numberCount(leaves),
    settings: () => settingsOf({ tensors: leaves.length }),
  };
}

/** Whether a value is an array of jax-js. */
export function isJaxArray(value: unknown): value is JaxArray {
  if (typeof value !== "object" || value === null) return false;
  // A getter that is asked counts one user more: names are looked at, `ref` is not read.
  return "ref" in value && "shape" in value && "data" in value && typeof value.data === "function";
}

function lent(tree: unknown): unknown {
  if (isJaxArray(tree)) return tree.ref;
  if (Array.isArray(tree)) return tree.map(lent);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, lent(branch)]));
}

function leavesOf(tree: unknown): readonly JaxArray[] {
  if (isJaxArray(tree)) return [tree];
  if (typeof tree !== "object" || tree === null) return [];
  return Object.values(tree).flatMap(leavesOf);
}
