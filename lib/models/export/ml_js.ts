import type { ExportedModel, Exporter } from "../exported_model.ts";
import { type LinearJson, linearModel, type PolynomialJson, polynomialModel } from "./ml_js_linear.ts";
import { type LogisticModel, logisticModel } from "./ml_js_logistic.ts";
import { type ForestModel, forestModel, type TreeModel, treeModel } from "./ml_js_trees.ts";

/** Models of ml.js, by the name in their JSON. */
export const mlJsExporter: Exporter = {
  kind: "ml.js",
  models:
    "ml.js models (ml-logistic-regression, ml-regression-multivariate-linear, ml-regression-simple-linear, " +
    "ml-regression-polynomial, ml-cart, ml-random-forest)",
  // deno-lint-ignore require-await -- exporters of other kinds have to wait
  async take(model, width) {
    const json = (model as { toJSON(): unknown }).toJSON() as { readonly name?: unknown };
    const kind = KINDS[String(json?.name)];
    if (kind === undefined) {
      throw new TypeError(
        `Cannot export the ml.js model: it is a ${
          json?.name ?? model.constructor?.name
        }, expected ${mlJsExporter.models}`,
      );
    }
    return {
      kind: mlJsExporter.kind,
      ...kind(model, json, width),
      // Its JSON is what its own `load` reads.
      files: () =>
        Promise.resolve({
          files: [{
            path: "ml_js/model.json",
            content: new TextEncoder().encode(JSON.stringify(json)),
          }],
          notes: [],
        }),
    };
  },
};

/** The part of an exported model that is made of the model alone. */
export type MlJsExport = Pick<ExportedModel, "graph" | "answer" | "predict" | "probes">;

const KINDS: Readonly<Record<string, (model: object, json: object, width?: number) => MlJsExport>> = {
  LogisticRegression: (model) => logisticModel(model as LogisticModel),
  multivariateLinearRegression: (model, json) => linearModel(model as Predicts, json as LinearJson),
  simpleLinearRegression: (model, json) => polynomialModel(model as Predicts, json as PolynomialJson),
  polynomialRegression: (model, json) => polynomialModel(model as Predicts, json as PolynomialJson),
  DTClassifier: (model, _, width) => treeModel(model as TreeModel, width),
  DTRegression: (model, _, width) => treeModel(model as TreeModel, width),
  RFClassifier: (model, _, width) => forestModel(model as ForestModel, width),
  RFRegression: (model, _, width) => forestModel(model as ForestModel, width),
};

/** What every model of ml.js does. */
export interface Predicts {
  predict(inputs: unknown): unknown;
}
