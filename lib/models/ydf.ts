import { finiteNumber, labelsFromScores } from "./labels.ts";
import type { ModelAdapter, ModelKind, Predictions, Settings } from "./model_adapter.ts";
import { settingsOf } from "./settings.ts";
import { asRows, type Inputs, isColumns, rowCount } from "./test_set.ts";

/** Yggdrasil Decision Forests (`npm:ydf-training`): random forests and gradient boosted trees. */
export const ydf: ModelKind = {
  kind: "YDF",
  needs: ["describe", "getLabelClasses", "getInputFeatures", "predict"],
  adapt: (model) => adaptYdf(model as YdfModel),
};

/** What is used of a model of ydf-training 0.0.1, which has no types of its own. */
interface YdfModel {
  describe(): string;
  getLabelClasses(): readonly string[];
  getInputFeatures(): readonly { readonly name: string }[];
  predict(columns: Record<string, unknown[]>): readonly number[];
}

function adaptYdf(model: YdfModel): ModelAdapter {
  const classes = model.getLabelClasses();
  const prepare = (inputs: Inputs) => {
    const columns = columnsFor(model, inputs);
    return () => model.predict(columns);
  };
  const answer = async (inputs: Inputs): Promise<Predictions> => {
    const scores = await prepare(inputs)(), rows = rowCount(inputs);
    if (classes.length === 0) return { labels: scores.map(finiteNumber) };
    return {
      labels: labelsFromScores(scores, rows, classes),
      probabilities: { classes, rows: scoreRows(scores, rows) },
    };
  };
  return {
    kind: ydf.kind,
    task: classes.length > 0 ? "classification" : "regression",
    flavor: "sklearn",
    prepare,
    answer,
    predict: async (inputs) => (await answer(inputs)).labels,
    parameters: () => countNodes(model.describe()),
    settings: () => forestSettings(model.describe()),
  };
}

/** One column is the probability of the second of two classes. */
function scoreRows(scores: readonly number[], rows: number): readonly (readonly number[])[] {
  const columns = scores.length / rows;
  if (columns === 1) return scores.map((score) => [1 - score, score]);
  return Array.from({ length: rows }, (_, row) => scores.slice(row * columns, (row + 1) * columns));
}

/** What the description says: kind of model, trees. */
function forestSettings(description: string): Settings {
  const found = (pattern: RegExp) => pattern.exec(description)?.[1];
  const trees = found(/Number of trees: (\d+)/);
  return settingsOf({
    model: found(/Type: "?([A-Z_]+)"?/)?.toLowerCase().replaceAll("_", " "),
    trees: trees === undefined ? undefined : Number(trees),
  });
}

/**
 * YDF reads plain arrays by feature name only. It names the features that its trees use, in the order of training:
 * rows can be laid out where it uses all of them.
 */
function columnsFor(model: YdfModel, inputs: Inputs): Record<string, unknown[]> {
  rowCount(inputs);
  const names = model.getInputFeatures().map((feature) => feature.name);
  if (isColumns(inputs)) {
    return Object.fromEntries(names.map((name) => {
      const values = inputs[name];
      if (values !== undefined) return [name, Array.from(values)];
      throw new TypeError(
        `Cannot predict with the YDF model: column "${name}" is missing, expected ${list(names)}`,
      );
    }));
  }
  const rows = asRows(inputs);
  const width = rows[0]?.length ?? 0;
  if (width !== names.length) {
    throw new TypeError(
      `Cannot predict with the YDF model: rows have ${width} values and the model uses ${names.length} columns (${
        list(names)
      }), expected columns by name`,
    );
  }
  return Object.fromEntries(names.map((name, index) => [name, rows.map((row) => row[index])]));
}

/** Nodes are what a forest has for weights; `describe()` is the only place that tells. */
function countNodes(description: string): number | undefined {
  const found = /Total number of nodes: (\d+)/.exec(description)?.[1];
  return found === undefined ? undefined : Number(found);
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
