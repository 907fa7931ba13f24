import type { ModelAdapter, ModelKind, ModelTask, Settings } from "./model_adapter.ts";
import { answersOf } from "./plain.ts";
import { settingsOf } from "./settings.ts";
import { asRows, type Inputs, rowCount } from "./test_set.ts";

/** The ml.js family (`npm:ml-logistic-regression`, `npm:ml-knn`, …). */
export const mlJs: ModelKind = {
  kind: "ml.js",
  needs: ["predict", "toJSON"],
  adapt: (model) => adaptMlJs(model as MlJsModel),
};

/** What the models of ml.js have in common. */
interface MlJsModel {
  predict(inputs: unknown): unknown;
  toJSON(): unknown;
}

/** A class such as ml-matrix's `Matrix`, made from rows. */
type MatrixClass = new (rows: readonly (readonly number[])[]) => object;

/** Arrays of numbers in the JSON that say how the model is laid out, not what it has learned. */
const LAYOUT = new Set(["classes", "dimensions"]);

function adaptMlJs(model: MlJsModel): ModelAdapter {
  const prepare = (inputs: Inputs) => {
    rowCount(inputs);
    const rows = Array.from(asRows(inputs), (row) => Array.from(row));
    const Matrix = matrixClassOf(model, 3);
    const form = Matrix === undefined ? rows : new Matrix(rows);
    return () => model.predict(form);
  };
  const answer = async (inputs: Inputs) => answersOf(await prepare(inputs)(), rowCount(inputs));
  return {
    kind: mlJs.kind,
    task: taskOf(model),
    flavor: "sklearn",
    prepare,
    answer,
    predict: async (inputs) => (await answer(inputs)).labels,
    parameters: () => countLearned(model),
    settings: () => estimatorSettings(model),
  };
}

/** A model that keeps its weights in a matrix wants its inputs as one; its class comes from those weights. */
function matrixClassOf(holder: object, depth: number): MatrixClass | undefined {
  for (const value of Object.values(holder)) {
    if (typeof value !== "object" || value === null) continue;
    if ("mmul" in value && typeof value.mmul === "function") return value.constructor as MatrixClass;
    const found = depth > 1 ? matrixClassOf(value, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function taskOf(model: MlJsModel): ModelTask {
  const json = model.toJSON();
  const name = typeof json === "object" && json !== null && "name" in json ? String(json.name) : "";
  if (/logistic|classif|knn|bayes|svm/i.test(name)) return "classification";
  return /regress/i.test(name) ? "regression" : "unknown";
}

/** What its JSON says in single values; its name is the estimator's. */
function estimatorSettings(model: MlJsModel): Settings {
  const json = model.toJSON();
  const { name, ...rest } = settingsOf(typeof json === "object" && json !== null ? { ...json } : {});
  return { ...rest, ...settingsOf({ model: name ?? model.constructor?.name }) };
}

/** Numbers in arrays of the JSON: weights of a regression, stored points of a k-nearest-neighbours model. */
function countLearned(model: MlJsModel): number | undefined {
  let total = 0;
  try {
    JSON.stringify(model, (key, value: unknown) => {
      if (LAYOUT.has(key)) return undefined;
      if (Array.isArray(value)) total += value.filter((item) => typeof item === "number").length;
      return value;
    });
  } catch {
    // a model that points back at itself has no JSON: its size is unknown
    return undefined;
  }
  return total > 0 ? total : undefined;
}
